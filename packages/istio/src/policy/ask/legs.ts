import { KubernetesObject, referenceTo } from '../../resources';
import { serviceOfHost } from '../selection';
import { rootNamespaceOf, trustDomainsOf } from './authorize';
import { CallParty, reach } from './connection';
import { ClientRules } from './destinationTls';
import { CallEndpoint, endpointsOf, selectsItself } from './endpoints';
import type { CallTarget, Routed } from './routing';
import { isHeadless, isHttpPort, listensOn } from './servicePorts';
import type {
  CallAnswer,
  Caller,
  CallObjects,
  Decider,
  ServerRequest,
} from './types';

/** One way that a call takes to a Service. */
export interface Leg {
  service: KubernetesObject;
  port: number;
  request: ServerRequest;
  target?: CallTarget;
  /** Absent where no proxy of Istio's opens the connection. */
  rules?: ClientRules;
  /** The VirtualService that chose it, if there is one. */
  routedBy?: Decider[];
}

/** An object by its namespace and name. */
export function find(
  objects: readonly KubernetesObject[],
  { namespace, name }: { namespace: string; name: string },
): KubernetesObject | undefined {
  return objects.find(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.name === name,
  );
}

/** An answer that says why there is none. */
export function notKnown(why: string): CallAnswer {
  return { decidedBy: [], why };
}

/** Several answers in one: what differs is not known. */
export function together(answers: CallAnswer[]): CallAnswer {
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

function legOf(
  objects: CallObjects,
  client: Caller,
  target: CallTarget,
  routedBy: Decider[],
): Leg | CallAnswer {
  const { clusterDomain = 'cluster.local' } = objects;
  const name = serviceOfHost(target.host, clusterDomain);
  const service = name && find(objects.services, name);
  if (!name || !service) {
    return {
      decidedBy: routedBy,
      why: `Not known, because the call is sent to ${target.host}, which is no Service here.`,
    };
  }
  const rules = new ClientRules(objects, client, {
    host: target.host,
    namespace: name.namespace,
  });
  const { port, request } = target;
  return { service, port, request, target, rules, routedBy };
}

/** Whether a call comes through to all that a proxy sends it to. */
export async function reachTargets(
  objects: CallObjects,
  client: Caller,
  { targets, decidedBy }: Extract<Routed, { targets: CallTarget[] }>,
): Promise<CallAnswer> {
  const routedBy = decidedBy ? [referenceTo(decidedBy)] : [];
  const legs = targets.map(target => legOf(objects, client, target, routedBy));
  const strange = legs.find(leg => 'why' in leg);
  return strange && 'why' in strange
    ? strange
    : reachAll(objects, client, legs as Leg[]);
}

/** Whether a call comes through on every way that it may take. */
export async function reachAll(
  objects: CallObjects,
  client: Caller,
  legs: readonly Leg[],
): Promise<CallAnswer> {
  const answers: CallAnswer[] = [];
  for (const leg of legs) {
    answers.push(...(await reachLeg(objects, client, leg)));
  }
  return answers.length
    ? together(answers)
    : notKnown('Not known, because no share of the calls goes anywhere.');
}

/** A headless Service leads to a port on which its workloads do not listen. */
export function refusedAtPort(
  service: KubernetesObject,
  port: number,
): CallAnswer {
  return {
    allowed: false,
    mtls: false,
    decidedBy: [referenceTo(service)],
    why: `The Service is headless, so its workloads are called on port ${port} itself, where none listens.`,
  };
}

async function reachLeg(
  objects: CallObjects,
  client: Caller,
  { service, port, request, target, rules, routedBy = [] }: Leg,
): Promise<CallAnswer[]> {
  const refused = (why: string): CallAnswer[] => [
    {
      allowed: false,
      mtls: false,
      decidedBy: [referenceTo(service), ...routedBy],
      why,
    },
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
  if (service.spec?.type === 'ExternalName') {
    return [notKnown('Not known, because the Service is a name of another.')];
  }
  if (!selectsItself(service) && !objects.endpointSlices) {
    return [
      notKnown('Not known, because the Service selects no workloads itself.'),
    ];
  }
  // Kubernetes itself knows of no machines: only Istio's proxies find them.
  const all = endpointsOf(objects, service, servicePort).filter(
    ({ object }) => rules || object.kind !== 'WorkloadEntry',
  );
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
    isHttp: isHttpPort(servicePort),
    trustDomain: trustDomainsOf(objects)[0],
    rootNamespace: rootNamespaceOf(objects),
    isHeadless: isHeadless(service),
    endpoints,
  };
  return Promise.all(
    endpoints.map((endpoint: CallEndpoint) => {
      // Gateways alone look the workload's port up.
      if (!isHeadless(service) || client.kind === 'gateway') {
        return reach(objects, party, endpoint);
      }
      return listensOn(endpoint, port)
        ? reach(objects, party, { ...endpoint, port })
        : refusedAtPort(service, port);
    }),
  );
}
