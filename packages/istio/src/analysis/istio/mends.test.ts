import { Resource } from '../snapshot/Resource';
import { patched } from '../testing/mends';
import { FieldChange, mendOf } from './mends';

const object = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'a' },
  empty: null,
  spec: { ports: [{ port: 1 }, { port: 2 }], 'a/b~c': 1 },
};
const service = new Resource('Service', object, undefined, undefined);
const patchOf = (...changes: FieldChange[]) =>
  mendOf(service, 'Do it', ...changes)?.patch;

describe('mendOf', () => {
  it.each<[string, FieldChange[], object[] | undefined]>([
    [
      'a field that is there',
      [{ set: ['spec', 'ports', 1, 'port'], to: 3 }],
      [{ op: 'replace', path: '/spec/ports/1/port', value: 3 }],
    ],
    [
      'a new field',
      [{ set: ['spec', 'ports', 0, 'name'], to: 'x' }],
      [{ op: 'add', path: '/spec/ports/0/name', value: 'x' }],
    ],
    [
      'a new field with the maps around it',
      [{ set: ['metadata', 'labels', 'a'], to: 'b' }],
      [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }],
    ],
    [
      'two new fields of a new map',
      [
        { set: ['metadata', 'labels', 'a'], to: 'b' },
        { set: ['metadata', 'labels', 'c'], to: 'd' },
      ],
      [
        { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
        { op: 'add', path: '/metadata/labels/c', value: 'd' },
      ],
    ],
    [
      'a field of what is null',
      [{ set: ['empty', 'a', 'b'], to: 1 }],
      [{ op: 'replace', path: '/empty', value: { a: { b: 1 } } }],
    ],
    [
      'a name with signs of its own',
      [{ set: ['spec', 'a/b~c'], to: 2 }],
      [{ op: 'replace', path: '/spec/a~1b~0c', value: 2 }],
    ],
    ['a field of a text', [{ set: ['kind', 'a'], to: 1 }], undefined],
    ['a list that is not there', [{ set: ['list', 0, 'a'], to: 1 }], undefined],
    [
      'what is taken out',
      [{ remove: ['spec', 'ports', 0] }],
      [{ op: 'remove', path: '/spec/ports/0' }],
    ],
    ['what is not there to take out', [{ remove: ['spec', 'a'] }], undefined],
    [
      'what is not there to take out of a text',
      [{ remove: ['kind', 'length'] }],
      undefined,
    ],
    [
      'what is not there to take out of nothing',
      [{ remove: ['empty', 'a'] }],
      undefined,
    ],
    [
      'a change that fits and one that does not',
      [{ remove: ['spec'] }, { remove: ['spec', 'ports'] }],
      undefined,
    ],
  ])('makes a patch of %s', (_, changes, patch) => {
    expect(patchOf(...changes)).toEqual(patch);
  });

  it('leaves the object as it is, and makes a patch that fits', () => {
    const before = structuredClone(object);
    const mend = mendOf(
      service,
      'Do it',
      { remove: ['spec', 'ports', 0] },
      { set: ['spec', 'ports', 0, 'port'], to: 9 },
    )!;
    expect(object).toEqual(before);
    expect(patched(object, mend.patch).spec.ports).toEqual([{ port: 9 }]);
    expect(mend.title).toBe('Do it');
  });
});
