import { stringify } from 'yaml';

/** Stands in credentials, and must stand nowhere else. */
export const SENTINEL = 'sentinel-never-tell-this-token';

/** An istiod as a chart installs it, as far as the mesh backend looks. */
export function istiod(clusterId: string, tag = '1.30.4'): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'istiod',
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': 'default' },
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'istiod' } },
      template: {
        metadata: { labels: { app: 'istiod', 'istio.io/rev': 'default' } },
        spec: {
          containers: [
            {
              name: 'discovery',
              image: `docker.io/istio/pilot:${tag}`,
              env: [{ name: 'CLUSTER_ID', value: clusterId }],
            },
          ],
        },
      },
    },
  };
}

export function namespace(
  name: string,
  labels: Record<string, string> = {},
): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function meshConfig(mesh: object, clusterNamespace = 'istio-system') {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace: clusterNamespace },
    data: { mesh: stringify(mesh), meshNetworks: 'networks: {}' },
  };
}

export function service(
  name: string,
  more: {
    namespace?: string;
    labels?: Record<string, string>;
    spec?: object;
    status?: object;
  } = {},
): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: more.namespace ?? 'istio-system',
      labels: more.labels ?? {},
    },
    spec: { ports: [{ name: 'http', port: 80 }], ...more.spec },
    ...(more.status ? { status: more.status } : {}),
  };
}

/** A gateway that lets other networks and control planes in. */
export function eastWestGateway(network: string, ip: string): object {
  return service('istio-eastwestgateway', {
    labels: { 'topology.istio.io/network': network },
    spec: {
      type: 'LoadBalancer',
      selector: { istio: 'eastwestgateway' },
      ports: [
        { name: 'tls', port: 15443 },
        { name: 'tls-istiod', port: 15012 },
      ],
    },
    status: { loadBalancer: { ingress: [{ ip }] } },
  });
}

/** A remote secret, whoever made it. */
export function remoteSecret(
  clusterId: string,
  options: { server?: string; user?: object; name?: string } = {},
): object {
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: clusterId,
        cluster: { server: options.server ?? 'https://10.1.2.3:6443' },
      },
    ],
    contexts: [
      { name: clusterId, context: { cluster: clusterId, user: clusterId } },
    ],
    'current-context': clusterId,
    users: [{ name: clusterId, user: options.user ?? { token: SENTINEL } }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: options.name ?? `istio-remote-secret-${clusterId}`,
      namespace: 'istio-system',
      labels: { 'istio/multiCluster': 'true' },
      annotations: { 'networking.istio.io/cluster': clusterId },
    },
    data: {
      [clusterId]: Buffer.from(stringify(kubeconfig)).toString('base64'),
    },
  };
}
