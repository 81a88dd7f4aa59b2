import { isLivePod, podKind, workloadOf, ztunnelOf } from '../membership';
import type { KubernetesObject } from '../resources';
import type { NamedWorkload, StagingObjects } from './types';

/** What is alike about several pods, or one machine. */
export interface WorkloadGroup {
  workload: NamedWorkload;
  kind: 'sidecar' | 'gateway' | 'ambient' | 'virtualMachine' | 'none';
  labels: Record<string, string>;
  /** One of them, which stands for all. */
  example: KubernetesObject;
  pods: KubernetesObject[];
}

/** Annotations by which calls go past a proxy. */
const CAPTURE = /^traffic\.sidecar\.istio\.io\//;

/** Labels that differ from one pod of a workload to the next. */
const OF_SINGLE_PODS = [
  'pod-template-hash',
  'controller-revision-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
];

/** What a pod says of calls that go past its proxy. */
export function captureOf({ metadata }: KubernetesObject): [string, string][] {
  return Object.entries(metadata.annotations ?? {})
    .filter(([key]) => CAPTURE.test(key))
    .sort();
}

function likenessOf(pod: KubernetesObject): string {
  const labels = Object.entries(pod.metadata.labels ?? {})
    .filter(([key]) => !OF_SINGLE_PODS.includes(key))
    .sort();
  return JSON.stringify([labels, captureOf(pod)]);
}

function groupOf(pod: KubernetesObject): WorkloadGroup {
  const kind = podKind(pod);
  return {
    workload: {
      ...workloadOf(pod),
      namespace: pod.metadata.namespace ?? '',
    },
    kind: kind === 'waypoint' ? 'gateway' : kind,
    labels: pod.metadata.labels ?? {},
    example: pod,
    pods: [pod],
  };
}

/**
 * Whether a machine has Istio's agent: one that registered itself has, and one
 * for which somebody vouches by a service account without denying it by label.
 */
function hasAgent({ metadata, spec }: KubernetesObject): boolean {
  if (metadata.annotations?.['istio.io/autoRegistrationGroup']) {
    return true;
  }
  const said = spec?.labels?.['security.istio.io/tlsMode'];
  return said ? said === 'istio' : Boolean(spec?.serviceAccount);
}

/** Every workload of the cluster, pods that are alike together; a ztunnel is none. */
export function workloadGroups({
  pods,
  workloadEntries,
}: StagingObjects): WorkloadGroup[] {
  const found = new Map<string, WorkloadGroup>();
  for (const pod of pods) {
    if (!isLivePod(pod) || ztunnelOf(pod)) {
      continue;
    }
    const group = groupOf(pod);
    const { kind, namespace, name } = group.workload;
    const key = [namespace, kind, name, group.kind, likenessOf(pod)].join(' ');
    const known = found.get(key);
    if (known) {
      known.pods.push(pod);
    } else {
      found.set(key, group);
    }
  }
  const machines = workloadEntries.map((entry): WorkloadGroup => {
    const labels = { ...entry.metadata.labels, ...entry.spec?.labels };
    return {
      workload: {
        kind: 'WorkloadEntry',
        namespace: entry.metadata.namespace ?? '',
        name: entry.metadata.name,
      },
      kind: hasAgent(entry) ? 'virtualMachine' : 'none',
      labels,
      example: { ...entry, metadata: { ...entry.metadata, labels } },
      pods: [],
    };
  });
  return [...found.values(), ...machines];
}

/** `Deployment shop/cart`. */
export function wordsOf({ kind, namespace, name }: NamedWorkload): string {
  return `${kind} ${namespace}/${name}`;
}

/** Each workload once, in order of their names. */
export function distinctWorkloads(
  groups: readonly { workload: NamedWorkload }[],
): NamedWorkload[] {
  const found = new Map(
    groups.map(({ workload }) => [wordsOf(workload), workload]),
  );
  return [...found.keys()].sort().map(key => found.get(key)!);
}

/** Whether a proxy, or the node's, takes its calls and policies hold for it; gateways do not read PeerAuthentication. */
export function isProtected({ kind }: WorkloadGroup): boolean {
  return kind === 'sidecar' || kind === 'ambient' || kind === 'virtualMachine';
}
