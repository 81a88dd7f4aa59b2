import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import {
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { EAST, ENTITIES, WEST } from '../__testUtils__/shopMesh';
import { ref } from '../openapi/shapes';

jest.setTimeout(60_000);

function filter(name: string, namespace: string, proxyVersion: string) {
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name, namespace },
    spec: { configPatches: [{ match: { proxy: { proxyVersion } } }] },
  };
}

describe('GET /findings/upgrade', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: EAST, west: WEST, empty: [] });
    mesh.cluster('east').apply(filter('old', 'shop', '^1\\.30.*'));
    mesh.cluster('east').apply(filter('hidden', 'vault', '^1\\.30.*'));
    backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: ['east', 'west', 'empty'].map(name => mesh.details(name)),
    });
    await eventually(async () => {
      const { body } = await backend.get(
        '/findings/upgrade?cluster=east&to=1.31.1',
        PLATFORM,
      );
      if (!(body.findings?.length > 1)) {
        throw new Error(JSON.stringify(body));
      }
    }, 45_000);
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const ask = (query: string, user = PLATFORM) =>
    backend.get(`/findings/upgrade${query}`, user);
  const found = ({ findings }: any) =>
    findings
      .filter((one: any) => one.code === 'MSP0504')
      .map((one: any) => one.object.name)
      .sort();

  it('offers the releases that are newer than what runs', async () => {
    const { status, body } = await ask('?cluster=east');
    expect(status).toBe(200);
    expect(mismatches(body, ref('UpgradeFindingsAnswer'))).toEqual([]);
    expect(body.from).toMatch(/^1\.30\./);
    expect(body.releases.map((one: any) => one.version)).toContain('1.31.1');
    expect(JSON.stringify(body.releases)).not.toContain('1.29');
    expect(body.findings).toEqual([]);
  });

  it('tells what the target would read differently, to who may see it', async () => {
    const { body } = await ask('?cluster=east&to=1.31.1');
    expect(mismatches(body, ref('UpgradeFindingsAnswer'))).toEqual([]);
    expect(found(body)).toEqual(['hidden', 'old']);
    expect(body.findings[0].effect).toMatch(/./);
    const { body: seen } = await ask('?cluster=east&to=1.31.1', SHOPKEEPER);
    expect(found(seen)).toEqual(['old']);
    expect(seen.withheld).toBe(true);
    expect(JSON.stringify(seen.findings)).not.toContain('vault');
  });

  it('follows the cluster', async () => {
    mesh.cluster('east').apply(filter('old', 'shop', '^1\\.3.*'));
    await eventually(async () => {
      const { body } = await ask('?cluster=east&to=1.31.1');
      expect(found(body)).toEqual(['hidden']);
    });
  });

  it('does not guess where the version is not known', async () => {
    const { body } = await ask('?cluster=empty&to=1.31.1');
    expect(body).not.toHaveProperty('from');
    expect(body.notJudged[0]).toMatchObject({
      codes: ['*'],
      reason: expect.stringMatching(/not known/),
    });
    expect(body.releases.length).toBeGreaterThan(3);
  });

  it.each([
    ['', 400, /^cluster:/],
    ['?cluster=', 400, /^cluster:/],
    ['?cluster=east&cluster=west', 400, /^cluster:/],
    ['?cluster=east&to=1.30.0', 400, /^to: .*not newer/],
    ['?cluster=east&to=1.99.0', 400, /^to: .*1\.31\.1/],
    ['?cluster=east&to=latest', 400, /^to:/],
    ['?cluster=east&to=1.31.1&to=1.31.0', 400, /^to:/],
    ['?cluster=east&colour=red', 400, /^query:/],
    ['?cluster=nowhere', 403, /^cluster:/],
  ])('refuses %s', async (query, status, message) => {
    const answer = await ask(query);
    expect([answer.status, answer.body.error.message]).toEqual([
      status,
      expect.stringMatching(message),
    ]);
  });

  it('asks for permission to read the cluster', async () => {
    const refused = await ask('?cluster=east', WESTERNER);
    const unknown = await ask('?cluster=nowhere', WESTERNER);
    expect([refused.status, refused.body.error.message]).toEqual([
      403,
      unknown.body.error.message.replace('nowhere', 'east'),
    ]);
    expect((await ask('?cluster=west', WESTERNER)).status).toBe(200);
    expect((await ask('?cluster=west', STRANGER)).status).toBe(403);
  });
});
