import { canonicalJson, sha256 } from './canonicalJson';

describe('canonicalJson', () => {
  it('is the same whatever the order of keys, and not of lists', () => {
    const one = { b: [1, { z: null, a: 'ü\n' }], a: true, u: undefined };
    const two = { a: true, b: [1, { a: 'ü\n', z: null }] };
    expect(canonicalJson(one)).toBe('{"a":true,"b":[1,{"a":"ü\\n","z":null}]}');
    expect(canonicalJson(two)).toBe(canonicalJson(one));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(JSON.parse(canonicalJson(one))).toEqual(two);
  });

  it.each([NaN, Infinity, () => 1, Symbol('x'), 1n, [undefined]])(
    'refuses %p',
    value => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );

  it('sha256 is that of the UTF-8 bytes', () => {
    expect(sha256('ü')).toBe(
      '607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f',
    );
    expect(sha256('')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });
});
