import { eventually } from '../../__testUtils__/devMesh';
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

function injector(revision: string) {
  const suffix = revision === 'default' ? '' : `-${revision}`;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name: `istio-sidecar-injector${suffix}`,
      labels: {
        app: 'sidecar-injector',
        'istio.io/rev': revision,
        'operator.istio.io/managed': 'Reconcile',
        'helm.sh/chart': 'istiod-1.30.5',
      },
    },
    webhooks: [
      {
        name: 'rev.namespace.sidecar-injector.istio.io',
        namespaceSelector: { matchLabels: { 'istio.io/rev': revision } },
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: {
          caBundle: 'Q0E=',
          service: {
            name: `istiod${suffix}`,
            namespace: 'istio-system',
            path: '/inject',
            port: 443,
          },
        },
        // Pods are written as they are to be.
        rules: [],
      },
    ],
  };
}

function istiod(revision: string, version: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `istiod-${revision}`,
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': revision },
    },
    spec: {
      containers: [{ name: 'discovery', image: `istio/pilot:${version}` }],
    },
    status: { phase: 'Running' },
  };
}

describe('requests of kind revision-tag', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: [
        { name: 'free', kinds: ['revision-tag'], approval: 'notNeeded' },
      ],
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'istio-system' },
        },
        ...['default', 'canary', 'next'].map(injector),
        istiod('default', '1.30.5'),
        istiod('canary', '1.31.1'),
        istiod('next', '1.31.1'),
      ],
      decide: (user, permission) =>
        user === bob && permission === 'mesh.namespace.apply' ? DENY : ALLOW,
    });
    await backend.judged('east');
  });

  afterAll(() => backend.stop());

  const ask = (parameters: object, as = ann) =>
    backend.call('post', '/requests', {
      as,
      body: {
        kind: 'revision-tag',
        parameters: { cluster: 'east', ...parameters },
      },
    });
  const find = (kind: string, name: string) =>
    (backend.east.objects(kind) as any[]).find(
      one => one.metadata.name === name,
    );
  const webhook = (tag: string) =>
    find('MutatingWebhookConfiguration', `istio-revision-tag-${tag}`);
  const leads = (tag: string) => webhook(tag)?.metadata.labels['istio.io/rev'];
  /** Until what was written is in memory. */
  const seen = async (tag: string, revision: string | null) => {
    for (let round = 0; round < 200; round += 1) {
      const { body } = await backend.call(
        'get',
        '/revision-tags?cluster=east',
        { as: ann },
      );
      const found = body.tags.find((one: any) => one.tag === tag);
      if ((found?.revision ?? null) === revision) {
        return;
      }
      await new Promise(done => setTimeout(done, 50));
    }
    throw new Error(`tag ${tag} is not seen at ${revision}`);
  };
  const lead = async (tag: string, revision: string) => {
    const { body, message } = await ask({ tag, revision });
    expect(message).toBe('');
    await backend.until(body.id, 'ready');
    await seen(tag, revision);
    return body.id as string;
  };

  it('makes a tag as istioctl does, and takes it away again', async () => {
    const { body, message } = await ask({ tag: 'prod', revision: 'canary' });
    expect(message).toBe('');
    const done = await backend.until(body.id, 'ready');
    expect(done.plan.statements).toEqual([
      'Tag prod of east is made and leads to revision canary.',
      'Written as istioctl tag set writes it: MutatingWebhookConfiguration istio-revision-tag-prod, Service istiod-revision-tag-prod.',
    ]);
    const made = webhook('prod');
    expect(made.metadata.labels).toEqual({
      app: 'sidecar-injector',
      'app.kubernetes.io/name': 'istiod',
      'helm.sh/chart': 'istiod-1.30.5',
      'istio.io/rev': 'canary',
      'istio.io/tag': 'prod',
      release: 'istio',
    });
    expect(made.webhooks.map((one: any) => one.clientConfig)).toEqual(
      [1, 2].map(() => ({
        caBundle: 'Q0E=',
        service: {
          name: 'istiod-canary',
          namespace: 'istio-system',
          path: '/inject',
          port: 443,
        },
      })),
    );
    expect(find('Service', 'istiod-revision-tag-prod').spec.selector).toEqual({
      app: 'istiod',
      'istio.io/rev': 'canary',
    });
    // No certificate is kept.
    expect(await backend.dump()).not.toContain('Q0E=');
    await seen('prod', 'canary');

    await backend.call('post', `/requests/${body.id}/retire`, {
      as: ann,
      body: { contentHash: body.contentHash, reason: 'done' },
    });
    await backend.until(body.id, 'retired');
    expect(webhook('prod')).toBeUndefined();
    expect(find('Service', 'istiod-revision-tag-prod')).toBeUndefined();
    await seen('prod', null);
  });

  it('leads a tag elsewhere and back, and keeps what others wrote', async () => {
    await lead('stable', 'default');
    const before = webhook('stable');
    backend.east.apply({
      ...before,
      metadata: {
        ...before.metadata,
        labels: { ...before.metadata.labels, team: 'platform' },
      },
      webhooks: before.webhooks.map((one: any) => ({
        ...one,
        timeoutSeconds: 7,
      })),
    });
    const id = await lead('stable', 'canary');
    expect(webhook('stable').metadata.labels).toMatchObject({
      team: 'platform',
      'istio.io/rev': 'canary',
    });
    expect(webhook('stable').webhooks[0]).toMatchObject({
      timeoutSeconds: 7,
      clientConfig: { service: { name: 'istiod-canary' } },
    });
    const { body } = await backend.call('get', `/requests/${id}`, { as: ann });
    await backend.call('post', `/requests/${id}/retire`, {
      as: ann,
      body: { contentHash: body.contentHash, reason: 'it was too early' },
    });
    await backend.until(id, 'retired');
    expect(leads('stable')).toBe('default');
    expect(
      find('Service', 'istiod-revision-tag-stable').spec.selector,
    ).toMatchObject({ 'istio.io/rev': 'default' });
    await seen('stable', 'default');
  });

  it('does not undo what somebody else has changed since', async () => {
    const id = await lead('other', 'canary');
    const made = webhook('other');
    backend.east.apply({
      ...made,
      metadata: {
        ...made.metadata,
        labels: { ...made.metadata.labels, 'istio.io/rev': 'next' },
      },
    });
    const { body } = await backend.call('get', `/requests/${id}`, { as: ann });
    await backend.call('post', `/requests/${id}/retire`, {
      as: ann,
      body: { contentHash: body.contentHash, reason: 'x' },
    });
    const failed = await backend.until(id, 'failed');
    expect(JSON.stringify(failed.problem)).toMatch(
      /somebody has changed tag other of east meanwhile: it leads to next, and not to canary/,
    );
    expect(leads('other')).toBe('next');
    await seen('other', 'next');
  });

  it('moves the tag default with its validation, and quietens the injector of before', async () => {
    backend.east.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: {
        name: 'istiod-default-validator',
        labels: { app: 'istiod', 'istio.io/rev': 'default' },
      },
      webhooks: [
        {
          name: 'validation.istio.io',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          clientConfig: {
            service: { name: 'istiod', namespace: 'istio-system' },
          },
          rules: [],
        },
      ],
    });
    await lead('default', 'next');
    expect(webhook('default').webhooks).toHaveLength(4);
    const validator = find(
      'ValidatingWebhookConfiguration',
      'istiod-default-validator',
    );
    expect(validator.webhooks[0]).toMatchObject({
      failurePolicy: 'Fail',
      clientConfig: { service: { name: 'istiod-next', path: '/validate' } },
    });
    expect(
      find('MutatingWebhookConfiguration', 'istio-sidecar-injector').webhooks[0]
        .namespaceSelector,
    ).toEqual({ matchLabels: { 'istio.io/deactivated': 'never-match' } });
    expect(
      find('MutatingWebhookConfiguration', 'istio-sidecar-injector-canary')
        .webhooks[0].namespaceSelector,
    ).toEqual({ matchLabels: { 'istio.io/rev': 'canary' } });
  });

  it.each<[object, string, number, RegExp]>([
    [{ tag: 'new', revision: 'canary' }, bob, 403, /mesh\.namespace\.apply/],
    [
      { tag: 'new', revision: 'gone' },
      ann,
      404,
      /no injector of revision gone/,
    ],
    [{ tag: 'canary', revision: 'next' }, ann, 400, /canary is a revision/],
    [{ tag: 'X', revision: 'next' }, ann, 400, /^tag: give a name/],
    [
      { tag: 'stable', revision: 'default' },
      ann,
      409,
      /leads to default already/,
    ],
    [
      { tag: 'stable', revision: 'canary', from: 'next' },
      ann,
      409,
      /somebody has changed tag stable of east meanwhile: it leads to default, and not to next/,
    ],
    [
      { cluster: 'nowhere', tag: 'new', revision: 'canary' },
      ann,
      403,
      /cluster/,
    ],
  ])('refuses %j', async (parameters, as, status, words) => {
    const answer = await ask(parameters, as);
    expect(answer.message).toMatch(words);
    expect(answer.status).toBe(status);
  });

  it('says what Git keeps, and changes nothing', async () => {
    const made = webhook('stable');
    backend.east.apply({
      ...made,
      metadata: {
        ...made.metadata,
        labels: {
          ...made.metadata.labels,
          'kustomize.toolkit.fluxcd.io/name': 'mesh',
        },
      },
    });
    for (let round = 0; round < 200; round += 1) {
      const { body } = await backend.call(
        'get',
        '/revision-tags?cluster=east',
        { as: ann },
      );
      if (body.tags.some((one: any) => one.keptBy)) {
        break;
      }
      await new Promise(done => setTimeout(done, 50));
    }
    const { status, message } = await ask({
      tag: 'stable',
      revision: 'canary',
    });
    expect(status).toBe(409);
    expect(message).toMatch(/kept by Flux \(Kustomization mesh\)/);
    expect(leads('stable')).toBe('default');
  });
});

describe('a tag that waits for approval', () => {
  it('fails when somebody changes the tag meanwhile', async () => {
    const backend = await startRequestBackend({
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'istio-system' },
        },
        ...['default', 'canary', 'next'].map(injector),
        istiod('canary', '1.31.1'),
      ],
      policies: [
        {
          name: 'platform',
          kinds: ['revision-tag'],
          approval: 'required',
          approverGroups: ['platform'],
        },
      ],
    });
    try {
      await backend.judged('east');
      const { body, message } = await backend.call('post', '/requests', {
        as: ann,
        body: {
          kind: 'revision-tag',
          parameters: { cluster: 'east', tag: 'prod', revision: 'canary' },
        },
      });
      expect(message).toBe('');
      expect(body.status).toBe('requested');
      const other: any = injector('next');
      backend.east.apply({
        ...other,
        metadata: {
          name: 'istio-revision-tag-prod',
          labels: { ...other.metadata.labels, 'istio.io/tag': 'prod' },
        },
      });
      const { body: asked } = await backend.call(
        'get',
        `/requests/${body.id}`,
        {
          as: ann,
        },
      );
      await backend.call('post', `/requests/${body.id}/approve`, {
        as: bob,
        body: { contentHash: asked.contentHash, reason: 'fine' },
      });
      // It fails, or what it would do is to be approved anew.
      await eventually(async () => {
        await backend.ring();
        const { body: now } = await backend.call(
          'get',
          `/requests/${body.id}`,
          { as: ann },
        );
        const isStopped = now.history.some(
          ({ type }: any) => type === 'failed' || type === 'sentBack',
        );
        if (!isStopped) {
          throw new Error(JSON.stringify([now.status, now.history]));
        }
      }, 60_000);
      const tag: any = (
        backend.east.objects('MutatingWebhookConfiguration') as any[]
      ).find(one => one.metadata.name === 'istio-revision-tag-prod');
      expect(tag.metadata.labels['istio.io/rev']).toBe('next');
    } finally {
      await backend.stop();
    }
  });
});
