import {
  hostMatches,
  KubernetesObject,
  referenceTo,
  ResourceReference,
} from '../resources';
import { isMesh, matchesFrom, Route, routesOf } from './meshRoutes';
import { byAge, fullHost, isVisibleIn, serviceOfHost } from './selection';
import type { EgressVerdict, PolicyInput } from './types';

interface ServicePort {
  number: number;
  protocol?: string;
}

interface Way {
  virtualService: KubernetesObject;
  gateway: { name: string; namespace: string };
  /** Port of the upstream's host that the gateway calls. */
  upstreamPort?: number;
  kind: Route['kind'];
}

/** The port of a host that a gateway calls, by any VirtualService. */
function onwardPort(
  host: string,
  virtualServices: readonly KubernetesObject[],
): number | undefined {
  for (const virtualService of virtualServices) {
    for (const route of routesOf(virtualService)) {
      const target = route.route?.find(
        ({ destination }) => destination.host === host,
      );
      if (target && matchesFrom(virtualService, route, one => !isMesh(one))) {
        return target.destination.port?.number;
      }
    }
  }
  return undefined;
}

/** How calls to a host are led through a gateway; undefined when they are not. */
function wayOf(
  host: string,
  input: PolicyInput,
  clusterDomain: string,
): Way | undefined {
  const virtualServices = [...input.virtualServices].sort(byAge);
  for (const virtualService of virtualServices) {
    const hosts: string[] = virtualService.spec?.hosts ?? [];
    if (
      !isVisibleIn(virtualService, input.namespace) ||
      !hosts.some(one => hostMatches(one, host))
    ) {
      continue;
    }
    for (const route of routesOf(virtualService)) {
      const target = route.route?.[0]?.destination.host;
      const service =
        target === undefined
          ? undefined
          : serviceOfHost(
              fullHost(
                target,
                virtualService.metadata.namespace ?? '',
                clusterDomain,
              ),
              clusterDomain,
            );
      if (service && matchesFrom(virtualService, route, isMesh)) {
        return {
          virtualService,
          gateway: service,
          kind: route.kind,
          upstreamPort: onwardPort(host, virtualServices),
        };
      }
    }
  }
  return undefined;
}

/** The DestinationRule that makes a proxy in a namespace open TLS to a port. */
function originatingRule(
  host: string,
  port: number | undefined,
  namespace: string,
  input: PolicyInput,
  fromGateway: boolean,
): KubernetesObject | undefined {
  return [...input.destinationRules].sort(byAge).find(rule => {
    const {
      workloadSelector,
      trafficPolicy,
      host: pattern = '',
    } = rule.spec ?? {};
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
    if (
      !selected ||
      !hostMatches(pattern, host) ||
      !isVisibleIn(rule, namespace)
    ) {
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
  clusterDomain: string,
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
  const way = wayOf(host, input, clusterDomain);
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
    way?.upstreamPort,
    way ? way.gateway.namespace : input.namespace,
    input,
    way !== undefined,
  );
  if (rule) {
    return end('originated', rule);
  }
  return end(!way && ports.some(isTlsPort) ? 'passthrough' : 'none');
}

/**
 * What workloads of a namespace may reach outside the mesh, as far as
 * ServiceEntries name it, and by which way, ordered by host.
 *
 * @public
 */
export function egressOf(input: PolicyInput): EgressVerdict[] {
  const { clusterDomain = 'cluster.local' } = input;
  return [...input.serviceEntries]
    .sort(byAge)
    .filter(
      entry =>
        // MESH_EXTERNAL is the default, and the API leaves defaults out.
        (entry.spec?.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL' &&
        isVisibleIn(entry, input.namespace),
    )
    .flatMap(entry =>
      ((entry.spec?.hosts ?? []) as string[]).map(host =>
        verdictOf(host, entry, input, clusterDomain),
      ),
    )
    .sort((a, b) => (a.host < b.host ? -1 : Number(a.host > b.host)));
}
