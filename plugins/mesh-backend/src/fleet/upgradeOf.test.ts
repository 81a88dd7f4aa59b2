import { FleetRevision } from '@meshport/backstage-plugin-mesh-common';
import { fleetProxies, fleetRevision, upgradeOf } from './upgradeOf';

const NOW = new Date('2026-11-22T00:00:00Z');

function revision(
  version: string | undefined,
  support: FleetRevision['support'],
): FleetRevision {
  return {
    revision: 'default',
    isDefault: true,
    tags: [],
    ...(version ? { version } : {}),
    ...(support ? { support } : {}),
  };
}

describe('upgradeOf', () => {
  const current = revision('1.31.1', {
    status: 'supported',
    endOfLife: '2027-02-28',
  });

  it.each([
    ['nothing newer', [current], 'current'],
    ['no revision', [], 'none'],
    ['a revision without istiod', [revision(undefined, undefined)], 'none'],
    ['revisions that are not known', undefined, 'unknown'],
    [
      'a version that is in no calendar',
      [revision('dev-build', { status: 'unknown' })],
      'unknown',
    ],
    [
      'a newer patch',
      [
        revision('1.31.0', {
          status: 'supported',
          endOfLife: '2027-02-28',
          newerPatch: '1.31.1',
        }),
      ],
      'patch',
    ],
    [
      'an end of life within a month',
      [
        revision('1.30.5', { status: 'supported', endOfLife: '2026-11-30' }),
        current,
      ],
      'ending',
    ],
    [
      'the worst of two',
      [current, revision('1.28.0', { status: 'endOfLife' })],
      'endOfLife',
    ],
  ] as const)('%s', (_, revisions, state) => {
    expect(upgradeOf(revisions, NOW).state).toBe(state);
  });

  it('names of two patches the one that mends security problems', () => {
    const patch = (version: string, securityPatch?: true) =>
      revision(version, {
        status: 'supported',
        endOfLife: '2027-02-28',
        newerPatch: '1.31.1',
        ...(securityPatch ? { securityPatch } : {}),
      });
    expect(
      upgradeOf([patch('1.31.1-rc.0'), patch('1.31.0', true)], NOW),
    ).toMatchObject({ state: 'patch', version: '1.31.0', securityPatch: true });
  });
});

describe('fleetRevision', () => {
  it('counts who follows it, and names nobody', () => {
    const short = fleetRevision({
      revision: 'default',
      isDefault: true,
      tags: ['prod'],
      followers: [{ namespace: 'shop', mode: 'sidecar' }],
      withheldFollowers: 2,
    });
    expect(short.namespaces).toBe(3);
    expect(JSON.stringify(short)).not.toContain('shop');
  });
});

describe('fleetProxies', () => {
  const canary = [revision('1.30.2', undefined), revision('1.30.5', undefined)];

  it('calls old what is older than every control plane', () => {
    const versions = [
      { version: '1.29.0', count: 3 },
      { version: '1.30.2', count: 5 },
      { version: 'dev', count: 1 },
      { count: 2 },
    ];
    expect(fleetProxies({ state: 'read', versions }, canary)).toEqual({
      total: 11,
      old: 3,
    });
  });

  it('knows nothing before istiods were asked', () => {
    expect(
      fleetProxies({ state: 'pending', versions: [] }, canary),
    ).toBeUndefined();
  });
});
