import {
  BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { PLATFORM, ReadBackend } from '../__testUtils__/ReadBackend';
import { EAST, ENTITIES } from '../__testUtils__/shopMesh';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

function virtualService(name: string, host: string) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace: 'shop' },
    spec: {
      hosts: [`${name}.example`],
      http: [{ route: [{ destination: { host } }] }],
    },
  };
}

describe('findings over restarts and replicas', () => {
  let mesh: DevMesh;
  let db: Knex;
  const running: ReadBackend[] = [];

  const start = async () => {
    const database: BackendFeature = createServiceFactory({
      service: coreServices.database,
      deps: {},
      factory: () => ({ getClient: async () => db }),
    });
    const backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: [mesh.details('east')],
      features: [database],
    });
    running.push(backend);
    return backend;
  };
  const told = async (backend: ReadBackend, query: string) => {
    const { body } = await backend.get(
      `/findings?code=IST0101&${query}`,
      PLATFORM,
    );
    return body.items ?? [];
  };
  const tells = (backend: ReadBackend, query: string) =>
    eventually(async () => {
      const items = await told(backend, query);
      expect(items).toHaveLength(1);
      return items[0];
    }, 30_000);
  const rows = () => db('mesh_findings').select();

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: EAST });
    db = await databases.init('SQLITE_3');
  });
  afterAll(async () => {
    await Promise.all(running.map(one => one.stop()));
    await mesh.close();
  });

  it('keeps since when something is wrong, and tells what was cured meanwhile', async () => {
    mesh.cluster('east').apply(virtualService('stays', 'lost'));
    mesh.cluster('east').apply(virtualService('goes', 'lost'));
    const before = await start();
    const stays = await tells(before, 'search=stays');
    const goes = await tells(before, 'search=goes');
    await before.stop();
    running.length = 0;
    // What was not written yet was written at the end.
    expect((await rows()).map(({ id }) => id)).toEqual(
      expect.arrayContaining([stays.id, goes.id]),
    );
    mesh.cluster('east').remove('VirtualService', 'shop', 'goes');

    const after = await start();
    expect((await tells(after, 'search=stays')).firstSeen).toBe(
      stays.firstSeen,
    );
    const gone = await tells(after, 'search=goes&state=resolved');
    expect(gone).toMatchObject({ id: goes.id, firstSeen: goes.firstSeen });
    expect(Date.parse(gone.resolved)).toBeGreaterThan(
      Date.parse(goes.firstSeen),
    );
    expect(await told(after, 'search=goes')).toEqual([]);
  });

  it('is told alike by two replicas', async () => {
    const [one] = running;
    const other = await start();
    mesh.cluster('east').apply(virtualService('new', 'lost'));
    await tells(one, 'search=new');
    await tells(other, 'search=new');
    const same = (query: string) =>
      eventually(async () => {
        const [[a], [b]] = [await told(one, query), await told(other, query)];
        expect([a.firstSeen, a.resolved]).toEqual([b.firstSeen, b.resolved]);
      }, 30_000);
    await same('search=new');
    mesh.cluster('east').remove('VirtualService', 'shop', 'new');
    await tells(one, 'search=new&state=resolved');
    await tells(other, 'search=new&state=resolved');
    await same('search=new&state=resolved');
    const all = (await rows()).map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
  });
});
