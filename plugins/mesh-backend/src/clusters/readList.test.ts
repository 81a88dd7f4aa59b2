import { InvalidAnswerError, TooLargeAnswerError } from './errors';
import { readList } from './readList';

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

const read = (
  text: string,
  { size = 7, maxBytes = 1e6, mapItem = (item: unknown) => item } = {},
) => readList(inPieces(Buffer.from(text), size), { maxBytes, mapItem });

const LIST = {
  kind: 'PodList',
  metadata: {
    resourceVersion: '7',
    // None of these is the list.
    items: [{ not: 'an item' }],
    note: 'items":[{',
    '"items': ['x'],
  },
  items: [
    { metadata: { name: 'ä-"quoted\\"', labels: {} }, list: [[1], [], {}] },
    { text: ']}, [{', empty: '' },
    'a text, with a comma',
    null,
    [1, [2]],
    { escaped: '\\', after: '\\"' },
    -1.5,
  ],
  more: { items: ['none either'] },
};

describe('readList', () => {
  it.each([1, 2, 3, 5, 17, 100_000])(
    'equals JSON.parse for pieces of %d bytes',
    async size => {
      for (const space of [0, 1, '\t']) {
        const text = JSON.stringify(LIST, undefined, space);
        expect(await read(text, { size })).toEqual(LIST);
      }
    },
  );

  it('puts in the place of an item what it is mapped to, as it comes', async () => {
    const seen: unknown[] = [];
    const pieces = (async function* endless() {
      yield Buffer.from(`{"items":[{"a":1},${'"x",'.repeat(40_000)}`);
      for (let turn = 0; seen.length === 0 && turn < 100; turn += 1) {
        yield Buffer.from('"y",');
      }
      yield Buffer.from('2]}');
    })();
    const answer: any = await readList(pieces, {
      maxBytes: 1e9,
      mapItem: item => {
        seen.push(item);
        return seen.length;
      },
    });
    expect(seen[0]).toEqual({ a: 1 });
    expect(seen.at(-1)).toBe(2);
    expect(answer.items).toEqual(seen.map((_, index) => index + 1));
    // It did not wait for the end.
    expect(seen.length).toBe(40_002);
  });

  it.each([
    ['{"items":[]}', { items: [] }],
    ['{ "items" : [ ] , "a" : 1 }', { items: [], a: 1 }],
    ['{"items":null,"a":[1]}', { items: null, a: [1] }],
    ['{"a":{"items":[1]}}', { a: { items: [1] } }],
    ['{"kind":"items","list":[1]}', { kind: 'items', list: [1] }],
    ['["items",[1]]', ['items', [1]]],
    ['null', null],
    ['"items"', 'items'],
  ])('reads %s', async (text, expected) => {
    expect(await read(text, { size: 1 })).toEqual(expected);
  });

  it.each([
    '',
    '{',
    '{"items":[',
    '{"items":[1',
    '{"items":[1]',
    '{"items":[1,]}',
    '{"items":[,1]}',
    '{"items":[,]}',
    '{"items":[1 2]}',
    '{"items":[{]}]}',
    '{"items":[{}}]}',
    '{"items":["a]}',
    '{"items":[tru]}',
    '{"items":[1]]}',
    '{"items":[1]}}',
    '{"items" [1]}',
    '{"items":[1],"items":[2]}',
    '<html>',
  ])('refuses %s', async text => {
    await expect(read(text)).rejects.toThrow(InvalidAnswerError);
  });

  it('tells nothing of what it refuses', async () => {
    await expect(read('{"items":[{"token":"sentinel]}')).rejects.toThrow(
      /^it sends something that is not JSON$/,
    );
  });

  it('throws what the mapping throws', async () => {
    await expect(
      read('{"items":[1]}', {
        mapItem: () => {
          throw new Error('no name');
        },
      }),
    ).rejects.toThrow('no name');
  });

  it('stops reading beyond the limit', async () => {
    await expect(read(JSON.stringify(LIST), { maxBytes: 100 })).rejects.toThrow(
      TooLargeAnswerError,
    );
  });

  it('lets others run while it reads', async () => {
    let others = 0;
    let isOpen = true;
    const count = () => {
      others += 1;
      if (isOpen) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const items = Array.from({ length: 20_000 }, (_, n) => ({ name: `n${n}` }));
    await read(JSON.stringify({ items }), { size: 16_384 });
    isOpen = false;
    expect(others).toBeGreaterThan(2);
  });
});
