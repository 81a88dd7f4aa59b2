import { KubernetesObject, referenceTo } from '../../resources';
import { fullHost } from '../selection';
import { bareHost } from './authority';
import { authorize } from './authorize';
import { GatewayHost, hostAt, listenersOf, serversOf } from './gatewayHosts';
import { notKnown, reachTargets } from './legs';
import { normalizePath } from './paths';
import { Routed, takeHttp } from './routing';
import { withPorts } from './targetPorts';
import type { CallAnswer, Caller, CallObjects, ServerRequest } from './types';

interface GatewayCall {
  service: KubernetesObject;
  port: number;
  request: ServerRequest;
  /** Whether the question says the host; else one is taken that leads to the Service. */
  namesHost: boolean;
}

/** What a gateway does with a call on one of its listeners. */
type Outcome = Routed;

/** A host that a pattern covers. */
function example(pattern: string, full: string): string {
  if (pattern === '*') {
    return full;
  }
  return pattern.startsWith('*.') ? `any${pattern.slice(1)}` : pattern;
}

async function through(
  objects: CallObjects,
  gateway: Caller,
  { routes, isRedirected, port }: GatewayHost,
  call: Pick<GatewayCall, 'request'>,
): Promise<Outcome> {
  const { metadata } = gateway;
  const { verdict, request, claims } = await authorize(
    objects,
    {
      namespace: metadata.namespace ?? '',
      workload: { labels: metadata.labels ?? {}, kind: 'gateway' },
    },
    {
      connection: { destinationPort: listenPort(objects, gateway, port) },
      request: {
        ...call.request,
        path: normalizePath(
          call.request.path,
          objects.meshConfig?.pathNormalization?.normalization,
        ),
      },
      isFromAnywhere: true,
    },
  );
  if (!verdict.allowed || !request) {
    return { verdict };
  }
  if (isRedirected) {
    return {
      verdict: {
        allowed: false,
        decidedBy: [],
        why: 'The gateway sends calls without TLS to where there is TLS.',
      },
    };
  }
  const routed = takeHttp(routes, {
    host: bareHost(request.authority),
    port,
    request,
    claims,
  });
  return routed
    ? withPorts(objects, routed)
    : {
        verdict: {
          allowed: false,
          decidedBy: [],
          why: 'No route of the gateway takes it; it answers 404.',
        },
      };
}

/** The port on which the pod listens for a server: the Service before it may translate it. */
function listenPort(
  { services }: CallObjects,
  { metadata }: Caller,
  port: number,
): number {
  for (const { metadata: other, spec } of services) {
    const selector = Object.entries(spec?.selector ?? {});
    const isBefore =
      other.namespace === metadata.namespace &&
      selector.length > 0 &&
      selector.every(([key, value]) => metadata.labels?.[key] === value);
    const found =
      isBefore && spec?.ports?.find((one: any) => one.port === port);
    if (found) {
      return typeof found.targetPort === 'number' ? found.targetPort : port;
    }
  }
  return port;
}

/**
 * Whether a call from outside comes through a gateway to a Service: the policies
 * of the gateway, then its routes, then what is behind them. Who calls from
 * outside has no identity, and an address that is not known.
 */
export async function askGateway(
  objects: CallObjects,
  gateway: Caller,
  { service, port, request, namesHost }: GatewayCall,
): Promise<CallAnswer> {
  const { clusterDomain = 'cluster.local' } = objects;
  if (!objects.gateways && !objects.gatewayApiGateways) {
    return notKnown('Not known, because the Gateways were not read.');
  }
  if (!serversOf(objects, gateway).length) {
    return notKnown('Not known, because this pod serves no Gateway.');
  }
  const full = fullHost(
    service.metadata.name,
    service.metadata.namespace ?? '',
    clusterDomain,
  );
  const outcomes: Outcome[] = [];
  for (const byHost of listenersOf(objects, gateway)) {
    const names = namesHost
      ? [bareHost(request.authority)]
      : [...byHost.keys()].map(one => example(one, full));
    for (const name of names) {
      const found = hostAt(byHost, name);
      if (found) {
        const authority = namesHost ? request.authority : name;
        outcomes.push(
          await through(objects, gateway, found, {
            request: { ...request, authority },
          }),
        );
      }
    }
  }
  const leads = (one: Outcome) =>
    'targets' in one &&
    one.targets.some(target => target.host === full && target.port === port);
  const chosen =
    outcomes.find(leads) ??
    outcomes.find(one => 'verdict' in one && one.verdict.decidedBy.length) ??
    (namesHost ? outcomes[0] : undefined);
  if (!chosen) {
    return {
      allowed: false,
      mtls: false,
      decidedBy: [referenceTo(service)],
      why: 'No route of the gateway leads to the Service.',
    };
  }
  return 'verdict' in chosen
    ? { mtls: false, ...chosen.verdict }
    : reachTargets(objects, gateway, chosen);
}
