import { mismatches } from '../__testUtils__/openApiChecks';
import {
  ALLOW,
  RequestBackend,
  startRequestBackend,
} from '../requests/__testUtils__/startRequestBackend';
import { meshConfig } from '../remote-clusters/__testUtils__/remoteMeshes';

// A backend and clusters are started for the tests.
jest.setTimeout(120_000);

describe('discovery', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: [{ name: 'free', approval: 'notNeeded' }],
      decide: () => ALLOW,
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: 'istio-system',
            labels: { 'istio-discovery': 'enabled' },
          },
        },
        meshConfig({
          discoverySelectors: [
            { matchLabels: { 'istio-discovery': 'enabled' } },
          ],
        }),
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'DestinationRule',
          metadata: { namespace: 'istio-system', name: 'shop' },
          spec: { host: 'cart.shop.svc.cluster.local' },
        },
      ],
    });
    await backend.judged();
  });

  afterAll(() => backend.stop());

  const simulate = (body: object) =>
    backend.call('post', '/discovery-scope/simulate', { body });
  const ask = (changes: object[]) =>
    backend.call('post', '/requests', {
      body: {
        kind: 'discovery-labels',
        parameters: { cluster: 'east', changes },
      },
    });
  const labelsOf = (name: string) =>
    (backend.east.objects('Namespace') as any[]).find(
      one => one.metadata.name === name,
    ).metadata.labels;
  const ON = { 'istio-discovery': 'enabled' };

  it('is told as MeshConfig says', async () => {
    const { body } = await backend.call('get', '/discovery-scope?cluster=east');
    expect(
      mismatches(body, { $ref: '#/components/schemas/DiscoveryScope' }),
    ).toEqual([]);
    expect(body.source).toMatchObject({ kind: 'ConfigMap', name: 'istio' });
    expect(
      body.namespaces.filter((one: any) => one.now).map((one: any) => one.name),
    ).toEqual(['istio-system']);
    expect(body.labelKeys).toEqual(['istio-discovery']);
  });

  it('is tried with other selectors, and with other labels', async () => {
    const all = await simulate({ cluster: 'east', selectors: [] });
    expect(all.body.joins).toEqual(
      expect.arrayContaining(['bookinfo', 'kube-system', 'payments', 'shop']),
    );
    const labelled = await simulate({
      cluster: 'east',
      changes: [{ namespace: 'shop', labels: ON }],
    });
    expect(labelled.body.joins).toEqual(['shop']);
    const none = await simulate({
      cluster: 'east',
      selectors: [{ matchLabels: { nothing: 'here' } }],
    });
    expect(none.body).toMatchObject({
      leaves: ['istio-system'],
      warnings: [expect.stringMatching(/own namespace istio-system/)],
    });
  });

  it.each([
    [{ cluster: 'east', selectors: [{ matchLabel: {} }] }, /selectors\[0\]/],
    [
      { cluster: 'east', changes: [{ namespace: 'no', labels: ON }] },
      /no namespace no/,
    ],
    [{ cluster: 'east', selectors: {} }, /selectors: give selectors as a list/],
  ])('refuses to try %j', async (body, words) => {
    expect((await simulate(body)).message).toMatch(words);
  });

  it.each([
    [[], 400, /changes: name at least one/],
    [[{ namespace: 'shop', labels: {} }], 400, /at least one label/],
    [
      [{ namespace: 'shop', labels: { 'meshport.dev/owner': 'team-x' } }],
      403,
      /decides more than discovery/,
    ],
    [
      [{ namespace: 'shop', labels: { 'istio-injection': 'enabled' } }],
      403,
      /injection-labels/,
    ],
    [
      [{ namespace: 'shop', labels: { team: 'x' } }],
      403,
      /mesh\.discoveryScope\.labelKeys/,
    ],
    [[{ namespace: 'no', labels: ON }], 404, /no namespace no/],
  ])('refuses to label by %j', async (changes, status, words) => {
    const answer = await ask(changes);
    expect(answer.message).toMatch(words);
    expect(answer.status).toBe(status);
  });

  it('labels many namespaces by one request, and puts back what was', async () => {
    const before = [labelsOf('shop'), labelsOf('bookinfo')];
    const { body, message } = await ask([
      { namespace: 'shop', labels: ON },
      { namespace: 'bookinfo', labels: ON },
    ]);
    expect(message).toBe('');
    expect(body.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'DISCOVERY_JOINS',
          message: 'istiod begins to watch bookinfo, shop.',
        }),
      ]),
    );
    await backend.until(body.id, 'ready');
    expect(labelsOf('shop')).toMatchObject(ON);
    const { body: ready } = await backend.call('get', `/requests/${body.id}`);
    await backend.call('post', `/requests/${body.id}/retire`, {
      body: { contentHash: ready.contentHash, reason: 'Back.' },
    });
    await backend.until(body.id, 'retired');
    expect([labelsOf('shop'), labelsOf('bookinfo')]).toEqual(before);
  });
});
