import { findChanges } from './changes';

const object = (spec: unknown, metadata = {}) => ({
  metadata: { name: 'a', ...metadata },
  spec,
});

describe('findChanges', () => {
  it('finds nothing in what the server writes by itself', () => {
    expect(
      findChanges(
        {
          ...object({ a: 1 }, { resourceVersion: '1', generation: 1 }),
          status: { ready: false },
        },
        {
          ...object(
            { a: 1 },
            { resourceVersion: '2', generation: 2, managedFields: [{}] },
          ),
          status: { ready: true },
        },
      ),
    ).toEqual([]);
  });

  it('gives pointers with the values before and after', () => {
    expect(
      findChanges(
        object({ a: { b: 1 }, gone: true, list: [{ x: 1 }, { x: 2 }] }),
        object({ a: { b: 2 }, fresh: null, list: [{ x: 1 }, { x: 3 }] }),
      ),
    ).toEqual([
      { path: '/spec/a/b', before: 1, after: 2 },
      { path: '/spec/gone', before: true },
      { path: '/spec/list/1/x', before: 2, after: 3 },
      { path: '/spec/fresh', after: null },
    ]);
  });

  it('escapes keys and takes lists of other lengths as one change', () => {
    expect(
      findChanges(
        object([1], { labels: { 'a/b~c': 'x' } }),
        object([0, 1], { labels: { 'a/b~c': 'y' } }),
      ),
    ).toEqual([
      { path: '/metadata/labels/a~1b~0c', before: 'x', after: 'y' },
      { path: '/spec', before: [1], after: [0, 1] },
    ]);
  });

  it('tells null from a missing value', () => {
    expect(findChanges(object({ a: null }), object({}))).toEqual([
      { path: '/spec/a', before: null },
    ]);
  });
});
