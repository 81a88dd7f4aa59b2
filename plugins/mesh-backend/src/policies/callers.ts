import {
  CallerChoice,
  CallerKind,
  CallerReference,
} from '@meshport/backstage-plugin-mesh-common';
import { isLivePod, isSubset, podKind, workloadOf } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';

/** Somebody who can call, with what stands for them in a question. */
export interface FoundCaller {
  choice: CallerChoice;
  /** Pods that differ in what policies look at: one of each. Of a machine its WorkloadEntry. */
  objects: StoredObject[];
}

const ORDER: CallerKind[] = ['workload', 'service', 'machine', 'gateway'];

/** Everybody who can call in a cluster, in namespaces that may be read; by kind, namespace and name. */
export function callersIn(
  cluster: ClusterInventory,
  mayRead: (namespace: string) => boolean,
): FoundCaller[] {
  const readable = (objects: StoredObject[]) =>
    objects.filter(({ metadata }) => mayRead(metadata.namespace ?? ''));
  const pods = readable(cluster.store('Pod').list()).filter(isLivePod);
  const found = [
    ...workloadsOf(pods),
    ...readable(cluster.store('Service').list()).flatMap(service =>
      ofService(service, cluster),
    ),
    ...readable(cluster.store('WorkloadEntry').list()).map(
      (entry): FoundCaller => ({
        choice: referenceOf('machine', entry.metadata),
        objects: [entry],
      }),
    ),
  ];
  return found.sort((a, b) => compare(a.choice, b.choice));
}

/** One caller; undefined when there is none that may be read. */
export function findCaller(
  cluster: ClusterInventory,
  { kind, namespace, name }: CallerReference,
): FoundCaller | undefined {
  return callersIn(cluster, one => one === namespace).find(
    ({ choice }) => choice.kind === kind && choice.name === name,
  );
}

function referenceOf(
  kind: CallerKind,
  { namespace = '', name }: StoredObject['metadata'],
): CallerReference {
  return { kind, namespace, name };
}

function workloadsOf(pods: readonly StoredObject[]): FoundCaller[] {
  const groups = new Map<string, StoredObject[]>();
  for (const pod of pods) {
    const kind = isGateway(pod) ? 'gateway' : 'workload';
    const key = JSON.stringify([
      kind,
      pod.metadata.namespace,
      workloadOf(pod).name,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), pod]);
  }
  return [...groups].map(([key, members]) => {
    const [kind, namespace, name] = JSON.parse(key);
    return {
      choice: { kind, namespace, name, pods: members.length },
      objects: different(members),
    };
  });
}

function isGateway(pod: StoredObject): boolean {
  return ['gateway', 'waypoint'].includes(podKind(pod));
}

function ofService(
  service: StoredObject,
  cluster: ClusterInventory,
): FoundCaller[] {
  const selector: Record<string, string> = service.spec?.selector ?? {};
  if (Object.keys(selector).length === 0) {
    return [];
  }
  const pods = cluster
    .store('Pod')
    .list(service.metadata.namespace)
    .filter(isLivePod)
    .filter(({ metadata }) => isSubset(selector, metadata.labels ?? {}));
  return pods.length === 0
    ? []
    : [
        {
          choice: {
            ...referenceOf('service', service.metadata),
            pods: pods.length,
          },
          objects: different(pods),
        },
      ];
}

/** Labels that differ from pod to pod and that no policy names. */
const OWN_LABELS = [
  'pod-template-hash',
  'controller-revision-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
];

/** One pod of each sort: policies look at labels, account, proxy and annotations; a ready one, if there is one. */
function different(pods: readonly StoredObject[]): StoredObject[] {
  const sorts = new Map<string, StoredObject>();
  for (const pod of pods) {
    const { labels = {}, annotations = {} } = pod.metadata;
    const traffic = Object.entries(annotations).filter(([name]) =>
      name.startsWith('traffic.sidecar.istio.io/'),
    );
    const key = JSON.stringify([
      Object.entries(labels)
        .filter(([name]) => !OWN_LABELS.includes(name))
        .sort(),
      traffic.sort(),
      pod.spec?.serviceAccountName,
      podKind(pod),
    ]);
    const known = sorts.get(key);
    if (!known || (!isReady(known) && isReady(pod))) {
      sorts.set(key, pod);
    }
  }
  return [...sorts.values()];
}

function isReady({ status }: StoredObject): boolean {
  return Boolean(
    status?.conditions?.some(
      (one: any) => one.type === 'Ready' && one.status === 'True',
    ),
  );
}

function compare(a: CallerReference, b: CallerReference): number {
  return (
    ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
    compareTexts(a.namespace, b.namespace) ||
    compareTexts(a.name, b.name)
  );
}

function compareTexts(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
