import { mockCredentials } from '@backstage/backend-test-utils';
import { eventually } from '../__testUtils__/devMesh';
import { gatewayRequest } from '../manifests/__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from '../manifests/__testUtils__/startWriteBackend';
import { ourGateway, pod } from './__testUtils__/gateways';

// Backends and clusters are started for the tests.
jest.setTimeout(90_000);

const PATH = '/egress-gateways/east/bookinfo/httpbin-out';

/** The gateways of cluster east once they are in memory with their pods. */
async function untilListed(backend: WriteBackend, count = 1): Promise<any[]> {
  return eventually(async () => {
    const { body } = await backend.get('/egress-gateways');
    const items = body.items.filter((one: any) => one.cluster === 'east');
    const states = items.map((one: any) => one.workload.state);
    if (states.length !== count || states.includes('absent')) {
      throw new Error(`gateways: ${states}`);
    }
    return items;
  });
}

describe('GET /egress-gateways', () => {
  let backend: WriteBackend;

  beforeAll(async () => {
    backend = await startWriteBackend({
      objects: [
        ...ourGateway({
          name: 'hidden-out',
          namespace: 'secret-plans',
          host: 'plans.example.org',
        }),
        pod('ratings', 'bookinfo'),
      ],
    });
    await backend.post('/egress-gateways', gatewayRequest());
  });

  afterAll(() => backend.stop());

  it('lists what the caller may read, and says that there is more', async () => {
    const [one] = await untilListed(backend);
    expect(one).toMatchObject({
      cluster: 'east',
      namespace: 'bookinfo',
      name: 'httpbin-out',
      ours: true,
      pattern: 'injected',
      owner: 'group:default/team-ratings',
      component: 'component:default/ratings',
      upstreams: [{ host: 'httpbin.org', tls: 'simple' }],
      admission: { mode: 'namespaces' },
      hop: 'mutual',
    });
    const { body } = await backend.get('/egress-gateways');
    expect(JSON.stringify(body)).not.toMatch(/hidden-out|plans\.example/);
    expect(body.withheld).toContainEqual({ cluster: 'east' });
    expect(body.clusters.map((cluster: any) => cluster.name)).toEqual([
      'east',
      'frozen',
      'gone',
    ]);
    expect(body.clusters[2].state).toBe('unreachable');
  });

  it('answers 304 while nothing changes', async () => {
    await untilListed(backend);
    const { headers } = await backend.get('/egress-gateways');
    const again = await backend.get('/egress-gateways', {
      'If-None-Match': headers.etag,
    });
    expect(again.status).toBe(304);
  });

  it('refuses what is no parameter', async () => {
    const { status, message } = await backend.get('/egress-gateways?owner=x');
    expect(status).toBe(400);
    expect(message).toMatch(/^query: there is no parameter "owner"/);
  });

  it('says the same of a gateway that is not there and one that may not be seen', async () => {
    await untilListed(backend);
    for (const [namespace, name] of [
      ['secret-plans', 'hidden-out'],
      ['bookinfo', 'nothing'],
    ]) {
      const { status, message } = await backend.get(
        `/egress-gateways/east/${namespace}/${name}`,
      );
      expect(status).toBe(404);
      expect(message).toBe(
        `There is no egress gateway ${name} in namespace ${namespace} of cluster east that you may see`,
      );
    }
  });

  it.each([
    ['cluster', '/egress-gateways/EAST/bookinfo/out'],
    ['namespace', '/egress-gateways/east/book_info/out'],
    ['name', `/egress-gateways/east/bookinfo/${'x'.repeat(64)}`],
    ['name', '/egress-gateways/east/bookinfo/..%2F..%2Fsecrets'],
  ])('refuses a path whose %s is none', async (field, path) => {
    const { status, message } = await backend.get(path);
    expect(status).toBe(400);
    expect(message).toMatch(new RegExp(`^${field}: is no name`));
  });

  it('tells of one: objects, users, what removal deletes, and how it was made', async () => {
    await untilListed(backend);
    const { status, body } = await backend.get(PATH);
    expect(status).toBe(200);
    const [one] = body.items;
    expect(one.objects.map(({ object }: any) => object.kind)).toEqual([
      'Service',
      'Deployment',
      'ServiceEntry',
      'DestinationRule',
      'DestinationRule',
      'Gateway',
      'VirtualService',
    ]);
    expect(one.objects.every(({ owned }: any) => owned)).toBe(true);
    expect(one.users).toEqual([
      {
        namespace: 'bookinfo',
        workload: 'ratings',
        serviceAccount: 'ratings',
        pods: 1,
        why: '1 running proxy follows the way to httpbin.org by this gateway.',
      },
    ]);
    expect(one.removal).toMatchObject({
      allowed: true,
      keeps: [],
      hash: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(one.removal.deletes.map(({ kind }: any) => kind)).toEqual([
      'VirtualService',
      'ServiceEntry',
      'Gateway',
      'DestinationRule',
      'DestinationRule',
      'Deployment',
      'Service',
      'ServiceAccount',
    ]);
    expect(one.mayTest).toBe(true);
    expect(one.input).toMatchObject({
      name: 'httpbin-out',
      namespace: 'bookinfo',
      upstreams: [{ host: 'httpbin.org', protocol: 'TLS-ORIGINATION' }],
    });
  });
});

describe('DELETE /egress-gateways', () => {
  let backend: WriteBackend;

  const owned = () =>
    [
      'VirtualService',
      'ServiceEntry',
      'Gateway',
      'DestinationRule',
      'Deployment',
      'Service',
      'ServiceAccount',
    ].flatMap(kind =>
      backend.east
        .objects(kind, 'bookinfo')
        .filter(
          (one: any) =>
            one.metadata.labels?.['meshport.dev/egress-gateway'] ===
            'httpbin-out',
        ),
    );

  const start = async (gateway = {}, objects: object[] = []) => {
    backend = await startWriteBackend({ objects });
    const { message } = await backend.post(
      '/egress-gateways',
      gatewayRequest(gateway),
    );
    expect(message).toBe('');
    await untilListed(backend);
  };

  const planHash = async () =>
    (await backend.delete(`${PATH}?dryRun=true`)).body.plan.hash;

  afterEach(() => backend.stop());

  it('shows first, then deletes exactly what was shown, routes first', async () => {
    await start();
    backend.east.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'bystander', namespace: 'bookinfo' },
      spec: { ports: [{ port: 80 }] },
    });
    const shown = await backend.delete(`${PATH}?dryRun=true`);
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({ dryRun: true, deleted: [] });
    expect(owned()).toHaveLength(8);

    const unseen = await backend.delete(PATH);
    expect(unseen.status).toBe(400);
    expect(unseen.message).toMatch(/^plan: is missing; ask with dryRun=true/);
    const other = await backend.delete(`${PATH}?plan=something-else`);
    expect(other.status).toBe(409);
    expect(owned()).toHaveLength(8);

    const done = await backend.delete(`${PATH}?plan=${shown.body.plan.hash}`);
    expect(done.message).toBe('');
    expect(done.body.deleted).toEqual(shown.body.plan.deletes);
    expect(done.body.deleted[0].kind).toBe('VirtualService');
    expect(owned()).toEqual([]);
    expect(
      backend.east
        .objects('Service', 'bookinfo')
        .map((one: any) => one.metadata.name),
    ).toContain('bystander');

    await eventually(async () => {
      expect((await backend.delete(`${PATH}?dryRun=true`)).status).toBe(404);
    });
    expect(
      backend.audits
        .filter(one => one.eventId === 'egress-gateway-remove')
        .slice(0, 4)
        .map(({ outcome, meta }) => [
          outcome,
          meta.dryRun,
          meta.deleted.length,
        ]),
    ).toEqual([
      ['success', true, 0],
      ['fail', false, 0],
      ['fail', false, 0],
      ['success', false, 8],
    ]);
  });

  it('takes away what a removal left half-way', async () => {
    await start();
    for (const one of owned() as any[]) {
      if (one.kind !== 'ServiceAccount') {
        backend.east.remove(one.kind, 'bookinfo', one.metadata.name);
      }
    }
    await untilListed(backend, 0);
    const shown = await backend.delete(`${PATH}?dryRun=true`);
    expect(shown.body.plan.deletes).toMatchObject([{ kind: 'ServiceAccount' }]);
    const done = await backend.delete(`${PATH}?plan=${shown.body.plan.hash}`);
    expect(done.status).toBe(200);
    expect(owned()).toEqual([]);
  });

  it('deletes nothing when the objects are others by then', async () => {
    await start();
    const hash = await planHash();
    const [service] = backend.east
      .objects('Service', 'bookinfo')
      .filter((one: any) => one.metadata.name === 'httpbin-out') as any[];
    backend.east.remove('Service', 'bookinfo', 'httpbin-out');
    backend.east.apply({
      ...service,
      metadata: {
        name: 'httpbin-out',
        namespace: 'bookinfo',
        labels: service.metadata.labels,
      },
    });
    const { status } = await backend.delete(`${PATH}?plan=${hash}`);
    expect(status).toBe(409);
    expect(owned()).toHaveLength(8);
  });

  it('asks twice where somebody still uses it', async () => {
    await start({}, [pod('ratings', 'bookinfo')]);
    const hash = await planHash();
    const refused = await backend.delete(`${PATH}?plan=${hash}`);
    expect(refused.status).toBe(409);
    expect(refused.message).toBe(
      'evenIfUsed: 1 still use it (ratings in bookinfo); have them go another way, or say evenIfUsed=true',
    );
    expect(owned()).toHaveLength(8);
    const done = await backend.delete(`${PATH}?plan=${hash}&evenIfUsed=true`);
    expect(done.status).toBe(200);
    expect(owned()).toEqual([]);
  });

  it('leaves to Argo CD what it keeps', async () => {
    await start();
    const [service] = backend.east
      .objects('VirtualService', 'bookinfo')
      .slice(0, 1) as any[];
    backend.east.apply({
      ...service,
      metadata: {
        ...service.metadata,
        annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x/y:z' },
      },
    });
    const shown = await backend.delete(`${PATH}?dryRun=true`);
    expect(shown.body.plan).toMatchObject({
      allowed: false,
      why: expect.stringContaining('Argo CD (application shop)'),
      keeps: [{ object: { kind: 'VirtualService' } }],
    });
    const { status, message } = await backend.delete(
      `${PATH}?plan=${shown.body.plan.hash}`,
    );
    expect(status).toBe(409);
    expect(message).toMatch(/Argo CD .* Nothing was deleted/);
    expect(owned()).toHaveLength(8);
  });

  it('keeps what somebody else gave the label to', async () => {
    await start();
    backend.east.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'notes',
        namespace: 'bookinfo',
        labels: { 'meshport.dev/egress-gateway': 'httpbin-out' },
      },
    });
    const { body } = await backend.delete(`${PATH}?dryRun=true`);
    expect(body.plan.keeps).toEqual([
      {
        object: expect.objectContaining({ kind: 'ConfigMap', name: 'notes' }),
        why: expect.stringMatching(/made by .*, not by Meshport/),
      },
    ]);
    await backend.delete(`${PATH}?plan=${body.plan.hash}`);
    expect(
      backend.east
        .objects('ConfigMap', 'bookinfo')
        .map((one: any) => one.metadata.name),
    ).toContain('notes');
  });

  it('asks for the right to apply in the namespaces of its callers', async () => {
    await start();
    const [service] = backend.east.objects('VirtualService', 'bookinfo') as any;
    backend.east.apply({
      ...service,
      spec: { ...service.spec, exportTo: ['.', 'payments'] },
    });
    await eventually(async () => {
      const { body } = await backend.delete(`${PATH}?dryRun=true`);
      expect(body.plan.why).toMatch(/^You may not apply to payments/);
    });
    const hash = await planHash();
    const { status, message } = await backend.delete(`${PATH}?plan=${hash}`);
    expect(status).toBe(403);
    expect(message).toMatch(/^namespace: You may not apply to payments/);
    expect(owned()).toHaveLength(8);
  });

  it.each([
    ['dryrun=true', /^query: there is no parameter "dryrun"/],
    ['dryRun=yes', /^dryRun: give true or false/],
    ['evenIfUsed=1', /^evenIfUsed: give true or false/],
    ['plan=a%20b', /^plan: send plan\.hash/],
    ['plan=a&plan=b', /^plan: send plan\.hash/],
  ])('refuses %s and deletes nothing', async (query, words) => {
    await start();
    const { status, message } = await backend.delete(`${PATH}?${query}`);
    expect(status).toBe(400);
    expect(message).toMatch(words);
    expect(owned()).toHaveLength(8);
  });

  it('is for people, and not for clusters that are only read or do not answer', async () => {
    await start();
    const service = await backend.delete(
      `${PATH}?dryRun=true`,
      mockCredentials.service.token(),
    );
    expect(service.status).toBe(403);
    const hash = await planHash();
    const frozen = await backend.delete(
      `${PATH.replace('/east/', '/frozen/')}?plan=${hash}`,
    );
    expect(frozen.status).toBe(403);
    expect(frozen.message).toMatch(
      /writes are switched off for cluster frozen/,
    );
    const gone = await backend.delete(
      `${PATH.replace('/east/', '/gone/')}?dryRun=true`,
    );
    expect(gone.status).toBe(503);
    expect(owned()).toHaveLength(8);
  });
});
