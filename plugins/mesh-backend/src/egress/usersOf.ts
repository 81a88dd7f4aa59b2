import { EgressUser } from '@meshport/backstage-plugin-mesh-common';
import { isLivePod, podKind } from '@meshport/istio';
import { StoredObject } from '../inventory';
import { ClusterEgress, EgressReading } from './EgressInventory';
import { EgressSight } from './EgressSight';
import { gatewayKeyOf } from './EgressUnit';

/** Users of a gateway as one caller may know them. */
export interface SeenUsers {
  users: EgressUser[];
  /** Sentences: what is not told or could not be looked at. */
  notes: string[];
}

/**
 * Who would feel it if a gateway were gone, as far as configuration shows:
 * running proxies to which its route is shown, and objects of others that name
 * it. Whether they really call is not known from configuration.
 */
export function usersOf(
  reading: EgressReading,
  egress: ClusterEgress,
  sight: EgressSight,
): SeenUsers {
  const { cluster, clientNamespaces } = reading;
  const { sources } = egress;
  const notes: string[] = [];
  if (sources.unreadable.has('Pod')) {
    notes.push(
      'Which workloads run in the namespaces of its callers is not known: Pods could not be read.',
    );
  }
  const namespaces =
    clientNamespaces[0] === '*'
      ? sources.list('Namespace').map(({ metadata }) => metadata.name)
      : clientNamespaces;
  const seen = namespaces.filter(one =>
    sight.scope.mayReadNamespace(cluster, one),
  );
  if (seen.length < namespaces.length) {
    notes.push(
      `Callers in ${
        namespaces.length - seen.length
      } more namespaces, which you may not read, are not listed.`,
    );
  }
  return {
    users: [
      ...seen.flatMap(namespace => workloadsIn(namespace, reading, egress)),
      ...namingObjects(reading, egress, sight),
    ],
    notes,
  };
}

/** Running workloads of some namespaces that use a gateway. */
export function workloadUsers(
  reading: EgressReading,
  egress: ClusterEgress,
  namespaces: readonly string[],
): EgressUser[] {
  const { clientNamespaces } = reading;
  return namespaces
    .filter(
      one => clientNamespaces[0] === '*' || clientNamespaces.includes(one),
    )
    .flatMap(namespace => workloadsIn(namespace, reading, egress));
}

function workloadsIn(
  namespace: string,
  reading: EgressReading,
  { sources }: ClusterEgress,
): EgressUser[] {
  const hosts = reading.upstreams.map(({ host }) => host);
  const groups = new Map<string, { pod: StoredObject; pods: number }>();
  for (const pod of sources.list('Pod', namespace)) {
    const kind = podKind(pod);
    const inMesh =
      kind === 'sidecar' ||
      (kind === 'ambient' && reading.pattern === 'waypoint');
    if (!inMesh || !isLivePod(pod) || !isAdmitted(pod, reading)) {
      continue;
    }
    const key = `${workloadName(pod)} ${accountOf(pod)}`;
    const group = groups.get(key) ?? { pod, pods: 0 };
    group.pods += 1;
    groups.set(key, group);
  }
  return [...groups.keys()].sort().map((key): EgressUser => {
    const { pod, pods } = groups.get(key)!;
    return {
      namespace,
      workload: workloadName(pod),
      serviceAccount: accountOf(pod),
      pods,
      why: `${pods} running ${
        pods === 1 ? 'proxy follows' : 'proxies follow'
      } the way to ${hosts.join(', ') || 'its hosts'} by this gateway.`,
    };
  });
}

/** Whether a pod is among the named callers, where callers are named. */
function isAdmitted(pod: StoredObject, { admission }: EgressReading): boolean {
  return (
    admission.mode !== 'named' ||
    admission.callers.some(
      caller =>
        caller.namespace === pod.metadata.namespace &&
        (!caller.serviceAccounts ||
          caller.serviceAccounts.includes(accountOf(pod))),
    )
  );
}

/** The service account of a pod. */
export function accountOf({ spec }: StoredObject): string {
  return spec?.serviceAccountName ?? 'default';
}

/** What people call a pod's workload. */
export function workloadName({ metadata, spec }: StoredObject): string {
  const { labels = {} } = metadata;
  return (
    labels.app ??
    labels['app.kubernetes.io/name'] ??
    spec?.serviceAccountName ??
    metadata.name
  );
}

/** Objects that are not the gateway's and name it: others' routes, and Sidecars. */
function namingObjects(
  reading: EgressReading,
  { sources }: ClusterEgress,
  sight: EgressSight,
): EgressUser[] {
  const { unit, cluster } = reading;
  const key = `${unit.namespace}/${unit.name}`;
  const host = `${unit.name}.${unit.namespace}.svc`;
  const isForeign = (object: StoredObject) => gatewayKeyOf(object) !== key;
  const routes = unit.ours
    ? unit.leads.map(leg => leg.virtualService).filter(isForeign)
    : [];
  const sidecars = sources.list('Sidecar').filter(
    one =>
      isForeign(one) &&
      ((one.spec?.egress ?? []) as { hosts?: string[] }[]).some(listener =>
        (listener.hosts ?? []).some(name => {
          const dns = name.slice(name.indexOf('/') + 1);
          return (
            dns.startsWith(host) ||
            reading.upstreams.some(upstream => upstream.host === dns)
          );
        }),
      ),
  );
  return [...new Set([...routes, ...sidecars])].map(object => {
    const { namespace = '' } = object.metadata;
    const isSeen = sight.scope.mayReadNamespace(cluster, namespace);
    return {
      namespace: isSeen ? namespace : '',
      object: sight.point(cluster, object),
      why:
        object.kind === 'Sidecar'
          ? 'Its egress hosts name what this gateway leads to.'
          : 'It leads calls to this gateway, and is not part of it.',
    };
  });
}
