import { InvalidAnswerError, TooLargeAnswerError } from './errors';
import { parseLines } from './parseLines';
import { parseJson, readBody } from './readBody';

async function* chunks(...texts: string[]) {
  for (const text of texts) {
    yield Buffer.from(text);
  }
}

describe('readBody', () => {
  it('reads to the end, a letter in two chunks too', async () => {
    const [first, second] = [
      Buffer.from('ä').subarray(0, 1),
      Buffer.from('ä').subarray(1),
    ];
    const body = (async function* pieces() {
      yield first;
      yield second;
    })();
    expect(await readBody(body, 2)).toBe('ä');
  });

  it('stops reading beyond the limit', async () => {
    let taken = 0;
    const endless = (async function* pieces() {
      for (;;) {
        taken += 1;
        yield Buffer.alloc(1024);
      }
    })();
    await expect(readBody(endless, 10_240)).rejects.toThrow(
      TooLargeAnswerError,
    );
    expect(taken).toBe(11);
  });
});

describe('parseLines with a limit', () => {
  const read = async (limit: number, ...texts: string[]) => {
    const lines: string[] = [];
    for await (const line of parseLines(chunks(...texts), limit)) {
      lines.push(line);
    }
    return lines;
  };

  it('lets many lines through that are longer together', async () => {
    expect(await read(4, 'ab\nc', 'd\n', 'ef\ngh\n')).toEqual([
      'ab',
      'cd',
      'ef',
      'gh',
    ]);
  });

  it('gives up a line without an end', async () => {
    await expect(read(4, 'ab', 'cd', 'ef')).rejects.toThrow(
      TooLargeAnswerError,
    );
  });
});

describe('parseJson', () => {
  it('does not quote what is no JSON', () => {
    expect(() => parseJson('{"token": "sentinel')).toThrow(InvalidAnswerError);
    expect(() => parseJson('{"token": "sentinel')).toThrow(
      'it sends something that is not JSON',
    );
  });
});
