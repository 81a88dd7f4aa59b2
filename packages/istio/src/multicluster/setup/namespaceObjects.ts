import type { KubernetesObject } from '../../resources';
import type { SetupPrimary, SetupRemote } from './SetupInput';

/**
 * The namespace of Istio in a cluster with the label of its network. That of a
 * remote names the primaries whose istiods look after it: they patch its
 * webhooks and give its namespaces the root certificate.
 *
 * @public
 */
export function istioNamespace(
  cluster: Pick<SetupRemote, 'namespace' | 'network'>,
  primary?: Pick<SetupPrimary, 'clusterId'>,
): KubernetesObject {
  const { namespace, network } = cluster;
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      ...(network ? { labels: { 'topology.istio.io/network': network } } : {}),
      ...(primary
        ? {
            annotations: {
              'topology.istio.io/controlPlaneClusters': primary.clusterId,
            },
          }
        : {}),
    },
  } as KubernetesObject;
}

/** A Service as far as a stub needs it. */
export interface StubbedService {
  namespace: string;
  name: string;
  headless: boolean;
  ports: {
    name?: string;
    port: number;
    protocol?: string;
    appProtocol?: string;
  }[];
}

/** Marks what was made so that a name resolves. */
export const STUB_LABEL = 'meshport.dev/service-stub';

/**
 * Services without endpoints, so that names of another cluster resolve here;
 * the mesh leads calls to where the endpoints are. A headless one stays
 * headless, since clusters have to agree on that; its name then resolves only
 * where proxies answer DNS.
 *
 * @param namespaces - those that are there already; the rest is made, too
 * @public
 */
export function stubServices(
  services: readonly StubbedService[],
  namespaces: readonly string[],
): KubernetesObject[] {
  const missing = [
    ...new Set(
      services
        .map(({ namespace }) => namespace)
        .filter(one => !namespaces.includes(one)),
    ),
  ].sort();
  return [
    ...missing.map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    ...services.map(({ namespace, name, headless, ports }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: { [STUB_LABEL]: 'true' } },
      spec: {
        ...(headless ? { clusterIP: 'None' } : {}),
        ports: ports.map(port => ({
          ...(port.name ? { name: port.name } : {}),
          port: port.port,
          protocol: port.protocol ?? 'TCP',
          ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
        })),
      },
    })),
  ] as KubernetesObject[];
}
