import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { DevMesh } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import { startShopBackend } from '../__testUtils__/shopBackend';

jest.setTimeout(60_000);

describe('routes about the machines of all clusters', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    ({ mesh, backend } = await startShopBackend());
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  it('lists the machines of every cluster that the caller may read', async () => {
    const { status, body } = await backend.get('/virtual-machines', PLATFORM);
    expect(status).toBe(200);
    expect(body.items).toEqual([
      expect.objectContaining({
        cluster: 'east',
        namespace: 'shop',
        name: 'shop-vm-10.0.0.7',
        group: 'shop-vm',
      }),
    ]);
    expect(body.page).toMatchObject({ total: 1 });
    expect(body.clusters.map((one: any) => [one.name, one.state])).toEqual([
      ['east', 'fresh'],
      ['west', 'fresh'],
      ['gone', 'unreachable'],
    ]);
    expect(
      mismatches(body, { $ref: '#/components/schemas/VirtualMachineAnswer' }),
    ).toEqual([]);
  });

  it('answers 304 for what has not changed', async () => {
    const first = await backend.get('/virtual-machines', PLATFORM);
    const { status } = await backend.get('/virtual-machines', PLATFORM, {
      'If-None-Match': first.headers.etag,
    });
    expect(status).toBe(304);
  });

  it('narrows by cluster and by words', async () => {
    const west = await backend.get('/virtual-machines?cluster=west', PLATFORM);
    expect(west.body.items).toEqual([]);
    expect(west.body.clusters).toHaveLength(1);
    const found = await backend.get(
      '/virtual-machines?search=10.0.0.7',
      PLATFORM,
    );
    expect(found.body.items).toHaveLength(1);
    const none = await backend.get('/virtual-machines?search=nobody', PLATFORM);
    expect(none.body.items).toEqual([]);
  });

  it('shows nothing of what the caller may not read, and says that it does not', async () => {
    const { body } = await backend.get('/virtual-machines', WESTERNER);
    expect(body.items).toEqual([]);
    expect(body.withheldClusters).toBe(true);
    const { status } = await backend.get(
      '/virtual-machines?cluster=east',
      WESTERNER,
    );
    expect(status).toBe(403);
    const newcomer = await backend.get('/virtual-machines', NEWCOMER);
    expect(newcomer.status).toBe(403);
  });

  it.each([
    ['limit=0', 'limit'],
    ['health=ill', 'health'],
    ['cluster=East!', 'cluster'],
    ['page=2', 'query'],
  ])('refuses ?%s by naming %s', async (query, field) => {
    const { status, body } = await backend.get(
      `/virtual-machines?${query}`,
      PLATFORM,
    );
    expect(status).toBe(400);
    expect(body.error.message).toContain(`${field}:`);
  });

  it('offers services with what a machine needs for them', async () => {
    const { status, body } = await backend.get(
      '/virtual-machines/choices?cluster=east&namespace=shop',
      SHOPKEEPER,
    );
    expect(status).toBe(200);
    expect(body.services).toEqual([
      {
        namespace: 'shop',
        name: 'shop',
        selector: { app: 'shop' },
        ports: [expect.objectContaining({ number: 80 })],
        pods: 2,
        machines: 1,
      },
    ]);
    expect(body.groups).toEqual(['shop-vm']);
    expect(body.revisions).toEqual([{ name: 'default', text: 'Istio 1.30.2' }]);
    expect(body.networks).toEqual([
      {
        name: 'net-e',
        isOfPods: true,
        text: 'The pods of the cluster are on it, no gateway.',
      },
    ]);
    expect(
      mismatches(body, { $ref: '#/components/schemas/MachineChoices' }),
    ).toEqual([]);
  });

  it('offers nothing of a namespace that the caller may not read', async () => {
    const { status, body } = await backend.get(
      '/virtual-machines/choices?cluster=east&namespace=vault',
      SHOPKEEPER,
    );
    expect(status).toBe(403);
    expect(body.error.message).toContain('team-vault');
    const missing = await backend.get('/virtual-machines/choices', SHOPKEEPER);
    expect(missing.status).toBe(400);
    const unknown = await backend.get(
      '/virtual-machines/choices?cluster=nowhere',
      SHOPKEEPER,
    );
    expect(unknown.status).toBe(403);
  });
});
