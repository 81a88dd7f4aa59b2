import { jsonItems } from './jsonItems';

async function read(text: string): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of jsonItems(text)) {
    items.push(item);
  }
  return items;
}

describe('jsonItems', () => {
  it.each<[string, unknown[]]>([
    ['[]', []],
    [' [ ] ', []],
    ['{"total":0}', []],
    ['null', []],
    [
      '[1, "a,]", {"b":[1,{"c":"}\\"]"}]}]',
      [1, 'a,]', { b: [1, { c: '}"]' }] }],
    ],
    [
      '{"total":2,"clients":[{"a":1},{"a":2}],"more":[3]}',
      [{ a: 1 }, { a: 2 }],
    ],
    ['["\\\\"]', ['\\']],
  ])('reads %s', async (text, expected) => {
    expect(await read(text)).toEqual(expected);
  });

  it.each(['[{"a":1}', '[{"a":}]', '[', '["a]'])('refuses %s', async text => {
    await expect(read(text)).rejects.toThrow(SyntaxError);
  });

  it('lets others have their turn', async () => {
    const text = JSON.stringify(Array.from({ length: 1000 }, (_, i) => i));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    setImmediate(function turn() {
      turns += 1;
      setImmediate(turn).unref();
    }).unref();
    expect(await read(text)).toHaveLength(1000);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(1);
  });
});
