import { ConflictError } from '@backstage/errors';
import { EGRESS_GATEWAY_LABEL } from '@meshport/backstage-plugin-mesh-common';
import { EgressGatewayModel } from '@meshport/istio';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { KubernetesStatusError } from '../clusters/errors';

/** The route that a gateway wants to have for itself. */
export interface WantedRoute {
  /** The gateway's. */
  name: string;
  namespace: string;
  host: string;
  /** Namespaces whose calls it leads to the gateway, its own among them. */
  clients: string[];
}

/**
 * As `refuseClaimedHost`, for every host of a gateway that calls are led to by
 * routes of Istio.
 */
export async function refuseClaimedHosts(
  connection: ClusterConnection,
  model: EgressGatewayModel,
  mayRead: (namespace: string) => boolean,
): Promise<string[]> {
  if (model.pattern === 'waypoint' || model.pattern === 'sidecar-direct') {
    return [];
  }
  const { name, namespace, upstreams, callers, clientNamespaces = [] } = model;
  const clients = callers
    ? callers.map(one => one.namespace)
    : [namespace, ...clientNamespaces];
  const warnings: string[] = [];
  for (const host of new Set(upstreams.map(one => one.host))) {
    warnings.push(
      ...(await refuseClaimedHost(
        connection,
        { name, namespace, host, clients },
        mayRead,
      )),
    );
  }
  return warnings;
}

/**
 * Throws `ConflictError` when another VirtualService already routes calls to
 * the host from one of the client namespaces: of two for one host Istio heeds
 * only one in a sidecar (its finding IST0109), so the second gateway would do
 * nothing or take the first one's calls.
 *
 * @param mayRead - whether the caller may know what is in a namespace; others'
 * routes are mentioned without their name.
 * @returns a warning when the routes of the cluster cannot be read.
 */
export async function refuseClaimedHost(
  connection: ClusterConnection,
  wanted: WantedRoute,
  mayRead: (namespace: string) => boolean,
): Promise<string[]> {
  let routes: KubernetesObject[];
  try {
    routes = await listVirtualServices(connection);
  } catch (error) {
    if (
      error instanceof KubernetesStatusError &&
      [403, 404].includes(error.code)
    ) {
      return [
        `Whether another gateway serves ${wanted.host} is not known: Meshport may not list VirtualServices of all namespaces in cluster ${connection.details.name}.`,
      ];
    }
    throw error;
  }
  const rival = routes.find(route => claims(route, wanted));
  if (rival) {
    throw new ConflictError(
      `host: ${wanted.host} is already routed ${describeRival(
        rival,
        mayRead,
      )}, which reaches the same namespaces; use that one, or leave its namespaces out of clientNamespaces`,
    );
  }
  return [];
}

async function listVirtualServices(
  connection: ClusterConnection,
): Promise<KubernetesObject[]> {
  const routes: KubernetesObject[] = [];
  let next: string | undefined;
  do {
    const page: {
      items: KubernetesObject[];
      metadata?: { continue?: string };
    } = await connection.request({
      path: '/apis/networking.istio.io/v1/virtualservices',
      query: { limit: 500, continue: next },
    });
    routes.push(...page.items);
    next = page.metadata?.continue || undefined;
  } while (next);
  return routes;
}

/** Whether a VirtualService routes the sidecars' calls to the host where the wanted one would. */
export function claims(route: KubernetesObject, wanted: WantedRoute): boolean {
  const { name, namespace = '', labels } = route.metadata;
  const part = labels?.[EGRESS_GATEWAY_LABEL] ?? name;
  if (part === wanted.name && namespace === wanted.namespace) {
    return false;
  }
  const { hosts = [], gateways = ['mesh'], exportTo } = route.spec ?? {};
  const visibleIn: string[] = exportTo?.length ? exportTo : ['*'];
  return (
    gateways.includes('mesh') &&
    hosts.some((host: string) => host.toLowerCase() === wanted.host) &&
    wanted.clients.some(
      client =>
        visibleIn.includes('*') ||
        visibleIn.includes(client) ||
        (visibleIn.includes('.') && client === namespace),
    )
  );
}

function describeRival(
  rival: KubernetesObject,
  mayRead: (namespace: string) => boolean,
): string {
  const { name, namespace = '', labels } = rival.metadata;
  if (!mayRead(namespace)) {
    return 'by an object in a namespace that you may not read';
  }
  const gateway = labels?.[EGRESS_GATEWAY_LABEL];
  return gateway
    ? `by the egress gateway ${gateway} in namespace ${namespace}`
    : `by VirtualService ${namespace}/${name}`;
}
