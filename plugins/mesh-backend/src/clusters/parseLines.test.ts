import { parseLines } from './parseLines';

async function lines(...chunks: Buffer[]) {
  async function* stream() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const line of parseLines(stream())) {
    found.push(line);
  }
  return found;
}

describe('parseLines', () => {
  it('joins a line that comes in pieces and splits a chunk of several', async () => {
    expect(
      await lines(
        Buffer.from('{"a":'),
        Buffer.from('1}\n{"b":2}\n\n{"c"'),
        Buffer.from(':3}\n'),
      ),
    ).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  });

  it('keeps a letter that is cut between chunks', async () => {
    const text = Buffer.from('"ü"\n');
    expect(await lines(text.subarray(0, 2), text.subarray(2))).toEqual(['"ü"']);
  });

  it('leaves out a line that the end of the stream cut off', async () => {
    expect(await lines(Buffer.from('{"a":1}\n{"b"'))).toEqual(['{"a":1}']);
  });
});
