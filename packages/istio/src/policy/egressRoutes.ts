import {
  hostMatches,
  KubernetesObject,
  referenceTo,
  ResourceReference,
} from '../resources';
import { isMesh, matchesFrom, Route, routesOf } from './meshRoutes';
import { isInScope } from './ask/sidecarScope';
import { sidecarFor } from './effects/outboundScope';
import { byAge, fullHost, isVisibleIn, serviceOfHost } from './selection';
import type { EgressVerdict, PolicyInput } from './types';

interface ServicePort {
  number: number;
  protocol?: string;
}

/** How a VirtualService leads calls to its hosts through a gateway. */
interface Way {
  virtualService: KubernetesObject;
  hosts: string[];
  gateway: { name: string; namespace: string };
  kind: Route['kind'];
}

/** What is looked up for every host, made once: oldest first. */
interface Ways {
  leading: Way[];
  /** Hosts that gateways call, with the port. */
  onward: Map<string, number | undefined>;
  destinationRules: KubernetesObject[];
}

function leadingWay(
  virtualService: KubernetesObject,
  clusterDomain: string,
): Way[] {
  const { namespace = '' } = virtualService.metadata;
  for (const route of routesOf(virtualService)) {
    const target = route.route?.[0]?.destination.host;
    const gateway =
      target === undefined
        ? undefined
        : serviceOfHost(
            fullHost(target, namespace, clusterDomain),
            clusterDomain,
          );
    if (gateway && matchesFrom(virtualService, route, isMesh)) {
      const hosts: string[] = virtualService.spec?.hosts ?? [];
      return [{ virtualService, hosts, gateway, kind: route.kind }];
    }
  }
  return [];
}

function waysOf(input: PolicyInput, clusterDomain: string): Ways {
  const virtualServices = [...input.virtualServices].sort(byAge);
  const onward: Ways['onward'] = new Map();
  for (const virtualService of virtualServices) {
    for (const route of routesOf(virtualService)) {
      if (matchesFrom(virtualService, route, one => !isMesh(one))) {
        for (const { destination } of route.route ?? []) {
          if (!onward.has(destination.host)) {
            onward.set(destination.host, destination.port?.number);
          }
        }
      }
    }
  }
  return {
    leading: virtualServices
      .filter(one => isVisibleIn(one, input.namespace))
      .flatMap(one => leadingWay(one, clusterDomain)),
    onward,
    destinationRules: [...input.destinationRules].sort(byAge),
  };
}

/** The first DestinationRule that makes a proxy in a namespace open TLS to a port. */
function originatingRule(
  host: string,
  port: number | undefined,
  namespace: string,
  input: PolicyInput,
  ways: Ways,
  fromGateway: boolean,
): KubernetesObject | undefined {
  return ways.destinationRules.find(rule => {
    const {
      workloadSelector,
      trafficPolicy,
      host: pattern = '',
    } = rule.spec ?? {};
    if (!hostMatches(pattern, host) || !isVisibleIn(rule, namespace)) {
      return false;
    }
    // A rule for selected workloads is, in the gateway's namespace, the
    // gateway's; for a direct call it must select a workload of ours.
    const selected =
      !workloadSelector ||
      fromGateway ||
      input.workloads.some(({ labels }) =>
        Object.entries(workloadSelector.matchLabels ?? {}).every(
          ([key, value]) => labels[key] === value,
        ),
      );
    if (!selected) {
      return false;
    }
    const ports: { port?: { number?: number }; tls?: { mode?: string } }[] =
      trafficPolicy?.portLevelSettings ?? [];
    const level = ports.find(
      one => port === undefined || one.port?.number === port,
    );
    const mode = level ? level.tls?.mode : trafficPolicy?.tls?.mode;
    return mode === 'SIMPLE' || mode === 'MUTUAL';
  });
}

function isTlsPort({ protocol = '' }: ServicePort): boolean {
  return ['TLS', 'HTTPS'].includes(protocol.toUpperCase());
}

function verdictOf(
  host: string,
  entry: KubernetesObject,
  input: PolicyInput,
  ways: Ways,
): EgressVerdict {
  const ports: ServicePort[] = entry.spec?.ports ?? [];
  const numbers = [...new Set(ports.map(({ number }) => number))].sort(
    (a, b) => a - b,
  );
  const decidedBy: ResourceReference[] = [referenceTo(entry)];
  const unreadable = (kind: string) => input.unreadable?.has(kind) ?? false;
  if (unreadable('VirtualService')) {
    return { host, ports: numbers, tls: 'unknown', decidedBy };
  }
  const way = ways.leading.find(({ hosts }) =>
    hosts.some(one => hostMatches(one, host)),
  );
  const through = way
    ? {
        gateway: way.gateway,
        decidedBy: [...decidedBy, referenceTo(way.virtualService)],
      }
    : { decidedBy };
  const end = (
    tls: EgressVerdict['tls'],
    rule?: KubernetesObject,
  ): EgressVerdict => ({
    host,
    ports: numbers,
    ...through,
    tls,
    decidedBy: rule
      ? [...through.decidedBy, referenceTo(rule)]
      : through.decidedBy,
  });
  if (way && way.kind !== 'http') {
    return end(way.kind === 'tls' ? 'passthrough' : 'none');
  }
  if (unreadable('DestinationRule')) {
    return end('unknown');
  }
  const rule = originatingRule(
    host,
    way ? ways.onward.get(host) : undefined,
    way ? way.gateway.namespace : input.namespace,
    input,
    ways,
    way !== undefined,
  );
  if (rule) {
    return end('originated', rule);
  }
  return end(!way && ports.some(isTlsPort) ? 'passthrough' : 'none');
}

/** Whether the proxy of any of the workloads knows a host: Sidecars narrow that. */
function isKnownTo(
  input: PolicyInput,
  host: string,
  { metadata, spec }: KubernetesObject,
): boolean {
  const { sidecars, workloads } = input;
  if (!sidecars?.length || workloads.length === 0) {
    return true;
  }
  const ports: ServicePort[] = spec?.ports ?? [];
  return workloads.some(workload => {
    const sidecar = sidecarFor({ ...input, sidecars }, workload);
    return ports.some(({ number }) =>
      isInScope(sidecar, input.namespace, {
        host,
        namespace: metadata.namespace ?? '',
        port: number,
      }),
    );
  });
}

/**
 * What workloads of a namespace may reach outside the mesh, as far as
 * ServiceEntries name it, and by which way, ordered by host.
 *
 * @public
 */
export function egressOf(input: PolicyInput): EgressVerdict[] {
  const { clusterDomain = 'cluster.local' } = input;
  const ways = waysOf(input, clusterDomain);
  return [...input.serviceEntries]
    .sort(byAge)
    .filter(
      entry =>
        // MESH_EXTERNAL is the default, and the API leaves defaults out.
        (entry.spec?.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL' &&
        isVisibleIn(entry, input.namespace),
    )
    .flatMap(entry =>
      ((entry.spec?.hosts ?? []) as string[])
        .filter(host => isKnownTo(input, host, entry))
        .map(host => verdictOf(host, entry, input, ways)),
    )
    .sort((a, b) => (a.host < b.host ? -1 : Number(a.host > b.host)));
}
