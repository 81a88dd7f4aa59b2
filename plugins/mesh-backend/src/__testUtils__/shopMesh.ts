import { Entity } from '@backstage/catalog-model';

function namespace(name: string, owner?: string, labels = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        ...labels,
        ...(owner ? { 'meshport.dev/owner': owner } : {}),
      },
    },
  };
}

function pod(
  name: string,
  where: string,
  labels: Record<string, string>,
  proxy?: string,
) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: where,
      labels,
      annotations: proxy
        ? { 'sidecar.istio.io/status': '{"revision":"default"}' }
        : {},
    },
    spec: {
      containers: [
        { name: 'app', image: 'shop:1' },
        ...(proxy
          ? [{ name: 'istio-proxy', image: `istio/proxyv2:${proxy}` }]
          : []),
      ],
    },
    status: { phase: 'Running' },
  };
}

function istiod(version: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'istiod-1',
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': 'default' },
    },
    spec: {
      containers: [{ name: 'discovery', image: `istio/pilot:${version}` }],
    },
    status: { phase: 'Running' },
  };
}

const webhook = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: {
    name: 'istio-sidecar-injector',
    labels: { app: 'sidecar-injector', 'istio.io/rev': 'default' },
  },
  webhooks: [
    {
      name: 'namespace.sidecar-injector.istio.io',
      namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { url: 'https://127.0.0.1:1/inject' },
      // The dev cluster's pods are written as they are to be.
      rules: [],
    },
  ],
};

function istio(
  group: string,
  kind: string,
  name: string,
  where: string,
  spec: object,
  metadata: object = {},
) {
  return {
    apiVersion: `${group}.istio.io/v1`,
    kind,
    metadata: { name, namespace: where, ...metadata },
    spec,
  };
}

const SHOP = { 'backstage.io/kubernetes-id': 'shop', app: 'shop' };
const VAULT = { 'backstage.io/kubernetes-id': 'vault', app: 'vault' };

/** A primary with the namespaces of two teams. */
export const EAST = [
  namespace('istio-system'),
  namespace('shop', 'team-shop', { 'istio-injection': 'enabled' }),
  namespace('vault', 'team-vault', { 'istio-injection': 'enabled' }),
  webhook,
  istiod('1.30.2'),
  pod('shop-1', 'shop', SHOP, '1.30.1'),
  pod('shop-2', 'shop', SHOP, '1.30.2'),
  pod('vault-1', 'vault', VAULT, '1.30.2'),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'shop', namespace: 'shop', labels: SHOP },
    spec: { selector: { app: 'shop' }, ports: [{ port: 80 }] },
  },
  istio('security', 'PeerAuthentication', 'default', 'istio-system', {
    mtls: { mode: 'STRICT' },
  }),
  istio('security', 'AuthorizationPolicy', 'front-only', 'shop', {
    rules: [
      { from: [{ source: { principals: ['cluster.local/ns/web/sa/front'] } }] },
    ],
  }),
  istio('networking', 'WorkloadGroup', 'shop-vm', 'shop', {
    metadata: { labels: SHOP },
    template: { serviceAccount: 'shop' },
  }),
  istio(
    'networking',
    'WorkloadEntry',
    'shop-vm-10.0.0.7',
    'shop',
    { address: '10.0.0.7', labels: SHOP },
    {
      labels: SHOP,
      annotations: {
        'istio.io/autoRegistrationGroup': 'shop-vm',
        'istio.io/connectedAt': '2026-11-21T09:00:00Z',
        'istio.io/workloadController': 'istiod-1',
      },
    },
  ),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'crown-jewels', namespace: 'vault' },
    stringData: { key: 'sentinel-secret' },
  },
];

/** A remote of east: no control plane, no policy of its own. */
export const WEST = [
  namespace('istio-system'),
  namespace('shop', 'team-shop', { 'istio-injection': 'enabled' }),
  webhook,
  pod('shop-w', 'shop', SHOP, '1.30.2'),
];

function component(
  name: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
    spec: { type: 'service', owner: 'team-shop', lifecycle: 'production' },
  };
}

/** Entities of the tests. */
export const ENTITIES: Entity[] = [
  component('shop', { 'backstage.io/kubernetes-id': 'shop' }),
  component('shop-in-west', {
    'backstage.io/kubernetes-id': 'shop',
    'backstage.io/kubernetes-cluster': 'west',
  }),
  component('by-selector', {
    'backstage.io/kubernetes-label-selector': 'app in (shop),!hidden',
    'backstage.io/kubernetes-namespace': 'shop',
  }),
  component('bad-selector', {
    'backstage.io/kubernetes-label-selector': 'app in (shop',
  }),
  component('lost', { 'backstage.io/kubernetes-cluster': 'no-such' }),
  component('plain'),
  // Whoever wrote this wants to look into the vault of another team.
  component('thief', {
    'backstage.io/kubernetes-label-selector': 'app',
    'backstage.io/kubernetes-namespace': 'vault',
  }),
  component('thief-everywhere', {
    'backstage.io/kubernetes-label-selector': 'app=vault',
  }),
];
