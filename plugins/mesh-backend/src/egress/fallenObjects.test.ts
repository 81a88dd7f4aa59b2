import { fallenObjects } from './fallenObjects';
import { OneAtATime } from './OneAtATime';
import { deletionsOf } from './removalPlan';

const object = (kind: string, name: string, metadata: object = {}): any => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: {
    name,
    namespace: 'exits',
    uid: `uid-${kind}-${name}`,
    labels: { 'meshport.dev/owner': 'team-a' },
    managedFields: [{ manager: 'meshport', operation: 'Apply' }],
    ...metadata,
  },
});

const model = { name: 'out', namespace: 'exits', owner: 'team-a' } as any;
const live = (...objects: any[]) => ({ objects, notListed: [] });

describe('what a changed gateway has no more', () => {
  it('is what is there and not wanted, whatever its version', () => {
    const wanted = [
      {
        ...object('VirtualService', 'a'),
        apiVersion: 'networking.istio.io/v1beta1',
      },
    ];
    const { deletes, notes } = fallenObjects(
      model,
      wanted,
      live(object('VirtualService', 'a'), object('VirtualService', 'b')),
    );
    expect(deletes.map(one => one.metadata.name)).toEqual(['b']);
    expect(notes).toEqual([]);
  });

  it('is not what others made, keep in Git, or own', () => {
    const { deletes, notes } = fallenObjects(
      model,
      [],
      live(
        object('VirtualService', 'others', { managedFields: [] }),
        object('VirtualService', 'git', {
          annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x' },
        }),
      ),
    );
    expect(deletes).toEqual([]);
    expect(notes).toHaveLength(2);
    expect(() =>
      fallenObjects(
        model,
        [],
        live(
          object('VirtualService', 'b', {
            labels: { 'meshport.dev/owner': 'team-b' },
          }),
        ),
      ),
    ).toThrow(
      'owner: the egress gateway out in namespace exits belongs to team-b',
    );
  });

  it('says once for each namespace what could not be looked for', () => {
    const { notes } = fallenObjects(model, [], {
      objects: [],
      notListed: ['A in x', 'B in x', 'C in x', 'D in x', 'A in y'],
    });
    expect(notes).toEqual([
      expect.stringMatching(/in x is not known: .* A, B, C and 1 more kinds;/),
      expect.stringMatching(/in y is not known: .* may not list A;/),
    ]);
  });
});

describe('a removal', () => {
  it('has another hash for other objects of the same names', () => {
    const hash = (...objects: any[]) => deletionsOf(objects).hash;
    const one = object('Gateway', 'a');
    const two = object('Gateway', 'b');
    expect(hash(one, two)).toBe(hash(two, one));
    expect(hash(one, two)).not.toBe(hash(one));
    expect(hash(one)).not.toBe(hash(object('Gateway', 'a', { uid: 'other' })));
  });
});

describe('OneAtATime', () => {
  it('runs what has one key in order, also after a failure', async () => {
    const turns = new OneAtATime();
    const done: string[] = [];
    const work = (name: string, ms: number) => async () => {
      await new Promise(resolve => setTimeout(resolve, ms));
      done.push(name);
      if (name === 'bad') {
        throw new Error('no');
      }
    };
    await Promise.allSettled([
      turns.run('a', work('first', 20)),
      turns.run('a', work('bad', 1)),
      turns.run('a', work('last', 1)),
      turns.run('b', work('other', 5)),
    ]);
    expect(done).toEqual(['other', 'first', 'bad', 'last']);
  });
});
