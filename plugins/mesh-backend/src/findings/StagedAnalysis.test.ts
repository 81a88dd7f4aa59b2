import {
  ANALYSIS_KINDS,
  AnalysisKind,
  KindSnapshot,
  KubernetesObject,
} from '@meshport/istio';
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

  it('judges without what it can do without, and says so', async () => {
    const judged = await start().run(
      [
        snapshot({ VirtualService: [virtualService('a', 'lost')] }, 1, {
          unreadable: { Node: 'Meshport may not read Node' },
          kinds: (({ Node: _, ...kinds }) => kinds)(
            snapshot({ VirtualService: [virtualService('a', 'lost')] }).kinds,
          ),
        }),
      ],
      { keep: true },
    );
    const subsets = judged.unjudged.filter(one =>
      one.codes.includes('IST0173'),
    );
    expect(subsets).toEqual([
      expect.objectContaining({
        partly: true,
        reasons: [
          { cluster: 'east', text: 'Node: Meshport may not read Node.' },
        ],
      }),
    ]);
  });

  it('shows again what a suppression hid, when its last day is over', async () => {
    let today = new Date('2026-12-31T23:59:59Z');
    const analysis = new StagedAnalysis({
      onFailure: fail,
      now: () => today,
      suppressions: [
        { code: 'IST0101', reason: 'moved in spring', until: '2026-12-31' },
      ],
    });
    const broken = snapshot({ VirtualService: [virtualService('a', 'lost')] });
    const before = await analysis.run([broken], { keep: true });
    expect(codes(before)).not.toContain('IST0101');
    expect(before.suppressed).toEqual([
      expect.objectContaining({ by: 'moved in spring', until: '2026-12-31' }),
    ]);
    today = new Date('2027-01-01T00:00:00Z');
    const after = await analysis.run([broken], { keep: true });
    expect(codes(after)).toContain('IST0101');
    expect(after.suppressed).toEqual([]);
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
