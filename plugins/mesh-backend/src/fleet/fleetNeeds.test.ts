import {
  ClusterFreshness,
  FleetCluster,
} from '@meshport/backstage-plugin-mesh-common';
import { fleetNeeds, NeedSources } from './fleetNeeds';

function row(name: string, over: Partial<FleetCluster> = {}): FleetCluster {
  return { name, upgrade: { state: 'current' }, ...over };
}

const fresh = (name: string): ClusterFreshness => ({
  name,
  state: 'fresh',
  failures: [],
});

function needs(over: Partial<NeedSources>) {
  return fleetNeeds({
    clusters: [],
    rows: [],
    controlPlanes: new Map(),
    ...over,
  });
}

const lost = { healthy: 1, unhealthy: 1, disconnected: 1, unknown: 0 };

describe('fleetNeeds', () => {
  it('needs nobody where all is well', () => {
    expect(
      needs({
        clusters: [fresh('east')],
        rows: [
          row('east', {
            findings: { error: 0, warning: 3, info: 1 },
            machines: {
              total: 2,
              byHealth: { ...lost, unhealthy: 0, disconnected: 0 },
            },
          }),
        ],
        toApprove: 0,
      }),
    ).toEqual([]);
  });

  it('puts the worst first, and what hides other things before them', () => {
    const alarm = (severity: 'error' | 'warning' | 'info', code: string) => ({
      severity,
      code,
      message: `${code}.`,
      mend: 'Mend it.',
    });
    const found = needs({
      toApprove: 2,
      clusters: [
        { ...fresh('gone'), state: 'unreachable' },
        { ...fresh('lab'), state: 'stale', asOf: '2026-11-22T10:42:00.000Z' },
      ],
      rows: [
        row('west', {
          upgrade: {
            state: 'endOfLife',
            version: '1.28.9',
            endOfLife: '2026-07-01',
          },
          findings: { error: 1, warning: 0, info: 0 },
          machines: { total: 3, byHealth: lost },
        }),
        row('east', {
          upgrade: {
            state: 'patch',
            version: '1.30.2',
            newerPatch: '1.30.5',
          },
        }),
      ],
      certificates: [
        {
          cluster: 'east',
          clusterId: 'east',
          source: 'plugged',
          alarms: [alarm('warning', 'intermediate-ends'), alarm('info', 'x')],
        },
      ],
      links: [
        {
          primary: 'east',
          clusterId: 'lab-id',
          declared: false,
          istiods: [],
          sync: 'timeout',
          address: { told: [], state: 'notTold' },
          alarms: [
            alarm('error', 'sync-timeout'),
            alarm('warning', 'not-reached-from-here'),
          ],
        },
      ],
    });
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error cluster-unreachable',
      'error cluster-stale',
      'error end-of-life',
      'error sync-timeout',
      'error errors-found',
      'warning intermediate-ends',
      'warning machines-lost',
      'warning requests-to-approve',
      'info newer-patch',
    ]);
    expect(found.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'lab is not read any more: what is shown of it is from 2026-11-22T10:42:00.000Z.',
        'Istio 1.28 is past its end of life (2026-07-01): west.',
        '1 error found in west.',
        '2 of 3 virtual machines of west are unhealthy or lost.',
        '2 requests wait for your approval.',
      ]),
    );
    expect(found[3].to).toEqual({
      page: 'remoteLink',
      cluster: 'east',
      remote: 'lab-id',
    });
  });

  it('says once of a minor version what holds for forty clusters', () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      row(`c${index}`, {
        upgrade: {
          state: 'endOfLife',
          version: index < 30 ? '1.28.9' : '1.27.0',
        },
      }),
    );
    const found = needs({ rows });
    expect(found.map(({ clusters }) => clusters.length)).toEqual([10, 30]);
    expect(found[0].message).toContain('Istio 1.27');
    expect(found[0].to).toEqual({ page: 'upgrades' });
  });

  it('calls for a patch that mends security problems, apart for each distribution', () => {
    const at = (version: string, newerPatch: string, over: object = {}) => ({
      upgrade: {
        state: 'patch' as const,
        version,
        newerPatch,
        securityPatch: true as const,
        ...over,
      },
    });
    const found = needs({
      rows: [
        row('east', at('1.30.2', '1.30.5')),
        row('fips', at('1.30.2-tetrate1', '1.30.3-tetrate1')),
        row('late', at('1.30.1', '1.30.5', { state: 'ending' })),
        row('gone', at('1.28.1', '1.28.9', { state: 'endOfLife' })),
        row('lab', at('1.31.0', '1.31.1', { securityPatch: undefined })),
      ],
    });
    expect(
      found.map(({ severity, code, clusters }) => [
        severity,
        code,
        clusters.join(),
      ]),
    ).toEqual([
      ['error', 'end-of-life', 'gone'],
      ['error', 'security-patch', 'east,late'],
      ['error', 'security-patch', 'fips'],
      ['warning', 'end-of-life-near', 'late'],
      ['info', 'newer-patch', 'lab'],
    ]);
    expect(found[1].message).toBe(
      'Patch 1.30.5 mends security problems of Istio 1.30: east, late.',
    );
  });

  it('tells of another distribution than is required', () => {
    const sentence =
      'Control plane default of east runs 1.30.2 of Istio; PCI requires Tetrate FIPS.';
    expect(
      needs({
        drift: new Map([
          ['east', [sentence]],
          ['west', []],
        ]),
      }),
    ).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'distribution-drift',
        message: sentence,
        clusters: ['east'],
        to: { page: 'upgrades', cluster: 'east' },
      }),
    ]);
  });

  it('leaves the version of a remote to its primary', () => {
    const upgrade = { state: 'endOfLife' as const, version: '1.28.9' };
    expect(needs({ rows: [row('west', { role: 'remote', upgrade })] })).toEqual(
      [],
    );
  });

  it('tells of revisions that nobody serves, and of some that do not exist', () => {
    const found = needs({
      controlPlanes: new Map([
        [
          'east',
          {
            revisions: [
              {
                revision: '1-29',
                isDefault: false,
                tags: [],
                problem: 'Install it.',
              },
            ],
            missingRevisions: [
              { name: 'prod', namespaces: ['shop'], withheldNamespaces: 0 },
              { namespaces: [], withheldNamespaces: 2 },
            ],
          },
        ],
      ]),
    });
    expect(found.map(({ code }) => code)).toEqual([
      'revision-without-istiod',
      'revision-missing',
    ]);
    expect(found[1].message).toContain('3 namespaces of east');
    expect(found[1].message).toContain('(prod)');
  });

  it('tells of kinds that may not be read, and not of kinds that are not served', () => {
    const failure = (kind: string, reason: 'Forbidden' | 'NotServed') => ({
      kind,
      reason,
      message: `${kind} ${reason}`,
    });
    const [only, ...others] = needs({
      clusters: [
        {
          ...fresh('east'),
          failures: [
            failure('Sidecar', 'Forbidden'),
            failure('HTTPRoute', 'NotServed'),
          ],
        },
        { ...fresh('west'), failures: [failure('HTTPRoute', 'NotServed')] },
      ],
    });
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      severity: 'info',
      message: 'Not everything of east can be read: Sidecar.',
    });
  });
});
