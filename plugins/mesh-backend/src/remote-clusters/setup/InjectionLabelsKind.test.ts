import {
  ALLOW,
  DENY,
  RequestBackend,
  startRequestBackend,
} from '../../requests/__testUtils__/startRequestBackend';

// A backend and clusters are started for the tests.
jest.setTimeout(120_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';

describe('requests of kind injection-labels', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: [{ name: 'free', approval: 'notNeeded' }],
      decide: (user, permission) =>
        user === bob && permission === 'mesh.namespace.apply' ? DENY : ALLOW,
    });
  });

  afterAll(() => backend.stop());

  const ask = (changes: object[], as = ann) =>
    backend.call('post', '/requests', {
      as,
      body: {
        kind: 'injection-labels',
        parameters: { cluster: 'east', changes },
      },
    });
  const labelsOf = (name: string) =>
    (backend.east.objects('Namespace') as any[]).find(
      one => one.metadata.name === name,
    ).metadata.labels;
  it('sets labels, takes the contradicting one away, and leaves all others', async () => {
    backend.east.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'bookinfo',
        labels: {
          ...labelsOf('bookinfo'),
          'istio-injection': 'enabled',
          team: 'x',
        },
      },
    });
    const { body, message } = await ask([
      { namespace: 'bookinfo', injection: 'revision', revision: 'canary' },
    ]);
    expect(message).toBe('');
    const done = await backend.until(body.id, 'ready');
    expect(done.nextStep.text).toMatch(/^It is done\. The labels are changed/);
    expect(labelsOf('bookinfo')).toMatchObject({
      'istio.io/rev': 'canary',
      team: 'x',
    });
    expect(labelsOf('bookinfo')).not.toHaveProperty('istio-injection');
  });

  it('needs the permission to write in every namespace', async () => {
    const { status, message } = await ask(
      [{ namespace: 'shop', injection: 'disabled' }],
      bob,
    );
    expect(status).toBe(403);
    expect(message).toMatch(/mesh\.namespace\.apply/);
    expect(labelsOf('shop')).not.toHaveProperty('istio-injection');
  });

  it('refuses namespaces that are not there', async () => {
    const { status, message } = await ask([
      { namespace: 'nowhere', injection: 'disabled' },
    ]);
    expect(status).toBe(404);
    expect(message).toMatch(/no namespace nowhere/);
  });

  it('says what Git keeps, and changes nothing', async () => {
    backend.east.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'bookinfo',
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' },
      },
    });
    const before = labelsOf('bookinfo');
    const { status, message } = await ask([
      { namespace: 'bookinfo', injection: 'disabled' },
    ]);
    expect(status).toBe(409);
    expect(message).toMatch(/kept by Flux \(Kustomization apps\)/);
    expect(labelsOf('bookinfo')).toEqual(before);
  });

  it.each([
    [[], /^changes: name at least one/],
    [[{ namespace: 'bookinfo', injection: 'on' }], /injection: choose/],
    [
      [{ namespace: 'bookinfo', injection: 'enabled', revision: 'x' }],
      /revision: goes with/,
    ],
  ])('refuses %j', async (changes, words) => {
    const { status, message } = await ask(changes);
    expect(status).toBe(400);
    expect(message).toMatch(words);
  });
});
