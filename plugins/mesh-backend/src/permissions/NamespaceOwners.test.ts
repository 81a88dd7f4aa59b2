import { ConfigReader } from '@backstage/config';
import { NamespaceOwners } from './NamespaceOwners';

const none = { labels: {}, annotations: {} };
const key = 'meshport.dev/owner';

function owners(...namespaceOwners: object[]) {
  return NamespaceOwners.fromConfig(
    new ConfigReader({ mesh: { namespaceOwners } } as any),
  );
}

describe('NamespaceOwners', () => {
  it('takes the label, else the annotation, of the Namespace object', () => {
    const subject = owners();
    expect(subject.of('east', 'a', undefined)).toEqual([]);
    expect(subject.of('east', 'a', none)).toEqual([]);
    expect(
      subject.of('east', 'a', { ...none, labels: { [key]: 'team-a' } }),
    ).toEqual(['group:default/team-a']);
    expect(
      subject.of('east', 'a', {
        ...none,
        annotations: { [key]: 'Group:Other/Team-B' },
      }),
    ).toEqual(['group:other/team-b']);
    expect(
      subject.of('east', 'a', {
        labels: { [key]: 'team-a' },
        annotations: { [key]: 'team-b' },
      }),
    ).toEqual(['group:default/team-a']);
  });

  it('lets configuration go first, for one cluster or for all', () => {
    const subject = owners(
      { namespace: 'a', owner: 'group:default/one' },
      { namespace: 'a', owner: 'two', cluster: 'west' },
    );
    const marks = { ...none, labels: { [key]: 'team-a' } };
    expect(subject.of('east', 'a', marks)).toEqual(['group:default/one']);
    expect(subject.of('west', 'a', marks)).toEqual([
      'group:default/one',
      'group:default/two',
    ]);
    expect(subject.of('east', 'b', marks)).toEqual(['group:default/team-a']);
  });

  it('makes nobody an owner by a value that is no reference', () => {
    expect(
      owners().of('east', 'a', {
        ...none,
        annotations: { [key]: 'a:b:c/d/e' },
      }),
    ).toEqual([]);
  });

  it('names the field of a configured owner that is no reference', () => {
    expect(() => owners({ namespace: 'a', owner: 'a:b:c/d/e' })).toThrow(
      "mesh.namespaceOwners[0].owner: 'a:b:c/d/e'",
    );
  });
});
