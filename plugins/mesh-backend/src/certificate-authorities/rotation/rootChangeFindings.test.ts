import { Inventory } from '../../inventory';
import { RootChangeFacts } from './RootChange';
import { rootChangeFindings } from './rootChangeFindings';
import { testRoot } from './__testUtils__/testRoot';

const AT = '2026-11-22T00:00:00Z';

/** A cluster with machines that are connected. */
function inventoryOf(
  machines: string[],
  { areListed = true }: { areListed?: boolean } = {},
): Pick<Inventory, 'cluster' | 'clusters'> {
  const entries = machines.map(name => ({
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      annotations: { 'istio.io/connectedAt': AT },
    },
  }));
  const east: any = {
    details: { name: 'east' },
    istioId: { id: 'east' },
    proxyVersions: {
      reading: () => undefined,
      proxies: { clusterIds: new Set(), ofPod: () => undefined, all: () => [] },
    },
    status: () => ({ listed: areListed }),
    store: (kind: string) => ({
      list: () => (kind === 'WorkloadEntry' ? entries : []),
    }),
  };
  return { clusters: () => [east], cluster: () => east };
}

describe('what is worth knowing before a root is changed', () => {
  let facts: RootChangeFacts;

  beforeAll(async () => {
    const [old, fresh, other] = await Promise.all(
      ['old', 'new', 'other'].map(name => testRoot(name)),
    );
    facts = {
      cluster: 'east',
      namespace: 'istio-system',
      kind: 'first',
      oldRoot: old.certificate,
      oldRoots: old.certificate,
      newRoot: fresh.certificate,
      bothRoots: old.certificate + other.certificate + fresh.certificate,
      lastRoots: other.certificate + fresh.certificate,
      istiodVersions: ['1.29.1'],
      multiRoot: true,
      shortWay: false,
    } as RootChangeFacts;
  });

  const told = (
    inventory: Pick<Inventory, 'cluster' | 'clusters'>,
    more: Partial<RootChangeFacts> = {},
  ) =>
    rootChangeFindings(
      { ...facts, ...more },
      { inventory, settings: { leastLifeMs: 0, restartIstiod: true } as any },
    );
  const short = { shortWay: true };
  const codes = (findings: ReturnType<typeof told>) =>
    findings.map(({ code, severity }) => `${code} ${severity}`);
  const texts = (findings: ReturnType<typeof told>) =>
    findings.map(({ message, mend = '' }) => `${message} ${mend}`).join('\n');

  it('is, for the guided way, what is waited for', () => {
    const findings = told(inventoryOf(['vm-1', 'vm-2']));
    expect(codes(findings)).toEqual([
      'ROOT_CHANGE info',
      'ROOT_CHANGE_TIME info',
      'ROOT_CHANGE_MACHINES warning',
      'ROOT_CHANGE_OTHER_ROOTS info',
    ]);
    expect(texts(findings)).toMatch(/CN=old .*which istiod made itself/);
    expect(texts(findings)).toMatch(
      /that have to turn over: 2, machines among them: 2\..*24 hours/,
    );
    expect(texts(findings)).toMatch(/is waited for.*shop\/vm-1, shop\/vm-2\./);
    expect(texts(findings)).toMatch(/Other roots stay: .*CN=other/);
  });

  it('is, for the short way, what fails: nothing is said of waiting', () => {
    const findings = told(inventoryOf(['vm-1']), short);
    expect(codes(findings)).toEqual([
      'ROOT_CHANGE info',
      'ROOT_CHANGE_OUTAGE warning',
      'ROOT_CHANGE_MACHINES warning',
      'ROOT_CHANGE_OTHER_ROOTS info',
    ]);
    expect(texts(findings)).toMatch(
      /the present root alone: 1, .*calls between them fail .*24 hours/,
    );
    expect(texts(findings)).toMatch(/Machines are cut off.*shop\/vm-1\./);
    expect(texts(findings)).toMatch(/Ask without acceptOutage/);
    expect(texts(findings)).not.toMatch(/turn over|certificate is waited/);
  });

  it('is no outage where nobody is connected, and one where that is not known', () => {
    expect(codes(told(inventoryOf([]), short))[1]).toBe(
      'ROOT_CHANGE_QUIET info',
    );
    const unknown = told(inventoryOf([], { areListed: false }), short);
    expect(codes(unknown)[1]).toBe('ROOT_CHANGE_OUTAGE warning');
    expect(texts(unknown)).toContain('The pods of east are not read.');
  });

  it('names no more than five machines', () => {
    const names = [1, 2, 3, 4, 5, 6].map(number => `vm-${number}`);
    for (const more of [{}, short]) {
      expect(texts(told(inventoryOf(names), more))).toMatch(/shop\/vm-5, …\./);
    }
  });
});
