import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { EAST, ENTITIES, WEST } from '../__testUtils__/shopMesh';
import { ref } from '../openapi/shapes';
import { HIDDEN } from './maskFinding';

jest.setTimeout(60_000);

function virtualService(name: string, namespace: string, host: string) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: {
      hosts: ['shop'],
      http: [{ route: [{ destination: { host } }] }],
    },
  };
}

describe('routes of findings', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  const list = (query = '', user = PLATFORM, headers = {}) =>
    backend.get(`/findings${query}`, user, headers);

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: EAST, west: WEST, gone: [] });
    await mesh.cluster('gone').stop();
    mesh.cluster('east').apply(virtualService('to-nowhere', 'shop', 'nowhere'));
    mesh
      .cluster('east')
      .apply(
        virtualService('to-vault', 'shop', 'missing.vault.svc.cluster.local'),
      );
    mesh.cluster('east').apply(virtualService('hidden', 'vault', 'nothing'));
    backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: ['east', 'west', 'gone'].map(name => mesh.details(name)),
      findings: {
        suppressions: [
          {
            code: 'IST0118',
            cluster: 'east',
            reason: 'the ports are renamed in spring',
            until: '2099-12-31',
          },
        ],
      },
    });
    await eventually(async () => {
      const { body } = await list('?code=IST0101');
      if (body.items?.length !== 3) {
        throw new Error(JSON.stringify(body));
      }
    }, 45_000);
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const names = (body: any) => body.items.map((one: any) => one.object.name);

  it('tells what is wrong, since when, and where', async () => {
    const { status, body } = await list('?search=to-nowhere&code=IST0101');
    expect(status).toBe(200);
    expect(mismatches(body, ref('FindingsAnswer'))).toEqual([]);
    expect(body.items).toEqual([
      expect.objectContaining({
        cluster: 'east',
        code: 'IST0101',
        severity: 'error',
        object: expect.objectContaining({
          kind: 'VirtualService',
          namespace: 'shop',
          name: 'to-nowhere',
        }),
        path: 'spec.http[0].route[0].destination.host',
        message: expect.stringContaining('nowhere'),
        effect: expect.stringMatching(/./),
        documentation: expect.stringContaining('ist0101'),
        firstSeen: expect.stringMatching(/^\d{4}-/),
      }),
    ]);
    expect(body.counts).toEqual({ error: 1, warning: 0, info: 0 });
  });

  it('counts by cluster and severity, whichever of these it is asked for', async () => {
    const query = 'namespace=shop&code=IST0101';
    const { body } = await list(`?${query}&cluster=west&severity=info`);
    expect(body.items).toEqual([]);
    expect(body.clusterCounts).toEqual([
      { cluster: 'east', error: 2, warning: 0, info: 0 },
      { cluster: 'west', error: 0, warning: 0, info: 0 },
      { cluster: 'gone', error: 0, warning: 0, info: 0 },
    ]);
    const { body: seen } = await list(`?code=IST0101`, SHOPKEEPER);
    expect(seen.clusterCounts[0]).toMatchObject({ cluster: 'east', error: 2 });
    const { body: west } = await list('', WESTERNER);
    expect(west.clusterCounts.map((one: any) => one.cluster)).toEqual(['west']);
  });

  it('follows the cluster, and keeps what is resolved', async () => {
    const { body: before } = await list('?search=to-fix&state=resolved');
    expect(before.items).toEqual([]);
    mesh.cluster('east').apply(virtualService('to-fix', 'shop', 'lost'));
    await eventually(async () => {
      const { body } = await list('?search=to-fix&code=IST0101');
      expect(body.items).toHaveLength(1);
    });
    const { body: found } = await list('?search=to-fix&code=IST0101');
    mesh.cluster('east').apply(virtualService('to-fix', 'shop', 'shop'));
    await eventually(async () => {
      const { body } = await list('?search=to-fix&code=IST0101');
      expect(body.items).toEqual([]);
    });
    const { body } = await list('?search=to-fix&code=IST0101&state=resolved');
    expect(body.items).toEqual([
      expect.objectContaining({
        id: found.items[0].id,
        firstSeen: found.items[0].firstSeen,
        resolved: expect.stringMatching(/^\d{4}-/),
      }),
    ]);
    mesh.cluster('east').remove('VirtualService', 'shop', 'to-fix');
  });

  it('tells an open page that it shows something else now, and nobody else', async () => {
    await list('?search=to-tell');
    await list('?search=to-tell', SHOPKEEPER);
    const path = '/entities/component/default/shop/findings';
    await backend.get(path, WESTERNER);
    // What other tests changed is told first.
    await eventually(async () => {
      const before = backend.signals.length;
      await new Promise(resolve => setTimeout(resolve, 2_500));
      expect(backend.signals).toHaveLength(before);
    }, 30_000);
    backend.signals.length = 0;
    mesh.cluster('east').apply(virtualService('to-tell', 'vault', 'lost'));
    await eventually(async () => {
      expect(backend.signals.map(one => one.recipients.entityRef)).toContain(
        PLATFORM,
      );
    });
    expect(backend.signals).toEqual([
      {
        recipients: { type: 'user', entityRef: PLATFORM },
        channel: 'mesh',
        message: { cluster: 'east', kinds: ['Finding'], revision: '' },
      },
    ]);
    mesh.cluster('east').remove('VirtualService', 'vault', 'to-tell');
    await eventually(async () => {
      const { body } = await list('?search=to-tell&code=IST0101');
      expect(body.items).toEqual([]);
    });
  });

  it('says what it could not judge and how well each cluster is known', async () => {
    const { body } = await list();
    expect(body.clusters.map((one: any) => [one.name, one.state])).toEqual([
      ['east', 'fresh'],
      ['west', 'fresh'],
      ['gone', 'unreachable'],
    ]);
    const reasons = (cluster: string) =>
      body.notJudged
        .filter((one: any) => one.cluster === cluster)
        .map((one: any) => `${one.codes.join()} ${one.reason}`)
        .join('\n');
    expect(reasons('east')).toMatch(/Meshport reads no Secret/);
    expect(reasons('gone')).toMatch(/does not answer/);
    // A cluster that was never read stands in the way of comparing clusters.
    const compared = body.notJudged.filter((one: any) => !one.cluster);
    expect(JSON.stringify(compared)).toMatch(/In cluster gone: /);
    const { body: gone } = await list('?cluster=gone');
    expect(gone.items).toEqual([]);
    expect(gone.notJudged.length).toBeGreaterThan(20);
  });

  it('filters, and refuses what it does not understand', async () => {
    expect(names((await list('?namespace=vault&code=IST0101')).body)).toEqual([
      'hidden',
    ]);
    const errors = await list('?severity=error');
    expect(new Set(errors.body.items.map((one: any) => one.severity))).toEqual(
      new Set(['error']),
    );
    for (const query of [
      '?severity=bad',
      '?limit=0',
      '?limit=501',
      '?cursor=x',
      '?state=lost',
      '?colour=red',
      '?code=a&code=b',
      `?search=${'x'.repeat(201)}`,
    ]) {
      expect([query, (await list(query)).status]).toEqual([query, 400]);
    }
  });

  it('goes through all pages without a gap', async () => {
    const { body: all } = await list('?limit=500');
    expect(all.items.length).toBeGreaterThan(4);
    const ids: string[] = [];
    let cursor = '';
    do {
      const { body } = await list(`?limit=3&cursor=${cursor}`);
      expect(body.page.total).toBe(all.items.length);
      ids.push(...body.items.map((one: any) => one.id));
      cursor = body.page.nextCursor ?? '';
    } while (cursor);
    expect(ids).toEqual(all.items.map((one: any) => one.id));
  });

  it('answers 304 while nothing changes', async () => {
    const { headers } = await list('?code=IST0101');
    const again = await list('?code=IST0101', PLATFORM, {
      'If-None-Match': headers.etag,
    });
    expect(again.status).toBe(304);
    const other = await list('?code=IST0101', SHOPKEEPER, {
      'If-None-Match': headers.etag,
    });
    expect(other.status).toBe(200);
  });

  it('shows nothing of namespaces that the caller may not read', async () => {
    const { body } = await list('?limit=500', SHOPKEEPER);
    const within = (one: any) =>
      one.object.kind === 'Namespace' ? one.object.name : one.object.namespace;
    const namespaces = new Set(body.items.map(within));
    expect([...namespaces].filter(one => one !== undefined)).toEqual(['shop']);
    expect(body.withheld).toContainEqual({ cluster: 'east' });
    const toVault = body.items.find(
      (one: any) => one.object.name === 'to-vault' && one.code === 'IST0101',
    );
    expect(toVault.message).toContain(HIDDEN);
    expect(JSON.stringify(body.items)).not.toContain('vault.svc');
    const { body: seen } = await list('?search=to-vault&code=IST0101');
    expect(seen.items[0].message).toContain('missing.vault.svc.cluster.local');
    // A search for what is covered finds nothing.
    const { body: searched } = await list('?search=missing.vault', SHOPKEEPER);
    expect(searched.items).toEqual([]);
  });

  it('shows nothing of clusters that the caller may not read', async () => {
    const { body } = await list('?limit=500', WESTERNER);
    expect(body.clusters.map((one: any) => one.name)).toEqual(['west']);
    expect(JSON.stringify(body)).not.toMatch(/east|gone/);
    expect(body.withheldClusters).toBe(true);
    expect((await list('', NEWCOMER)).status).toBe(403);
    expect((await list('', STRANGER)).status).toBe(403);
  });

  it('shows one finding with its object, to who may read it', async () => {
    const { body } = await list('?search=to-nowhere&code=IST0101');
    const { id } = body.items[0];
    const one = await backend.get(`/findings/${id}`, SHOPKEEPER);
    expect(mismatches(one.body, ref('FindingDetailAnswer'))).toEqual([]);
    const { manifest } = one.body.items[0];
    expect(manifest.whole).toBe(true);
    const lines = manifest.text.split('\n');
    expect(manifest.lines.map((at: number) => lines[at - 1].trim())).toEqual([
      'host: nowhere',
    ]);
    const { body: hidden } = await list('?namespace=vault&code=IST0101');
    const path = `/findings/${hidden.items[0].id}`;
    expect((await backend.get(path, PLATFORM)).status).toBe(200);
    const refused = await backend.get(path, SHOPKEEPER);
    const unknown = await backend.get('/findings/no-such', SHOPKEEPER);
    expect([refused.status, refused.body.error.message]).toEqual([
      404,
      unknown.body.error.message,
    ]);
  });

  it('gives the mend as a diff and as a whole manifest, and says who keeps the object', async () => {
    const spelling = virtualService('spelling', 'shop', 'shopp');
    const tracking = 'argocd.argoproj.io/tracking-id';
    mesh.cluster('east').apply({
      ...spelling,
      metadata: {
        ...spelling.metadata,
        annotations: { [tracking]: 'shop:networking.istio.io/VirtualService' },
      },
    } as any);
    const query = '?search=spelling&code=IST0101';
    await eventually(async () => {
      expect((await list(query)).body.items).toHaveLength(1);
    });
    const [{ id }] = (await list(query)).body.items;
    const { body } = await backend.get(`/findings/${id}`, SHOPKEEPER);
    expect(mismatches(body, ref('FindingDetailAnswer'))).toEqual([]);
    const [{ mendDiff, mended, keptBy }] = body.items;
    expect(mendDiff).toMatch(/^- +host: shopp$/m);
    expect(mendDiff).toMatch(/^\+ +host: shop$/m);
    expect(mended.object).toMatchObject({ kind: 'VirtualService' });
    expect(mended.manifest).toMatch(/^ +host: shop$/m);
    expect(mended.manifest).not.toContain('resourceVersion');
    expect(keptBy).toEqual({ tool: 'Argo CD', name: 'application shop' });
    // What it says is mended when it is applied.
    const check = await backend.post('/findings/check', SHOPKEEPER, {
      cluster: 'east',
      manifests: mended.manifest,
    });
    expect(check.body.cured.map((one: any) => one.id)).toContain(id);
    mesh.cluster('east').remove('VirtualService', 'shop', 'spelling');
    await eventually(async () => {
      const { body: after } = await backend.get(`/findings/${id}`, SHOPKEEPER);
      expect(after.items[0]).toHaveProperty('resolved');
      expect(after.items[0]).not.toHaveProperty('mended');
    });
  });

  it('shows the findings of an entity', async () => {
    const card = (name: string, user: string) =>
      backend.get(`/entities/component/default/${name}/findings`, user);
    const { status, body } = await card('shop', SHOPKEEPER);
    expect(status).toBe(200);
    expect(mismatches(body, ref('FindingsAnswer'))).toEqual([]);
    // They route the entity's own service.
    expect(names(body)).toEqual(
      expect.arrayContaining(['to-nowhere', 'to-vault']),
    );
    expect(names(body)).not.toContain('hidden');
    const { body: west } = await card('shop-in-west', PLATFORM);
    expect(new Set(west.items.map((one: any) => one.cluster))).toEqual(
      new Set(west.items.length ? ['west'] : []),
    );
    expect((await card('plain', PLATFORM)).body.missingAnnotation).toBe(true);
    const thief = (await card('thief', SHOPKEEPER)).body;
    expect(thief.items).toEqual([]);
    expect(thief.withheld).toHaveLength(1);
    expect((await card('no-such', PLATFORM)).status).toBe(404);
  });

  it('hides what the configuration suppresses, and says how many', async () => {
    const { body } = await list('?code=IST0118&cluster=east');
    expect(body.items).toEqual([]);
    expect(body.suppressed).toBeGreaterThan(0);
    const { body: hidden } = await list('?state=suppressed&cluster=east');
    expect(mismatches(hidden, ref('FindingsAnswer'))).toEqual([]);
    expect(hidden.items).toHaveLength(body.suppressed);
    for (const one of hidden.items) {
      expect(one).toMatchObject({
        code: 'IST0118',
        suppressed: {
          by: 'configuration',
          reason: 'the ports are renamed in spring',
          until: '2099-12-31',
        },
      });
    }
    const detail = await backend.get(
      `/findings/${hidden.items[0].id}`,
      PLATFORM,
    );
    expect(detail.body.items[0].suppressed.by).toBe('configuration');
  });

  it('says what Istio’s annotation hides', async () => {
    const annotations = { 'galley.istio.io/analyze-suppress': 'IST0101' };
    const quiet = virtualService('quiet', 'shop', 'lost');
    mesh.cluster('east').apply({
      ...quiet,
      metadata: { ...quiet.metadata, annotations },
    } as any);
    const query = '?search=quiet&code=IST0101';
    await eventually(async () => {
      const { body } = await list(`${query}&state=suppressed`, SHOPKEEPER);
      expect(body.items.map((one: any) => one.suppressed)).toEqual([
        { by: 'annotation' },
      ]);
    });
    expect((await list(query)).body.items).toEqual([]);
    mesh.cluster('east').apply(quiet);
    await eventually(async () => {
      const { body } = await list(query);
      expect(body.items).toHaveLength(1);
    });
    mesh.cluster('east').remove('VirtualService', 'shop', 'quiet');
  });

  it('writes an audit event for each question', async () => {
    backend.audits.length = 0;
    await list();
    await list('?limit=0');
    await backend.get('/findings/upgrade?cluster=east', PLATFORM);
    await backend.post('/findings/check', PLATFORM, { cluster: 'east' });
    expect(backend.audits.map(one => [one.eventId, one.outcome])).toEqual([
      ['findings-fetch', 'succeeded'],
      ['findings-fetch', 'failed'],
      ['findings-fetch', 'succeeded'],
      ['findings-check', 'failed'],
    ]);
  });
});
