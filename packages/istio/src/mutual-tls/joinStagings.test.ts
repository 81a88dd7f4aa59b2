import { joinStagings } from './joinStagings';
import type { CutOff, MutualTlsStaging, NamespaceStage } from './types';

const cutOff = (evidence: CutOff['evidence'], caller: string): CutOff => ({
  reason: 'noProxy',
  evidence,
  callers: [{ kind: 'Pod', namespace: 'shop', name: caller }],
  services: [],
  decidedBy: [],
  why: 'It has no proxy.',
  mend: 'Give it one.',
});

function stage(
  namespace: string,
  over: Partial<NamespaceStage> = {},
): NamespaceStage {
  return {
    namespace,
    mode: { mode: 'PERMISSIVE', from: 'default' },
    workloads: { inMesh: 1, outside: 0, open: 1 },
    state: 'open',
    cutOff: [],
    staysOpen: [],
    conflicts: [],
    ...over,
  };
}

function staging(namespaces: NamespaceStage[]): MutualTlsStaging {
  const waitsFor = namespaces
    .filter(({ state }) => state === 'open')
    .map(({ namespace }) => namespace);
  return {
    mesh: {
      mode: { mode: 'PERMISSIVE', from: 'default' },
      state: waitsFor.length > 0 ? 'waiting' : 'open',
      waitsFor,
      conflicts: [],
    },
    namespaces,
    outside: [],
    notKnown: ['Nobody knows.'],
  };
}

const EMPTY = {
  state: 'empty' as const,
  workloads: { inMesh: 0, outside: 2, open: 0 },
};

describe('a primary with its remotes', () => {
  it('is as it is alone without any', () => {
    const own = staging([stage('shop')]);
    expect(joinStagings(own, [])).toEqual(own);
  });

  it('cuts off callers of remotes too, each with its cluster, the surest first', () => {
    const remote = {
      ...staging([stage('shop', { cutOff: [cutOff('declared', 'far')] })]),
      outside: [
        { kind: 'Pod', namespace: 'lab', name: 'x', pods: 2, why: 'No proxy.' },
      ],
    };
    const joined = joinStagings(
      staging([
        stage('shop', { cutOff: [cutOff('possible', 'near')] }),
        stage('till'),
      ]),
      [{ cluster: 'west', staging: remote }],
    );
    expect(joined.namespaces.map(({ namespace }) => namespace)).toEqual([
      'till',
      'shop',
    ]);
    const [, shop] = joined.namespaces;
    expect(
      shop.cutOff.map(({ cluster, callers }) => [cluster, callers[0].name]),
    ).toEqual([
      ['west', 'far'],
      [undefined, 'near'],
    ]);
    expect(shop.workloads).toEqual({ inMesh: 2, outside: 0, open: 2 });
    expect(joined.outside).toEqual([
      expect.objectContaining({ name: 'x', cluster: 'west' }),
    ]);
  });

  it('has a step in a namespace whose workloads run in a remote alone', () => {
    const joined = joinStagings(staging([stage('shop', EMPTY)]), [
      { cluster: 'west', staging: staging([stage('shop')]) },
    ]);
    expect(joined.namespaces[0]).toMatchObject({
      state: 'open',
      workloads: { inMesh: 1, outside: 2, open: 1 },
    });
    expect(joined.mesh).toMatchObject({ state: 'waiting', waitsFor: ['shop'] });
  });

  it('waits for a namespace that the primary does not have, and says so', () => {
    const joined = joinStagings(staging([stage('shop', EMPTY)]), [
      { cluster: 'west', staging: staging([stage('far')]) },
    ]);
    expect(joined.namespaces).toHaveLength(1);
    expect(joined.mesh).toMatchObject({ state: 'waiting', waitsFor: ['far'] });
    expect(joined.notKnown).toContain(
      'Namespace far runs workloads in west and is not there in the primary cluster, where its policy would lie. Create it there first.',
    );
  });
});
