import { neighboursInTheWay } from './meshNeighbours';
import { RootChangeFacts, RootStage } from './RootChange';
import { StoredRootChange } from './RootChangeStore';
import { TestRoot, testRoot } from './__testUtils__/testRoot';

describe('other clusters of the mesh', () => {
  let old: TestRoot;
  let fresh: TestRoot;
  let facts: RootChangeFacts;

  beforeAll(async () => {
    old = await testRoot('old');
    fresh = await testRoot('new');
    facts = {
      cluster: 'east',
      oldRoot: old.certificate,
      newRoot: fresh.certificate,
    } as RootChangeFacts;
  });

  /** A cluster as far as it is looked at. */
  const cluster = (
    name: string,
    roots: string,
    more: { meshId?: string; istiods?: number } = {},
  ): any => {
    const maps: any[] = [
      {
        metadata: { name: 'istio', namespace: 'istio-system' },
        data: { mesh: `defaultConfig: {meshId: ${more.meshId ?? 'one'}}` },
      },
      {
        metadata: { name: 'istio-ca-root-cert', namespace: 'istio-system' },
        data: { 'root-cert.pem': roots },
      },
    ];
    return {
      details: { name },
      controlPlanes: { pods: () => Array(more.istiods ?? 1).fill({}) },
      store: () => ({
        list: () => maps,
        get: (_: string, wanted: string) =>
          maps.find(({ metadata }) => metadata.name === wanted),
      }),
    };
  };
  const judge = (
    stage: RootStage,
    others: any[],
    changes: StoredRootChange[] = [],
  ) => {
    const all = [cluster('east', old.certificate), ...others];
    return neighboursInTheWay(
      {
        clusters: () => all,
        cluster: name => all.find(one => one.details.name === name),
      },
      facts,
      stage,
      changes,
    );
  };
  const changeOf = (name: string, ...turned: RootStage[]): any => ({
    facts: { ...facts, cluster: name },
    events: turned.map(stage => ({ type: 'turned', stage })),
  });

  it('has to believe the new root before its authority signs here', () => {
    const west = cluster('west', old.certificate);
    expect(judge('both', [west])).toBeUndefined();
    expect(judge('signing', [west])).toContain('Cluster west');
    const both = cluster('west', old.certificate + fresh.certificate);
    expect(judge('signing', [both])).toBeUndefined();
    // Its own change tells whether its proxies are that far.
    expect(judge('signing', [both], [changeOf('west')])).toContain('that far');
    expect(
      judge('signing', [both], [changeOf('west', 'both')]),
    ).toBeUndefined();
  });

  it('may not be signed below the old root when that goes here', () => {
    const both = cluster('west', old.certificate + fresh.certificate);
    expect(judge('after', [both])).toContain('still believes the old root');
    expect(judge('after', [both], [changeOf('west', 'both')])).toContain(
      'still believes',
    );
    expect(
      judge('after', [both], [changeOf('west', 'both', 'signing')]),
    ).toBeUndefined();
    expect(
      judge('after', [cluster('west', fresh.certificate)]),
    ).toBeUndefined();
  });

  it('is none of another mesh, with another root, or without an istiod', () => {
    const of = (more: object) => [cluster('west', old.certificate, more)];
    expect(judge('signing', of({ meshId: 'two' }))).toBeUndefined();
    expect(judge('signing', of({ istiods: 0 }))).toBeUndefined();
    expect(
      judge('signing', [cluster('west', fresh.certificate)]),
    ).toBeUndefined();
  });
});
