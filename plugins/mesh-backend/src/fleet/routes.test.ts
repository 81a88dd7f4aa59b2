import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import { startShopBackend } from '../__testUtils__/shopBackend';

jest.setTimeout(120_000);

const OVERVIEW = '/fleet/overview';
const SCHEMA = { $ref: '#/components/schemas/FleetOverview' };

describe('GET /fleet/overview', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    ({ mesh, backend } = await startShopBackend());
    await eventually(async () => {
      const { body } = await backend.get(OVERVIEW, PLATFORM);
      if (!body.items?.[0].findings) {
        throw new Error('not judged yet');
      }
    });
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const rowOf = (body: any, name: string) =>
    body.items.find((one: any) => one.name === name);

  it('shows every cluster with its versions, machines, findings, certificates and links', async () => {
    const { status, body } = await backend.get(OVERVIEW, PLATFORM);
    expect(status).toBe(200);
    expect(mismatches(body, SCHEMA)).toEqual([]);
    expect(body.missing).toEqual([]);
    expect(body.items.map(({ name }: any) => name)).toEqual([
      'east',
      'west',
      'gone',
    ]);
    const east = rowOf(body, 'east');
    expect(east).toMatchObject({
      title: 'East',
      role: 'primary',
      machines: { total: 1, byHealth: expect.any(Object) },
      findings: {
        error: expect.any(Number),
        warning: expect.any(Number),
        info: expect.any(Number),
      },
      certificates: { source: expect.any(String) },
      remoteLinks: { total: 1, broken: expect.any(Number) },
    });
    const [revision] = east.revisions;
    expect(revision).toMatchObject({
      revision: 'default',
      version: '1.30.2',
      namespaces: expect.any(Number),
    });
    expect(revision).not.toHaveProperty('followers');
    expect(rowOf(body, 'west')).toMatchObject({
      role: 'remote',
      primary: 'east',
    });
    expect(body.topology.links).toEqual([
      expect.objectContaining({ primary: 'east', remote: 'west' }),
    ]);
  });

  it('says what needs somebody, the worst first, with the next step', async () => {
    const { body } = await backend.get(OVERVIEW, PLATFORM);
    const [first] = body.needs;
    expect(first).toMatchObject({
      severity: 'error',
      code: 'cluster-unreachable',
      clusters: ['gone'],
      to: { page: 'cluster', cluster: 'gone' },
    });
    const ranks = body.needs.map(({ severity }: any) =>
      ['error', 'warning', 'info'].indexOf(severity),
    );
    expect(ranks).toEqual([...ranks].sort());
    expect(body.needs).toContainEqual(
      expect.objectContaining({
        to: { page: 'remoteLink', cluster: 'east', remote: 'west' },
      }),
    );
  });

  it('claims nothing of a cluster that was never read', async () => {
    const { body } = await backend.get(OVERVIEW, PLATFORM);
    const gone = rowOf(body, 'gone');
    for (const part of ['revisions', 'proxies', 'machines', 'findings']) {
      expect(gone).not.toHaveProperty(part);
    }
    expect(gone.upgrade).toEqual({ state: 'unknown' });
  });

  it('does not name a cluster that the caller may not read, anywhere', async () => {
    const { status, body } = await backend.get(OVERVIEW, WESTERNER);
    expect(status).toBe(200);
    expect(body.items.map(({ name }: any) => name)).toEqual(['west']);
    expect(body.withheldClusters).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/"[^"]*\b(east|gone)\b[^"]*"/);
  });

  it('tells which parts a caller without namespaces may not read, and shows the rest', async () => {
    const { status, body } = await backend.get(OVERVIEW, NEWCOMER);
    expect(status).toBe(200);
    expect(mismatches(body, SCHEMA)).toEqual([]);
    expect(
      body.missing.map(({ part, state }: any) => `${part} ${state}`),
    ).toEqual([
      'certificates forbidden',
      'findings forbidden',
      'machines forbidden',
      'remoteLinks forbidden',
    ]);
    expect(body.missing[0].why).toContain('mesh.namespace.read');
    const east = rowOf(body, 'east');
    for (const part of ['machines', 'findings', 'certificates']) {
      expect(east).not.toHaveProperty(part);
    }
    expect(body).not.toHaveProperty('topology');
    expect(east.revisions[0].version).toBe('1.30.2');
  });

  it('counts what the caller may see, and says where more is', async () => {
    const { body } = await backend.get(OVERVIEW, SHOPKEEPER);
    expect(rowOf(body, 'east').machines.total).toBe(1);
    expect(body.withheld).toContainEqual({ cluster: 'east' });
    const links = body.needs.filter((one: any) => one.to.page === 'remoteLink');
    expect(JSON.stringify(links)).not.toContain('remote secret');
  });

  it('refuses who may not read clusters', async () => {
    const { status } = await backend.get(OVERVIEW, STRANGER);
    expect(status).toBe(403);
    expect(backend.audits).toContainEqual({
      eventId: 'fleet-fetch',
      meta: { queryType: 'overview' },
      outcome: 'failed',
    });
  });

  it('refuses a query that it does not know', async () => {
    const { status, body } = await backend.get(
      `${OVERVIEW}?cluster=east`,
      PLATFORM,
    );
    expect(status).toBe(400);
    expect(body.error.message).toContain('cluster');
  });

  it('answers 304 while nothing changes, and tells open pages of a lost machine', async () => {
    const first = await backend.get(OVERVIEW, PLATFORM);
    const again = await backend.get(OVERVIEW, PLATFORM, {
      'If-None-Match': first.headers.etag,
    });
    expect(again.status).toBe(304);
    backend.signals.length = 0;
    mesh.cluster('east').remove('WorkloadEntry', 'shop', 'shop-vm-10.0.0.7');
    // A page is told once, of whatever changed first, until it asks again.
    await eventually(() => {
      expect(
        backend.signals.filter(({ recipients }) =>
          recipients.entityRef.includes(PLATFORM),
        ),
      ).not.toEqual([]);
    });
    const { status } = await backend.get(OVERVIEW, PLATFORM, {
      'If-None-Match': first.headers.etag,
    });
    expect(status).toBe(200);
    await eventually(async () => {
      const { body: now } = await backend.get(OVERVIEW, PLATFORM);
      expect(rowOf(now, 'east').machines.total).toBe(0);
    });
  });
});
