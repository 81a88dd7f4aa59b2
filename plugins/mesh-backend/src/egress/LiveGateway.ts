import { EGRESS_GATEWAY_LABEL } from '@meshport/backstage-plugin-mesh-common';
import { EGRESS_NAMESPACE_LABEL, EGRESS_PATTERN_LABEL } from '@meshport/istio';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { ResourcePaths } from '../manifests/resourcePaths';

/** An object of a gateway as it is in the cluster now. */
export type LiveObject = KubernetesObject & {
  apiVersion: string;
  kind: string;
  metadata: KubernetesObject['metadata'] & { namespace: string; uid: string };
};

/** What the cluster has of a gateway now. */
export interface LiveObjects {
  /** In the order of `GATEWAY_KINDS`: what is deleted first comes first. */
  objects: LiveObject[];
  /** Kinds that may not be listed, as `Kind in NAMESPACE`: there may be more of these. */
  notListed: string[];
}

interface GatewayKind {
  kind: string;
  /** The best first; the first one that is served is taken. */
  apiVersions: string[];
}

const istio = (group: string, ...kinds: string[]): GatewayKind[] =>
  kinds.map(kind => ({ kind, apiVersions: [`${group}.istio.io/v1`] }));

const gatewayApi = (kind: string, ...versions: string[]): GatewayKind => ({
  kind,
  apiVersions: versions.map(one => `gateway.networking.k8s.io/${one}`),
});

const core = (apiVersion: string, ...kinds: string[]): GatewayKind[] =>
  kinds.map(kind => ({ kind, apiVersions: [apiVersion] }));

/**
 * Kinds that a gateway may consist of, in the order in which they are deleted:
 * routes first, so that no call is led to what is gone; what keeps callers out
 * stays until nothing listens any more.
 */
export const GATEWAY_KINDS: readonly GatewayKind[] = [
  ...istio('networking', 'VirtualService'),
  gatewayApi('HTTPRoute', 'v1', 'v1beta1'),
  gatewayApi('TLSRoute', 'v1', 'v1alpha3', 'v1alpha2'),
  gatewayApi('TCPRoute', 'v1', 'v1alpha2'),
  ...istio('networking', 'ServiceEntry', 'Gateway'),
  gatewayApi('Gateway', 'v1', 'v1beta1'),
  ...istio('networking', 'DestinationRule', 'Sidecar'),
  ...core('autoscaling/v2', 'HorizontalPodAutoscaler'),
  ...core('policy/v1', 'PodDisruptionBudget'),
  ...core('apps/v1', 'Deployment'),
  ...core('v1', 'Service'),
  ...istio('telemetry', 'Telemetry'),
  ...istio('security', 'AuthorizationPolicy', 'PeerAuthentication'),
  ...core('networking.k8s.io/v1', 'NetworkPolicy'),
  ...core('v1', 'ConfigMap', 'ServiceAccount'),
];

/**
 * Reads everything that bears a gateway's label out of the cluster itself: in
 * the gateway's namespace by its name, in others by its name and namespace.
 *
 * Throws `ClusterUnreachableError` and other errors of the cluster; a kind that
 * may not be listed is named in the answer instead.
 *
 * @param elsewhere - other namespaces that may hold objects of it
 */
export async function readLiveGateway(
  connection: ClusterConnection,
  gateway: { namespace: string; name: string },
  elsewhere: readonly string[] = [],
  timeoutMs = 10_000,
): Promise<LiveObjects> {
  const paths = new ResourcePaths(connection);
  const namespaces = [
    gateway.namespace,
    ...new Set(elsewhere.filter(one => one !== gateway.namespace)),
  ];
  const lists = await Promise.all(
    GATEWAY_KINDS.flatMap(kind =>
      namespaces.map(namespace =>
        listOf(connection, paths, kind, namespace, gateway, timeoutMs),
      ),
    ),
  );
  return {
    objects: lists.flatMap(one => one.objects),
    notListed: lists.flatMap(one => one.notListed),
  };
}

async function listOf(
  connection: ClusterConnection,
  paths: ResourcePaths,
  { kind, apiVersions }: GatewayKind,
  namespace: string,
  gateway: { namespace: string; name: string },
  timeoutMs: number,
): Promise<LiveObjects> {
  const labels = [
    `${EGRESS_GATEWAY_LABEL}=${gateway.name}`,
    ...(namespace === gateway.namespace
      ? []
      : [`${EGRESS_NAMESPACE_LABEL}=${gateway.namespace}`]),
  ].join(',');
  const served = await servedPath(paths, kind, apiVersions, namespace);
  if (!served) {
    return { objects: [], notListed: [] };
  }
  try {
    const { items } = await connection.request<{ items: KubernetesObject[] }>({
      path: served.path,
      query: { labelSelector: labels, limit: 500 },
      timeoutMs,
    });
    return {
      objects: items
        .filter(({ metadata }) => belongs(metadata, gateway))
        // The items of a list do not name what they are.
        .map(
          item =>
            ({ ...item, apiVersion: served.apiVersion, kind } as LiveObject),
        ),
      notListed: [],
    };
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 403) {
      return { objects: [], notListed: [`${kind} in ${namespace}`] };
    }
    if (error instanceof KubernetesStatusError && error.code === 404) {
      return { objects: [], notListed: [] };
    }
    throw error;
  }
}

/** An object in the gateway's namespace that names another namespace is another gateway's. */
function belongs(
  { labels = {} }: KubernetesObject['metadata'],
  gateway: { namespace: string },
): boolean {
  const named = labels[EGRESS_NAMESPACE_LABEL];
  return named === undefined || named === gateway.namespace;
}

async function servedPath(
  paths: ResourcePaths,
  kind: string,
  apiVersions: readonly string[],
  namespace: string,
): Promise<{ apiVersion: string; path: string } | undefined> {
  for (const apiVersion of apiVersions) {
    const path = await paths.find({
      apiVersion,
      kind,
      metadata: { name: 'any', namespace },
    });
    if (path) {
      return { apiVersion, path: path.replace(/\/[^/]*$/, '') };
    }
  }
  return undefined;
}

/** What Istio's chart makes for a gateway of its name; it bears no label of ours. */
const CHART_PATHS = ['apps/v1', 'autoscaling/v2', 'policy/v1'] as const;
const CHART_KINDS = {
  'apps/v1': ['Deployment', 'deployments'],
  'autoscaling/v2': ['HorizontalPodAutoscaler', 'horizontalpodautoscalers'],
  'policy/v1': ['PodDisruptionBudget', 'poddisruptionbudgets'],
} as const;

/**
 * The objects that say how a gateway was asked for: its own and, where Helm runs
 * it, the chart's Deployment, autoscaler and budget. The latter are only read.
 */
export async function withChartObjects(
  connection: ClusterConnection,
  { namespace, name }: { namespace: string; name: string },
  objects: readonly LiveObject[],
): Promise<LiveObject[]> {
  const isHelm = objects.some(
    ({ metadata }) => metadata.labels?.[EGRESS_PATTERN_LABEL] === 'helm',
  );
  if (!isHelm) {
    return [...objects];
  }
  const found = await Promise.all(
    CHART_PATHS.map(async apiVersion => {
      const [kind, plural] = CHART_KINDS[apiVersion];
      try {
        const object = await connection.request<KubernetesObject>({
          path: `/apis/${apiVersion}/namespaces/${encodeURIComponent(
            namespace,
          )}/${plural}/${encodeURIComponent(name)}`,
        });
        return [{ ...object, apiVersion, kind } as LiveObject];
      } catch (error) {
        if (
          error instanceof KubernetesStatusError &&
          [403, 404].includes(error.code)
        ) {
          return [];
        }
        throw error;
      }
    }),
  );
  return [...objects, ...found.flat()];
}
