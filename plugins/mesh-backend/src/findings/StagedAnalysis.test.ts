import {
  ANALYSIS_KINDS,
  AnalysisKind,
  KindSnapshot,
  KubernetesObject,
} from '@meshport/istio';
import { FindingHistory } from './FindingHistory';
import { FollowedSnapshot } from './snapshots';
import { StagedAnalysis } from './StagedAnalysis';

function virtualService(name: string, host: string): KubernetesObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace: 'shop' },
    spec: { hosts: [name], http: [{ route: [{ destination: { host } }] }] },
  } as unknown as KubernetesObject;
}

/** Without a destination that could be wrong. */
function mendedService(name: string): KubernetesObject {
  const spec = { hosts: [name], http: [{ redirect: { uri: '/' } }] };
  return { ...virtualService(name, ''), spec } as KubernetesObject;
}

function snapshot(
  objects: Partial<Record<AnalysisKind, KubernetesObject[]>>,
  revision = 1,
  more: Partial<FollowedSnapshot> = {},
): FollowedSnapshot {
  const kinds = Object.fromEntries(
    Object.keys(ANALYSIS_KINDS).map((kind): [string, KindSnapshot] => [
      kind,
      {
        revision: kind in objects ? revision : 0,
        objects: objects[kind as AnalysisKind] ?? [],
      },
    ]),
  );
  return { cluster: 'east', kinds, absent: new Set(), ...more };
}

// Machines may be busy.
jest.setTimeout(60_000);

describe('StagedAnalysis', () => {
  const start = () => new StagedAnalysis({ onFailure: fail });
  const codes = (judged: { findings: { code: string }[] }) =>
    judged.findings.map(({ code }) => code);

  function fail(analyzer: string, error: Error): never {
    throw new Error(`${analyzer}: ${error.message}`);
  }

  it('runs only what reads a kind that changed', async () => {
    const analysis = start();
    const before = snapshot({ VirtualService: [virtualService('a', 'lost')] });
    const first = await analysis.run([before], { keep: true });
    expect(codes(first)).toContain('IST0101');
    const again = await analysis.run([before], { keep: true });
    expect(codes(again)).toEqual(codes(first));
    const after = snapshot({ VirtualService: [mendedService('a')] }, 2);
    const third = await analysis.run([after], { keep: true });
    expect(again.ran).toBeLessThan(3);
    expect(third.ran).toBeGreaterThan(again.ran);
    expect(third.ran).toBeLessThan(first.ran / 2);
    expect(third.findings.length).toBeLessThan(first.findings.length);
  });

  it('forgets what was only imagined', async () => {
    const analysis = start();
    const real = snapshot({ VirtualService: [] });
    await analysis.run([real], { keep: true });
    const imagined = snapshot(
      { VirtualService: [virtualService('a', 'lost')] },
      2,
    );
    expect(codes(await analysis.run([imagined], { keep: false }))).toContain(
      'IST0101',
    );
    const back = await analysis.run([real], { keep: true });
    expect(codes(back)).not.toContain('IST0101');
    expect(back.ran).toBeLessThan(3);
  });

  it('does not judge without an input, and says why', async () => {
    const analysis = start();
    const before = snapshot({ VirtualService: [virtualService('a', 'lost')] });
    const { Service: _, ...kinds } = before.kinds;
    const blind = {
      ...before,
      kinds,
      unreadable: { Service: 'Meshport may not read Service' },
    };
    const judged = await analysis.run([blind], { keep: true });
    expect(codes(judged)).not.toContain('IST0101');
    expect(
      judged.unjudged.find(({ codes: all }) => all.includes('IST0101'))
        ?.reasons,
    ).toEqual([
      { cluster: 'east', text: 'Service: Meshport may not read Service.' },
    ]);
    // What asks for nothing of Services is judged all the same.
    expect(judged.ran).toBeGreaterThan(10);
  });

  it('says that a kind is not served where that is what it is about', async () => {
    const judged = await start().run(
      [snapshot({}, 1, { absent: new Set<AnalysisKind>(['Telemetry']) })],
      { keep: true },
    );
    expect(JSON.stringify(judged.unjudged)).toMatch(
      /Telemetry: the cluster does not serve it/,
    );
  });

  it('does not guess the mesh configuration', async () => {
    const why = 'Meshport may not read ConfigMap';
    const judged = await start().run(
      [snapshot({}, 1, { unreadable: { MeshConfig: why } })],
      { keep: true },
    );
    expect(JSON.stringify(judged.unjudged)).toContain(`MeshConfig: ${why}`);
  });

  it('lets others have their turn while it judges thousands', async () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      virtualService(`a${i}`, i % 2 ? 'lost' : `a${i}`),
    );
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 5);
    await start().run([snapshot({ VirtualService: many })], { keep: true });
    clearInterval(timer);
    // In one go it would be none.
    expect(turns).toBeGreaterThan(5);
  });
});

describe('FindingHistory', () => {
  const clusters = new Set(['east']);
  const broken = snapshot({ VirtualService: [virtualService('a', 'lost')] });

  it('keeps when a finding came and went, and takes it up again', async () => {
    const history = new FindingHistory();
    const analysis = new StagedAnalysis({ onFailure: () => {} });
    const judged = await analysis.run([broken], { keep: true });
    history.update(judged, clusters, 1000);
    history.update(judged, clusters, 2000);
    const open = history.open().find(one => one.finding.code === 'IST0101')!;
    expect(open).toMatchObject({ firstSeen: 1000, lastSeen: 2000 });
    const mended = await analysis.run(
      [snapshot({ VirtualService: [mendedService('a')] }, 2)],
      { keep: true },
    );
    history.update(mended, clusters, 3000);
    expect(history.get(open.id)).toMatchObject({
      firstSeen: 1000,
      lastSeen: 2000,
      resolved: 3000,
    });
    history.update(judged, clusters, 4000);
    expect(history.resolved().map(({ id }) => id)).not.toContain(open.id);
    expect(history.get(open.id)).toMatchObject({ firstSeen: 4000 });
    history.update(mended, clusters, 5000);
    history.update(mended, clusters, 5000 + 8 * 24 * 3600 * 1000);
    expect(history.resolved()).toEqual([]);
  });

  it('does not take "not judged" or a cluster that went for resolved', async () => {
    const history = new FindingHistory();
    const analysis = new StagedAnalysis({ onFailure: () => {} });
    const judged = await analysis.run([broken], { keep: true });
    history.update(judged, clusters, 1000);
    const { id } = history.open().find(one => one.finding.code === 'IST0101')!;
    const { Service: _, ...kinds } = broken.kinds;
    const blind = await analysis.run(
      [{ ...broken, kinds, unreadable: { Service: 'the cluster is gone' } }],
      { keep: true },
    );
    history.update(blind, clusters, 2000);
    expect(history.get(id)).toBeUndefined();
    history.update(judged, clusters, 3000);
    expect(history.get(id)).toMatchObject({ firstSeen: 1000 });
    history.update({ ...judged, findings: [] }, new Set(), 4000);
    expect(history.resolved()).toEqual([]);
  });
});
