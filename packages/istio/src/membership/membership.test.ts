import type { KubernetesObject } from '../resources';
import { controlPlanesOf } from './controlPlanes';
import { membershipOf } from './membership';
import { podKind, podProxyVersion, podRevision } from './pods';
import { groupProxies, proxyOfPod } from './proxies';
import { injector, namespace, pod } from './testObjects';

const WEBHOOKS = [
  injector('1-30', { tag: 'default', byDefault: true }),
  injector('1-31', { tag: 'canary' }),
];
const NAMESPACES = [
  namespace('shop', { 'istio-injection': 'enabled' }),
  namespace('plain'),
];
const AMBIENT = { annotations: { 'ambient.istio.io/redirection': 'enabled' } };

describe('podKind', () => {
  it.each<[string, Parameters<typeof pod>[1], string]>([
    ['a container', { proxy: '1.30.2' }, 'sidecar'],
    ['a native sidecar', { proxy: '1.30.2', native: true }, 'sidecar'],
    ['a proxy alone', { proxy: '1.30.2', alone: true }, 'gateway'],
    [
      'the gateway template',
      {
        proxy: '1.30.2',
        annotations: { 'inject.istio.io/templates': 'sidecar,gateway' },
      },
      'gateway',
    ],
    [
      'a managed gateway',
      {
        proxy: '1.30.2',
        labels: { 'gateway.networking.k8s.io/gateway-name': 'x' },
      },
      'gateway',
    ],
    ['ambient', AMBIENT, 'ambient'],
    [
      'ambient that is off',
      { annotations: { 'ambient.istio.io/redirection': 'disabled' } },
      'none',
    ],
    ['nothing', {}, 'none'],
    [
      'injected by label only',
      { labels: { 'sidecar.istio.io/inject': 'true' } },
      'none',
    ],
  ])('%s', (_, given, expected) => {
    expect(podKind(pod('a', given))).toBe(expected);
  });
});

describe('podRevision and podProxyVersion', () => {
  const STATUS = 'sidecar.istio.io/status';
  it.each<[string, Parameters<typeof pod>[1], string | undefined]>([
    [
      'the status',
      {
        annotations: {
          [STATUS]: '{"containers":["istio-proxy"],"revision":"1-30"}',
          'istio.io/rev': 'x',
        },
        labels: { 'istio.io/rev': 'canary' },
      },
      '1-30',
    ],
    [
      'a status that is no JSON',
      { annotations: { [STATUS]: '{', 'istio.io/rev': '1-31' } },
      '1-31',
    ],
    [
      'a status without revision',
      {
        annotations: { [STATUS]: '{"revision":""}' },
        labels: { 'istio.io/rev': 'canary' },
      },
      'canary',
    ],
    ['the label', { labels: { 'istio.io/rev': '1-31' } }, '1-31'],
    ['nothing', {}, undefined],
  ])('takes the revision of %s', (_, given, expected) => {
    expect(podRevision(pod('a', { proxy: '1.30.2', ...given }))).toBe(expected);
  });

  it('has none without a proxy', () => {
    const bare = pod('a', { labels: { 'istio.io/rev': '1-31' } });
    expect(podRevision(bare)).toBeUndefined();
    expect(podProxyVersion(bare)).toBeUndefined();
  });

  it.each([
    ['1.30.2', '1.30.2'],
    ['1.30.2-distroless', '1.30.2'],
    ['latest', undefined],
  ])('reads the version of tag %s: %s', (proxy, version) => {
    expect(podProxyVersion(pod('a', { proxy }))).toBe(version);
  });
});

describe('membershipOf', () => {
  const IN = pod('in', { proxy: '1.30.2' });
  const OUT = pod('out', { namespace: 'plain' });
  it('does not count a gateway whose proxy was never injected', () => {
    const gateway = pod('gw', {
      namespace: 'plain',
      labels: { 'sidecar.istio.io/inject': 'true' },
    });
    gateway.spec!.containers = [{ name: 'istio-proxy', image: 'auto' }];
    expect(membershipOf([gateway], NAMESPACES, [])).toEqual({
      membership: 'none',
      why: 'No control plane of this cluster injects by default. Label the namespace istio.io/rev with the revision to use.',
      instances: { total: 1, inMesh: 0 },
      outside: [
        {
          why: expect.stringContaining('No control plane'),
          count: 1,
          examples: ['plain/gw'],
        },
      ],
    });
  });

  it.each<[string, KubernetesObject[], object]>([
    [
      'nothing',
      [],
      { membership: 'noWorkloads', instances: { total: 0, inMesh: 0 } },
    ],
    [
      'only finished pods',
      [pod('a', { phase: 'Succeeded' }), pod('b', { phase: 'Failed' })],
      { membership: 'noWorkloads', instances: { total: 0, inMesh: 0 } },
    ],
    [
      'sidecars',
      [IN, pod('b', { proxy: '1.30.2', native: true })],
      { membership: 'sidecar', instances: { total: 2, inMesh: 2 } },
    ],
    [
      'a gateway',
      [pod('a', { proxy: '1.30.2', alone: true })],
      { membership: 'sidecar', instances: { total: 1, inMesh: 1 } },
    ],
    [
      'ambient',
      [pod('a', AMBIENT)],
      { membership: 'ambient', instances: { total: 1, inMesh: 1 } },
    ],
    [
      'both',
      [IN, pod('a', AMBIENT)],
      { membership: 'mixed', instances: { total: 2, inMesh: 2 } },
    ],
    [
      'none',
      [OUT, pod('out2', { namespace: 'plain' })],
      {
        membership: 'none',
        why: 'Namespace plain is not labelled for injection. Label it istio-injection=enabled (or istio.io/rev with a revision) and restart the pods.',
        instances: { total: 2, inMesh: 0 },
        outside: [
          {
            why: expect.stringContaining('not labelled'),
            count: 2,
            examples: ['plain/out', 'plain/out2'],
          },
        ],
      },
    ],
    [
      'some',
      [IN, pod('old')],
      {
        membership: 'partial',
        why: '1 of 2 pods is not in the mesh. The pod was made before its namespace was labelled, or while the injector did not answer. Restart it.',
        instances: { total: 2, inMesh: 1 },
        outside: [
          {
            why: expect.stringContaining('Restart it'),
            count: 1,
            examples: ['shop/old'],
          },
        ],
      },
    ],
  ])('%s', (_, pods, expected) => {
    expect(membershipOf(pods, NAMESPACES, WEBHOOKS)).toEqual(expected);
  });

  it('says that it does not know why where namespaces could not be read', () => {
    expect(membershipOf([OUT], undefined, WEBHOOKS)).toMatchObject({
      membership: 'none',
      why: 'Namespace plain could not be read, so it is not known why.',
    });
  });
});

describe('controlPlanesOf', () => {
  function istiod(
    name: string,
    tag: string,
    labels: Record<string, string>,
    phase = 'Running',
  ): KubernetesObject {
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'istio-system', labels },
      spec: {
        containers: [
          { name: 'other', image: 'x:9.9.9' },
          { name: 'discovery', image: `docker.io/istio/pilot:${tag}` },
        ],
      },
      status: { phase },
    };
  }

  it('groups istiods by revision and takes the newest while one is replaced', () => {
    expect(
      controlPlanesOf([
        istiod('a', '1.30.4', { app: 'istiod', 'istio.io/rev': '1-30' }),
        istiod('b', '1.30.5', { app: 'istiod', 'istio.io/rev': '1-30' }),
        istiod('c', '1.30.3', { app: 'istiod', 'istio.io/rev': '1-30' }),
        istiod('d', 'latest', { app: 'istiod' }),
        istiod('e', '1.31.1', { app: 'istiod', 'istio.io/rev': 'z' }, 'Failed'),
        istiod('f', '1.31.1', { app: 'other' }),
      ]),
    ).toEqual([
      { namespace: 'istio-system', revision: '1-30', version: '1.30.5' },
      { namespace: 'istio-system', revision: 'default' },
    ]);
  });

  it('reads Deployments too', () => {
    expect(
      controlPlanesOf([
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: {
            name: 'istiod',
            namespace: 'istio-system',
            labels: { app: 'istiod' },
          },
          spec: {
            template: {
              spec: {
                containers: [{ name: 'discovery', image: 'pilot:1.31.1' }],
              },
            },
          },
        },
      ]),
    ).toEqual([
      { namespace: 'istio-system', revision: 'default', version: '1.31.1' },
    ]);
  });
});

describe('groupProxies', () => {
  const revised = (revision: string) => ({ 'istio.io/rev': revision });
  const proxies = [
    ...Array.from({ length: 12 }, (_, i) =>
      pod(`p${String(i).padStart(2, '0')}`, {
        proxy: '1.30.2',
        annotations: revised('1-30'),
      }),
    ),
    pod('new', { proxy: '1.30.5', annotations: revised('1-30') }),
    pod('canary', { proxy: '1.31.1', labels: revised('canary') }),
    pod('gw', { proxy: '1.30.2', alone: true, annotations: revised('1-30') }),
    pod('strange', { proxy: 'latest', annotations: revised('1-30') }),
    pod('none'),
  ]
    .map(one => proxyOfPod(one, WEBHOOKS))
    .filter(one => one !== undefined);

  it('groups by kind, revision and version, and says what to restart', () => {
    const versions: Record<string, string> = {
      '1-30': '1.30.5',
      '1-31': '1.31.1',
    };
    const groups = groupProxies(proxies, revision => versions[revision ?? '']);
    expect(
      groups.map(({ kind, revision, version, count, restartNeeded }) => [
        kind,
        revision,
        version,
        count,
        restartNeeded,
      ]),
    ).toEqual([
      ['gateway', '1-30', '1.30.2', 1, true],
      ['sidecar', '1-30', undefined, 1, false],
      ['sidecar', '1-30', '1.30.2', 12, true],
      ['sidecar', '1-30', '1.30.5', 1, false],
      ['sidecar', '1-31', '1.31.1', 1, false],
    ]);
    expect(groups[2].examples).toEqual(
      Array.from(
        { length: 10 },
        (_, i) => `shop/p${String(i).padStart(2, '0')}`,
      ),
    );
  });

  it('asks for no restart where the control plane is not known', () => {
    expect(
      groupProxies(proxies, () => undefined).some(one => one.restartNeeded),
    ).toBe(false);
  });
});
