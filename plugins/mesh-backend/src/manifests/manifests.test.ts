import { manifestsRequest, virtualService } from './__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from './__testUtils__/startWriteBackend';

const peerAuthentication = (mode: string) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'strict', namespace: 'bookinfo' },
  spec: { mtls: { mode } },
});

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

describe('POST /manifests/apply', () => {
  let backend: WriteBackend;

  beforeEach(async () => {
    backend = await startWriteBackend();
  });

  afterEach(() => backend.stop());

  const routes = () =>
    backend.east.objects('VirtualService') as {
      metadata: { name: string; namespace: string; resourceVersion: string };
    }[];

  it('applies documents, routes last, and changes nothing the second time', async () => {
    const request = manifestsRequest([
      virtualService('reviews', undefined),
      peerAuthentication('STRICT'),
    ]);
    const body = { ...request, namespace: 'shop' };
    const first = await backend.post('/manifests/apply', body);
    expect(first.message).toBe('');
    expect(first.body).toEqual({
      cluster: 'east',
      dryRun: false,
      created: 2,
      changed: 0,
      unchanged: 0,
      warnings: [],
      objects: [
        {
          object: {
            apiVersion: 'security.istio.io/v1',
            kind: 'PeerAuthentication',
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'strict',
          },
          outcome: 'created',
          changes: [],
        },
        {
          object: {
            apiVersion: 'networking.istio.io/v1',
            kind: 'VirtualService',
            cluster: 'east',
            namespace: 'shop',
            name: 'reviews',
          },
          outcome: 'created',
          changes: [],
        },
      ],
    });
    const before = routes();
    const second = await backend.post('/manifests/apply', body);
    expect(second.body).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    expect(routes()).toEqual(before);
  });

  it('reports changes as pointers', async () => {
    await backend.post(
      '/manifests/apply',
      manifestsRequest([peerAuthentication('STRICT')]),
    );
    const { body } = await backend.post(
      '/manifests/apply?dryRun=true',
      manifestsRequest([peerAuthentication('PERMISSIVE')]),
    );
    expect(body.objects[0]).toMatchObject({
      outcome: 'changed',
      changes: [
        { path: '/spec/mtls/mode', before: 'STRICT', after: 'PERMISSIVE' },
      ],
    });
  });

  it('applies nothing when one of two namespaces is not the caller’s', async () => {
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([
        virtualService('a', 'bookinfo'),
        virtualService('b', 'payments'),
      ]),
    );
    expect(status).toBe(403);
    expect(message).toBe(
      'namespace: you may not apply to payments in cluster east; nothing was applied. Ask its owner, or an administrator for mesh.namespace.apply',
    );
    expect(routes()).toEqual([]);
    expect(backend.east.requests().filter(r => r.method === 'PATCH')).toEqual(
      [],
    );
  });

  it('does not tell whether a namespace of others exists', async () => {
    const [there, nowhere] = await Promise.all(
      ['secret-plans', 'not-there'].map(namespace =>
        backend.post(
          '/manifests/apply',
          manifestsRequest([virtualService('a', namespace)]),
        ),
      ),
    );
    expect(there.status).toBe(403);
    expect(nowhere.status).toBe(403);
    expect(there.message.replace('secret-plans', 'not-there')).toBe(
      nowhere.message,
    );
  });

  it('applies nothing when the API server refuses one object', async () => {
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([
        virtualService('good', 'bookinfo'),
        peerAuthentication('LOUD'),
        virtualService('bad', 'bookinfo', { hosts: 'x' }),
      ]),
    );
    expect(status).toBe(400);
    expect(message).toMatch(/^PeerAuthentication bookinfo\/strict: .*mode/);
    expect(message).toMatch(/\nVirtualService bookinfo\/bad: /);
    expect(routes()).toEqual([]);
  });

  it('refuses a field that the kind does not have', async () => {
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([virtualService('a', 'bookinfo', { hostz: ['x'] })]),
    );
    expect(status).toBe(400);
    expect(message).toMatch(/VirtualService bookinfo\/a: .*hostz/);
  });

  it('refuses a version that the cluster does not serve', async () => {
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([
        {
          ...virtualService('a', 'bookinfo'),
          apiVersion: 'networking.istio.io/v9',
        },
      ]),
    );
    expect(status).toBe(400);
    expect(message).toContain(
      'cluster east does not serve networking.istio.io/v9 VirtualService',
    );
  });

  it('refuses documents that bear the marks of Argo CD', async () => {
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([
        {
          ...virtualService('a', 'bookinfo'),
          metadata: {
            name: 'a',
            namespace: 'bookinfo',
            annotations: { 'argocd.argoproj.io/tracking-id': 'shop:a' },
          },
        },
      ]),
    );
    expect(status).toBe(409);
    expect(message).toContain('the marks of Argo CD (application shop)');
  });

  it('names the manager of a field that another owns', async () => {
    backend.east.apply(virtualService('a', 'bookinfo'));
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([
        virtualService('a', 'bookinfo', { hosts: ['elsewhere'] }),
      ]),
    );
    expect(status).toBe(409);
    expect(message).toMatch(
      /^VirtualService bookinfo\/a: \.spec\.hosts belongs to \S+; Meshport takes nothing over/,
    );
  });

  it.each([
    ['the same fields', virtualService('a', 'bookinfo')],
    [
      'fields that nobody has',
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'a', namespace: 'bookinfo', labels: { x: 'y' } },
      },
    ],
  ])('takes no part in what another made: %s', async (_, document) => {
    backend.east.apply(virtualService('a', 'bookinfo'));
    const before = backend.east.objects('VirtualService', 'bookinfo');
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([document]),
    );
    expect(status).toBe(409);
    expect(message).toMatch(
      /^VirtualService bookinfo\/a: exists already and was made by \S+, not by Meshport/,
    );
    expect(backend.east.objects('VirtualService', 'bookinfo')).toEqual(before);
  });

  it('does not touch a part of an egress gateway', async () => {
    backend.east.apply({
      ...virtualService('a', 'bookinfo'),
      metadata: {
        name: 'a',
        namespace: 'bookinfo',
        labels: { 'meshport.dev/egress-gateway': 'out' },
      },
    });
    const { status, message } = await backend.post(
      '/manifests/apply',
      manifestsRequest([virtualService('a', 'bookinfo')]),
    );
    expect(status).toBe(409);
    expect(message).toContain('is part of the egress gateway out');
  });

  it('warns of what the whole mesh will see', async () => {
    const { body } = await backend.post(
      '/manifests/apply',
      manifestsRequest([
        virtualService('a', 'bookinfo', { exportTo: undefined }),
      ]),
    );
    expect(body.warnings).toEqual([
      expect.stringMatching(/^VirtualService bookinfo\/a names no exportTo/),
    ]);
  });
});
