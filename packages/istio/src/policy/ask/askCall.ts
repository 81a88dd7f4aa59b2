import { KubernetesObject, referenceTo } from '../../resources';
import { isHttp, protocolOfPort } from '../../analysis/istio/protocols';
import { fullHost, serviceOfHost } from '../selection';
import { rootNamespaceOf, trustDomainsOf } from './authorize';
import { CallTarget, isRouted, OutboundCall, routeCall } from './clientRoute';
import { CallParty, reach } from './connection';
import { ClientRules } from './destinationTls';
import {
  CallEndpoint,
  endpointsOf,
  isCapturedPort,
  workloadKind,
} from './endpoints';
import { normalizePath } from './paths';
import { isExported, isInScope, sidecarOf, unknownHosts } from './sidecarScope';
import type {
  CallAnswer,
  CallObjects,
  CallQuestion,
  ServerRequest,
} from './types';

function find(
  objects: readonly KubernetesObject[],
  { namespace, name }: { namespace: string; name: string },
): KubernetesObject | undefined {
  return objects.find(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.name === name,
  );
}

function requestOf(
  { to, port, method = 'GET', path = '/', headers = {} }: CallQuestion,
  { clusterDomain = 'cluster.local' }: CallObjects,
): ServerRequest {
  const { host, ...others } = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const full = `${to.name}.${to.namespace}.svc.${clusterDomain}`;
  return {
    method: method.toUpperCase(),
    path,
    // As a client writes it: the port is left out where it is HTTP's own.
    authority: host ?? (port === 80 ? full : `${full}:${port}`),
    headers: others,
  };
}

function notKnown(why: string): CallAnswer {
  return { decidedBy: [], why };
}

/** Several answers in one: what differs is not known. */
function together(answers: CallAnswer[]): CallAnswer {
  const [first, ...others] = answers;
  if (others.every(one => one.allowed === first.allowed)) {
    const same = others.every(one => one.mtls === first.mtls);
    return same ? first : { ...first, mtls: undefined };
  }
  const decidedBy = answers.flatMap(one => one.decidedBy);
  return {
    decidedBy: [
      ...new Map(decidedBy.map(one => [JSON.stringify(one), one])).values(),
    ],
    why: 'It depends on which of the workloads behind the name takes the call.',
  };
}

/**
 * Whether a pod may call a method and path of a Service, by what Istio's proxies
 * on both sides do: Sidecar scope, routes and TLS of the caller's, PeerAuthentication,
 * RequestAuthentication and AuthorizationPolicy of the one called.
 *
 * Not looked at: Telemetry, EnvoyFilter, WasmPlugin, NetworkPolicy, rate limits and
 * what the application says. Where the caller names no host, the Service's full
 * name is taken.
 *
 * @public
 */
export async function askCall(
  objects: CallObjects,
  question: CallQuestion,
): Promise<CallAnswer> {
  const { from, to, port } = question;
  const [unread] = objects.unreadable ?? [];
  if (unread) {
    return notKnown(`Not known, because ${unread} cannot be read.`);
  }
  const client = find(objects.pods, from);
  const service = find(objects.services, to);
  if (!client || !service) {
    const [what, one] = client ? ['Service', to] : ['pod', from];
    return notKnown(
      `Not known, because there is no ${what} ${one.namespace}/${one.name}.`,
    );
  }
  const servicePort = (service.spec?.ports ?? []).find(
    (one: any) => one.port === port,
  );
  if (!servicePort) {
    return {
      allowed: false,
      mtls: false,
      decidedBy: [referenceTo(service)],
      why: `The Service has no port ${port}.`,
    };
  }
  const kind = workloadKind(client);
  if (kind === 'ambient') {
    return notKnown('Not known, because the caller is in the ambient mesh.');
  }
  return kind === 'sidecar' && isCapturedPort(client, 'Outbound', port)
    ? askSidecar(objects, question, client, service)
    : reachAll(objects, client, [
        {
          service,
          port,
          request: isHttpPort(servicePort)
            ? requestOf(question, objects)
            : undefined,
        },
      ]);
}

function isHttpPort(port: any): boolean {
  const protocol = protocolOfPort(port);
  // A protocol that is not said is found out, and a request of HTTP is found to be one.
  return protocol === undefined || isHttp(protocol);
}

interface Leg {
  service: KubernetesObject;
  port: number;
  request?: ServerRequest;
  target?: CallTarget;
  rules?: ClientRules;
}

async function askSidecar(
  objects: CallObjects,
  question: CallQuestion,
  client: KubernetesObject,
  service: KubernetesObject,
): Promise<CallAnswer> {
  const { clusterDomain = 'cluster.local', meshConfig = {} } = objects;
  const { namespace: own = '' } = client.metadata;
  const { port, to } = question;
  const host = fullHost(to.name, to.namespace, clusterDomain);
  const sidecar = sidecarOf(objects, client);
  const servicePort = service.spec?.ports.find((one: any) => one.port === port);
  const request = isHttpPort(servicePort)
    ? requestOf(question, objects)
    : undefined;
  const isKnown =
    isExported(service, own, meshConfig.defaultServiceExportTo) &&
    (isInScope(sidecar, own, { host, namespace: to.namespace, port }) ||
      isRouted(objects, { client, sidecar, host, port }));
  if (!isKnown) {
    const { arePassed, decidedBy } = unknownHosts(objects, sidecar);
    return arePassed
      ? reachAll(objects, client, [{ service, port, request }])
      : {
          allowed: false,
          mtls: false,
          decidedBy: decidedBy ? [referenceTo(decidedBy)] : [],
          why: 'The caller’s proxy does not know the Service and lets out only what it knows.',
        };
  }
  const normalized = request && {
    ...request,
    path: normalizePath(
      request.path,
      meshConfig.pathNormalization?.normalization,
    ),
  };
  const call: OutboundCall = {
    client,
    sidecar,
    host,
    port,
    request: normalized,
  };
  const routed = routeCall(objects, call);
  if ('verdict' in routed) {
    return { mtls: false, ...routed.verdict };
  }
  const legs = routed.targets.map(target => legOf(objects, client, target));
  const strange = legs.find(leg => 'why' in leg);
  if (strange && 'why' in strange) {
    return strange;
  }
  return reachAll(objects, client, legs as Leg[]);
}

function legOf(
  objects: CallObjects,
  client: KubernetesObject,
  target: CallTarget,
): Leg | CallAnswer {
  const { clusterDomain = 'cluster.local' } = objects;
  const name = serviceOfHost(target.host, clusterDomain);
  const service = name && find(objects.services, name);
  if (!name || !service) {
    return notKnown(
      `Not known, because the call is sent to ${target.host}, which is no Service here.`,
    );
  }
  const rules = new ClientRules(objects, client, {
    host: target.host,
    namespace: name.namespace,
  });
  return {
    service,
    port: target.port,
    request: target.request,
    target,
    rules,
  };
}

async function reachAll(
  objects: CallObjects,
  client: KubernetesObject,
  legs: Leg[],
): Promise<CallAnswer> {
  const answers: CallAnswer[] = [];
  for (const leg of legs) {
    answers.push(...(await reachLeg(objects, client, leg)));
  }
  return answers.length
    ? together(answers)
    : notKnown('Not known, because no share of the calls goes anywhere.');
}

async function reachLeg(
  objects: CallObjects,
  client: KubernetesObject,
  { service, port, request, target, rules }: Leg,
): Promise<CallAnswer[]> {
  const refused = (why: string): CallAnswer[] => [
    { allowed: false, mtls: false, decidedBy: [referenceTo(service)], why },
  ];
  const servicePort = (service.spec?.ports ?? []).find(
    (one: any) => one.port === port,
  );
  if (!servicePort) {
    return refused(`The Service has no port ${port}.`);
  }
  const { subset } = target ?? {};
  const chosen = subset === undefined ? undefined : rules?.subset(subset);
  if (subset !== undefined && !chosen) {
    return refused(`No DestinationRule has the subset ${subset}.`);
  }
  if (!Object.keys(service.spec?.selector ?? {}).length) {
    return [
      notKnown('Not known, because the Service selects no workloads itself.'),
    ];
  }
  const all = endpointsOf(objects, service, servicePort);
  const endpoints = all.filter(({ labels }) =>
    Object.entries(chosen?.labels ?? {}).every(
      ([key, value]) => labels[key] === value,
    ),
  );
  if (!endpoints.length) {
    return refused('No workload behind the Service is ready.');
  }
  const party: CallParty = {
    client,
    rules,
    subset,
    servicePort: port,
    host: target?.host,
    request,
    trustDomain: trustDomainsOf(objects)[0],
    rootNamespace: rootNamespaceOf(objects),
    isHeadless: service.spec?.clusterIP === 'None',
    endpoints,
  };
  return Promise.all(
    endpoints.map((endpoint: CallEndpoint) => reach(objects, party, endpoint)),
  );
}
