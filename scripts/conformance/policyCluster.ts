import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import {
  CallObjects,
  ClusterRefusal,
  KubernetesObject,
  revisioned,
} from '@meshport/istio';
import { parse } from 'yaml';
import { KubernetesRequests } from './KubernetesRequests';
import { UsageError } from './UsageError';

const PAGE = 500;

/** Where each list of objects comes from. */
const LISTS = {
  pods: ['Pod', '/api/v1/pods'],
  services: ['Service', '/api/v1/services'],
  workloadEntries: [
    'WorkloadEntry',
    '/apis/networking.istio.io/v1/workloadentries',
  ],
  peerAuthentications: [
    'PeerAuthentication',
    '/apis/security.istio.io/v1/peerauthentications',
  ],
  requestAuthentications: [
    'RequestAuthentication',
    '/apis/security.istio.io/v1/requestauthentications',
  ],
  authorizationPolicies: [
    'AuthorizationPolicy',
    '/apis/security.istio.io/v1/authorizationpolicies',
  ],
  destinationRules: [
    'DestinationRule',
    '/apis/networking.istio.io/v1/destinationrules',
  ],
  virtualServices: [
    'VirtualService',
    '/apis/networking.istio.io/v1/virtualservices',
  ],
  sidecars: ['Sidecar', '/apis/networking.istio.io/v1/sidecars'],
} as const;

/** Lists without which only some calls are not known; routes that may not be read could hold for any. */
const FURTHER = {
  gateways: ['Gateway', '/apis/networking.istio.io/v1/gateways'],
  gatewayApiGateways: [
    'Gateway',
    '/apis/gateway.networking.k8s.io/v1/gateways',
  ],
  httpRoutes: ['HTTPRoute', '/apis/gateway.networking.k8s.io/v1/httproutes'],
  referenceGrants: [
    'ReferenceGrant',
    '/apis/gateway.networking.k8s.io/v1beta1/referencegrants',
  ],
  endpointSlices: ['EndpointSlice', '/apis/discovery.k8s.io/v1/endpointslices'],
} as const;

async function list(
  requests: KubernetesRequests,
  kind: string,
  path: string,
): Promise<KubernetesObject[]> {
  const objects: KubernetesObject[] = [];
  let next = '';
  do {
    const page = await requests.send(
      'GET',
      `${path}?limit=${PAGE}${next && `&continue=${encodeURIComponent(next)}`}`,
    );
    objects.push(
      ...page.items.map((item: object) => ({
        ...item,
        apiVersion: page.apiVersion,
        kind,
      })),
    );
    next = page.metadata?.continue ?? '';
  } while (next);
  return objects;
}

/**
 * Reads of a live cluster what calls are judged from.
 *
 * @throws UsageError when the kubeconfig or the mesh's configuration cannot be read
 */
export async function callObjectsOf(options: {
  kubeconfig: string;
  context?: string;
  istioNamespace: string;
  revision: string;
}): Promise<CallObjects> {
  const kubeconfig = new KubeConfig();
  try {
    kubeconfig.loadFromString(readFileSync(options.kubeconfig, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `--kubeconfig ${options.kubeconfig} cannot be read: ${
        (error as Error).message
      }`,
    );
  }
  if (options.context !== undefined) {
    kubeconfig.setCurrentContext(options.context);
  }
  if (!kubeconfig.getCurrentCluster()) {
    throw new UsageError('The kubeconfig names no current cluster.');
  }
  const requests = new KubernetesRequests(kubeconfig, { timeout: 30_000 });
  const unreadable = new Set<string>();
  const objects: Record<string, KubernetesObject[]> = {};
  for (const [name, [kind, path]] of Object.entries({ ...LISTS, ...FURTHER })) {
    try {
      objects[name] = await list(requests, kind, path);
    } catch (error) {
      if (!(error instanceof ClusterRefusal)) {
        throw new UsageError((error as Error).message);
      }
      // A cluster without the Gateway API has no routes of it.
      const isForbidden = error.reason === 'Forbidden';
      if (name in LISTS || (name === 'httpRoutes' && isForbidden)) {
        unreadable.add(kind);
        objects[name] = [];
      }
    }
  }
  return {
    ...(objects as unknown as CallObjects),
    meshConfig: await meshConfigOf(requests, options),
    controlPlaneNamespace: options.istioNamespace,
    unreadable,
    alpn: await hasAlpn(requests, options),
  };
}

/** What MeshConfig says: that of the revision, else the only one that there is. */
async function meshConfigOf(
  requests: KubernetesRequests,
  { istioNamespace, revision }: { istioNamespace: string; revision: string },
): Promise<Record<string, unknown>> {
  const name = revisioned('istio', revision);
  const path = `/api/v1/namespaces/${istioNamespace}/configmaps`;
  const read = async () => {
    try {
      return await requests.send('GET', `${path}/${name}`);
    } catch (error) {
      if (!(error instanceof ClusterRefusal) || revision) {
        throw error;
      }
      const { items } = await requests.send('GET', path);
      const others = items.filter(
        ({ metadata, data }: any) =>
          metadata.name.startsWith('istio-') && data?.mesh,
      );
      if (others.length !== 1) {
        throw error;
      }
      return others[0];
    }
  };
  const { data } = await read().catch((error: Error) => {
    throw new UsageError(
      `ConfigMap ${istioNamespace}/${name} cannot be read, so what holds for the whole mesh is not known: ${error.message}`,
    );
  });
  return parse(data?.mesh ?? '') ?? {};
}

/** Whether istiod lets proxies tell by ALPN what is HTTP; it does where its Deployment does not say. */
async function hasAlpn(
  requests: KubernetesRequests,
  { istioNamespace, revision }: { istioNamespace: string; revision: string },
): Promise<boolean> {
  try {
    const { spec } = await requests.send(
      'GET',
      `/apis/apps/v1/namespaces/${istioNamespace}/deployments/${revisioned(
        'istiod',
        revision,
      )}`,
    );
    return !spec.template.spec.containers
      .flatMap(({ env = [] }: any) => env)
      .some(
        ({ name, value }: any) =>
          name === 'PILOT_ENABLE_ALPN_FILTER' && value === 'false',
      );
  } catch (error) {
    if (error instanceof ClusterRefusal) {
      return true;
    }
    throw new UsageError((error as Error).message);
  }
}
