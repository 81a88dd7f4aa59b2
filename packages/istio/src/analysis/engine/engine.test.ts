import {
  namespace,
  networking,
  object,
  snapshotOf,
  verdictOf,
} from '../testing/verdicts';
import { ClusterSnapshot } from '../snapshot/snapshot';
import { readManifests } from '../manifests/readManifests';
import { AnalysisSession, analyze } from './AnalysisSession';
import { analyzeManifests } from './analyzeManifests';
import { ALL_ANALYZERS, FLEET_ANALYZERS } from './analyzers';
import { findingsOfChange } from './change';
import { MESSAGES } from '../messages';
import { sarifOf } from './sarif';
import { problemsOfSuppression, Suppression } from './suppression';

const ROUTE = networking('VirtualService', 'a/v', {
  hosts: ['v'],
  http: [{ route: [{ destination: { host: 'nothing' } }] }],
});
const now = () => new Date('2026-06-15T12:00:00Z');

describe('AnalysisSession', () => {
  it('runs only analyzers of which a kind has changed', () => {
    const session = new AnalysisSession({ now });
    const base = snapshotOf(ROUTE, { cluster: 'c' });
    const first = session.update([base]);
    const all = session.ran;
    const second = session.update([{ ...base }]);
    // What expires is judged each time.
    const expiring = ALL_ANALYZERS.filter(one => one.expires).length;
    expect(session.ran).toBe(expiring);
    expect(second).toEqual(first);

    const node = JSON.parse(object('v1', 'Node', 'n').split('\n')[0]);
    const third = session.update([
      {
        ...base,
        kinds: { ...base.kinds, Node: { revision: 2, objects: [node] } },
      },
    ]);
    const reading = ALL_ANALYZERS.filter(
      one =>
        !one.onRequest &&
        !one.expires &&
        [...one.reads, ...(one.readsIfThere ?? [])].includes('Node'),
    ).length;
    expect(session.ran).toBe(expiring + reading);
    expect(reading).toBeLessThan(all / 10);
    expect(third.findings).toEqual(first.findings);
  });

  it('sees a change and its end', () => {
    const session = new AnalysisSession({
      analyzers: ['virtualservice.DestinationHostAnalyzer'],
    });
    const base = snapshotOf(ROUTE);
    const service = JSON.parse(
      object('v1', 'Service', 'a/nothing', {
        spec: { ports: [{ port: 1 }] },
      }).split('\n')[0],
    );
    const withService: ClusterSnapshot = {
      ...base,
      kinds: { ...base.kinds, Service: { revision: 2, objects: [service] } },
    };
    expect(session.update([base]).findings).toHaveLength(1);
    expect(session.update([withService]).findings).toEqual([]);
    expect(session.update([base]).findings).toHaveLength(1);
  });

  it('finds the same cold and after changes', () => {
    const one = snapshotOf(ROUTE + namespace('x'));
    const other = snapshotOf(
      ROUTE.replace(/nothing/g, 'none') + namespace('y'),
    );
    const kinds = Object.fromEntries(
      Object.entries(other.kinds).map(([kind, { objects }]) => [
        kind,
        { revision: 'other', objects },
      ]),
    );
    const session = new AnalysisSession({ now });
    session.update([one]);
    const warm = session.update([{ ...other, kinds }]);
    expect(warm.findings.map(verdictOf)).toEqual(
      analyze([other], { now }).findings.map(verdictOf),
    );
  });

  it('says what it could not judge, and why', () => {
    const base = snapshotOf(ROUTE, { cluster: 'c' });
    const { Service, Pod, ...kinds } = base.kinds;
    const { findings, skipped } = analyze([
      { ...base, kinds, unreadable: { Service: 'the cluster answers 403' } },
    ]);
    expect(findings.map(one => one.code)).not.toContain('IST0101');
    const ofHosts = skipped.find(
      one => one.analyzer === 'virtualservice.DestinationHostAnalyzer',
    );
    expect(ofHosts).toEqual({
      analyzer: 'virtualservice.DestinationHostAnalyzer',
      cluster: 'c',
      codes: ['IST0101', 'IST0112', 'IST0140'],
      reason: 'Service cannot be judged: the cluster answers 403.',
    });
    const ofGateways = skipped.find(
      one => one.analyzer === 'gateway.IngressGatewayPortAnalyzer',
    );
    expect(ofGateways?.reason).toContain(
      'Pod cannot be judged: it was not read.',
    );
  });

  it('says what it went without, and judges all the same', () => {
    const rule = networking('DestinationRule', 'a/r', {
      host: 's.a.svc.cluster.local',
      subsets: [{ name: 'x', labels: { a: 'b' } }],
    });
    const base = snapshotOf(rule + object('v1', 'Service', 'a/s'), {
      cluster: 'c',
      unreadable: { Node: 'the right to list is missing' },
    });
    const name = 'destinationrule.PodNotSelectedAnalyzer';
    const { findings, skipped } = analyze([base], { analyzers: [name] });
    expect(findings.map(one => one.code)).toEqual(['IST0173']);
    expect(skipped).toEqual([
      {
        analyzer: name,
        cluster: 'c',
        codes: ['IST0173', 'IST0174'],
        reason: 'Node cannot be judged: the right to list is missing.',
        partly: true,
      },
    ]);
    const all = sarifOf(analyze([base], { analyzers: [name] })) as any;
    expect(all.runs[0].invocations[0].toolExecutionNotifications).toEqual([
      {
        level: 'warning',
        message: {
          text: `c: ${name} judged in part. Node cannot be judged: the right to list is missing.`,
        },
      },
    ]);
  });

  it('judges on request what is judged on request only', () => {
    const base = snapshotOf(
      namespace('a', { 'istio-injection': 'enabled' }) +
        object('apps/v1', 'Deployment', 'a/d', {
          spec: { template: { spec: { containers: [{ name: 'x' }] } } },
        }),
    );
    const codesOf = (options: object) =>
      analyze([base], { now, ...options }).findings.map(one => one.code);
    const usual = codesOf({});
    expect(usual).not.toContain('KIA1301');
    expect(codesOf({ include: ['KIA1301'] })).toEqual(
      expect.arrayContaining([...usual, 'KIA1301']),
    );
    expect(codesOf({ include: ['kiali.UncoveredWorkloads'] })).toContain(
      'KIA1301',
    );
    expect(codesOf({ analyzers: [], include: ['KIA1301'] })).toEqual([
      'KIA1301',
    ]);
    expect(() => codesOf({ include: ['IST0101'] })).toThrow(
      /Nothing on request is called IST0101; it is IST0136, maturity/,
    );
  });

  it('refuses an analyzer that does not exist', () => {
    expect(() => new AnalysisSession({ analyzers: ['x'] })).toThrow(
      /no analyzer x/,
    );
  });

  it('reports only codes that an analyzer declares', () => {
    for (const { codes, name } of [...ALL_ANALYZERS, ...FLEET_ANALYZERS]) {
      expect([name, codes.filter(code => !MESSAGES[code])]).toEqual([name, []]);
    }
    const names = [...ALL_ANALYZERS, ...FLEET_ANALYZERS].map(one => one.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('tells the same finding of several analyzers once', () => {
    const { findings } = analyze([
      snapshotOf(
        networking('Gateway', 'a/g', {
          selector: { x: 'y' },
          servers: [{ port: { number: 1 } }],
        }),
      ),
    ]);
    expect(findings.filter(one => one.code === 'IST0101')).toHaveLength(1);
  });
});

describe('findings', () => {
  it('say where, what follows, and how to mend it', () => {
    const [finding] = analyzeManifests(
      [
        {
          name: 'dir/a.yaml',
          text: '# first\n\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: a\n  annotations:\n    sidecar.istio.io/x: debug\n---\n',
        },
      ],
      { analyzers: ['annotations.K8sAnalyzer'], complete: true },
    ).findings;
    expect(finding).toEqual({
      code: 'IST0108',
      name: 'UnknownAnnotation',
      severity: 'warning',
      analyzer: 'annotations.K8sAnalyzer',
      resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'p' },
      path: ['metadata', 'annotations', 'sidecar.istio.io/x'],
      source: { file: 'dir/a.yaml', line: 9 },
      args: ['sidecar.istio.io/x'],
      message: 'Istio knows no annotation sidecar.istio.io/x.',
      effect: 'The annotation has no effect.',
      mend: {
        title: 'Remove the annotation sidecar.istio.io/x',
        patch: [
          { op: 'remove', path: '/metadata/annotations/sidecar.istio.io~1x' },
        ],
      },
      documentation:
        'https://istio.io/latest/docs/reference/config/analysis/ist0108/',
    });
  });

  it('do not say of files that each object was judged without others', () => {
    const { skipped } = analyzeManifests([{ name: 'a.yaml', text: ROUTE }]);
    const partly = skipped.filter(one => one.partly).map(one => one.analyzer);
    expect(partly).not.toContain('meshport.Fields');
    expect(skipped.some(one => !one.partly)).toBe(true);
  });

  it('do not say of files that something of a cluster is missing', () => {
    const texts = [{ name: 'a.yaml', text: ROUTE }];
    const { findings, skipped } = analyzeManifests(texts);
    expect(findings).toEqual([]);
    expect(
      skipped.find(
        one => one.analyzer === 'virtualservice.DestinationHostAnalyzer',
      )?.reason,
    ).toBe('Service cannot be judged: no manifest is of this kind.');
    const all = analyzeManifests(texts, { complete: true });
    expect(all.findings.map(one => one.code)).toContain('IST0101');
    const service = object('v1', 'Service', 'a/x', { spec: {} });
    const some = analyzeManifests([...texts, { name: 'b', text: service }]);
    expect(some.findings.map(one => one.code)).toContain('IST0101');
  });

  it('name further places of the same fault', () => {
    const twice = networking('VirtualService', 'a/v', {
      http: [
        {
          route: [
            { destination: { host: 'x' } },
            { destination: { host: 'x' } },
          ],
        },
      ],
    });
    const { manifests } = readManifests([{ name: 'a', text: twice }]);
    const { kinds } = snapshotOf(twice);
    const [finding, ...more] = analyze([{ kinds }], {
      analyzers: ['virtualservice.DestinationHostAnalyzer'],
    }).findings;
    expect(manifests).toHaveLength(1);
    expect(more).toEqual([]);
    expect(finding.path).toEqual([
      'spec',
      'http',
      0,
      'route',
      0,
      'destination',
      'host',
    ]);
    expect(finding.otherPaths).toEqual([
      ['spec', 'http', 0, 'route', 1, 'destination', 'host'],
    ]);
  });

  it('are printed as SARIF', () => {
    const result = analyzeManifests([{ name: 'a.yaml', text: ROUTE }], {
      analyzers: ['virtualservice.DestinationHostAnalyzer'],
      suppressions: [],
      complete: true,
    });
    const [run] = (sarifOf(result) as any).runs;
    expect(run.tool.driver.rules.map((one: any) => one.id)).toEqual([
      'IST0101',
    ]);
    expect(run.results).toEqual([
      expect.objectContaining({
        ruleId: 'IST0101',
        level: 'error',
        locations: [
          expect.objectContaining({
            physicalLocation: {
              artifactLocation: { uri: 'a.yaml' },
              region: { startLine: 1 },
            },
          }),
        ],
      }),
    ]);
  });
});

describe('suppressions', () => {
  const suppressed = (suppression: Partial<Suppression>, yaml = ROUTE) =>
    analyze([snapshotOf(yaml, { cluster: 'c' })], {
      analyzers: ['virtualservice.DestinationHostAnalyzer'],
      now,
      suppressions: [
        {
          code: 'IST0101',
          reason: 'known',
          until: '2026-06-15',
          ...suppression,
        },
      ],
    });

  it.each<[string, Partial<Suppression>, boolean]>([
    ['the code', {}, true],
    ['every code', { code: '*' }, true],
    ['another code', { code: 'IST0102' }, false],
    ['the object', { resource: 'VirtualService a/v' }, true],
    ['a pattern', { resource: 'VirtualService a/*' }, true],
    ['a pattern with two stars', { resource: '*Service*v' }, true],
    ['another object', { resource: 'VirtualService a/w' }, false],
    ['another pattern', { resource: 'Gateway *' }, false],
    ['the cluster', { cluster: 'c' }, true],
    ['another cluster', { cluster: 'd' }, false],
    ['yesterday', { until: '2026-06-14' }, false],
  ])('by %s', (_, suppression, hidden) => {
    const result = suppressed(suppression);
    expect(result.findings).toHaveLength(hidden ? 0 : 1);
    expect(result.suppressed.map(one => one.by)).toEqual(
      hidden ? ['known'] : [],
    );
  });

  it.each<[string, boolean]>([
    ['IST0101', true],
    ['IST0001,IST0101', true],
    ['*', true],
    ['IST0102', false],
    ['IST0001, IST0101', false],
  ])('by the annotation %j', (codes, hidden) => {
    const yaml = ROUTE.replace(
      '"name":"v"',
      `"name":"v","annotations":{"galley.istio.io/analyze-suppress":"${codes}"}`,
    );
    const result = suppressed({ code: 'IST0002' }, yaml);
    expect(result.findings).toHaveLength(hidden ? 0 : 1);
    expect(result.suppressed.map(one => one.by)).toEqual(
      hidden ? ['annotation'] : [],
    );
  });

  it('must be complete', () => {
    expect(
      problemsOfSuppression({
        code: 'IST0101',
        reason: 'x',
        until: '2026-12-31',
      }),
    ).toEqual([]);
    expect(
      problemsOfSuppression({ code: 'x', reason: ' ', until: '2026-02-30' }),
    ).toHaveLength(3);
  });
});

describe('findingsOfChange', () => {
  const base = snapshotOf(ROUTE, { cluster: 'c' });
  const change = (yaml: string) =>
    findingsOfChange(
      [base],
      'c',
      readManifests([{ name: 'new.yaml', text: yaml }]).manifests,
      {
        analyzers: [
          'virtualservice.DestinationHostAnalyzer',
          'virtualservice.ConflictingMeshGatewayHostsAnalyzer',
        ],
      },
    );

  it('tells what it causes, also elsewhere', () => {
    const { caused, cured } = change(
      networking('VirtualService', 'a/w', { hosts: ['v'] }),
    );
    expect(caused.map(verdictOf)).toEqual([
      'IST0109 | VirtualService a/v | a/v,a/w | */v.a.svc.cluster.local',
      'IST0109 | VirtualService a/w | a/v,a/w | */v.a.svc.cluster.local',
    ]);
    expect(caused[1].source?.file).toBe('new.yaml');
    expect(cured).toEqual([]);
  });

  it('tells what it cures', () => {
    const { caused, cured } = change(
      object('v1', 'Service', 'a/nothing', { spec: { ports: [{ port: 1 }] } }),
    );
    expect(caused).toEqual([]);
    expect(cured.map(verdictOf)).toEqual([
      'IST0101 | VirtualService a/v | host | nothing',
    ]);
  });

  it('does not tell what was there before', () => {
    const { caused, cured, after } = change(ROUTE);
    expect([caused, cured]).toEqual([[], []]);
    expect(after.findings).toHaveLength(1);
  });

  it('keeps the status that the cluster knows', () => {
    const entry = (extra: object) =>
      object('networking.istio.io/v1', 'ServiceEntry', 'a/e', {
        spec: { hosts: ['x.org'], ports: [{ number: 1 }] },
        ...extra,
      });
    const { manifests } = readManifests([{ name: 'new', text: entry({}) }]);
    const live = snapshotOf(
      entry({ status: { addresses: [{ value: '240.0.0.1' }] } }),
    );
    expect(
      findingsOfChange([live], undefined, manifests, {
        analyzers: ['serviceentry.ProtocolAddressesAnalyzer'],
      }).caused,
    ).toEqual([]);
  });

  it('refuses a cluster that is not there', () => {
    expect(() => findingsOfChange([base], 'd', [])).toThrow(/no cluster d/);
  });
});
