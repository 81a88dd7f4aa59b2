import { interpolate, valueAt } from './values';

describe('valueAt', () => {
  const value = { items: [{ labels: { 'a.b/c': 'x' } }] };

  it('follows keys, indexes and escaped dots', () => {
    expect(valueAt(value, 'items.0.labels.a\\.b/c')).toBe('x');
  });

  it('gives undefined where the path ends early', () => {
    expect(valueAt(value, 'items.3.labels')).toBeUndefined();
    expect(valueAt('text', 'length')).toBeUndefined();
  });
});

describe('interpolate', () => {
  it('fills in text, keys and nested values', () => {
    expect(
      interpolate(
        { '${a}': ['x-${a}', { b: '${n}' }], n: 1 },
        { a: 'A', n: 5 },
      ),
    ).toEqual({ A: ['x-A', { b: 5 }], n: 1 });
  });

  it('refuses a variable that is not set', () => {
    expect(() => interpolate('${missing}', {})).toThrow(
      'the variable ${missing} is not set',
    );
  });
});
