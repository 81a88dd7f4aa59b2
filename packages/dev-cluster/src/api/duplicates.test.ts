import { duplicateFields } from './duplicates';

describe('duplicateFields', () => {
  it('names keys that are twice, at any depth', () => {
    const text =
      '{"a":1,"b":{"c":"x,\\"y\\":{","c":2},"d":[{"e":1},{"e":1,"e":2}],"a":[]}';
    expect(duplicateFields(text)).toEqual(['b.c', 'd[1].e', 'a']);
  });

  it('finds none in ordinary text', () => {
    expect(duplicateFields('{"a":{"b":[1,2,[]],"c":{}},"b":null}')).toEqual([]);
    expect(duplicateFields('"a"')).toEqual([]);
  });
});
