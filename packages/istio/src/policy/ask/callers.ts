import type { KubernetesObject } from '../../resources';
import { workloadKind } from './endpoints';
import { GROUP, isMachineInMesh } from './machines';
import type { Caller, CallObjects, CallQuestion } from './types';

function callerFromPod(pod: KubernetesObject): Caller {
  return {
    kind: workloadKind(pod),
    metadata: pod.metadata,
    serviceAccount: pod.spec?.serviceAccountName || 'default',
    address: pod.status?.podIP,
    hasEnded: ['Succeeded', 'Failed'].includes(pod.status?.phase),
  };
}

function callerFromEntry(entry: KubernetesObject): Caller {
  const { name, namespace, annotations, labels } = entry.metadata;
  return {
    kind: isMachineInMesh(entry) ? 'virtualMachine' : 'none',
    metadata: {
      name,
      namespace,
      annotations,
      labels: entry.spec?.labels ?? labels,
    },
    serviceAccount: entry.spec?.serviceAccount || 'default',
    address: entry.spec?.address,
  };
}

/** The one who calls: a pod of this name, else a machine by its WorkloadEntry, else one of a WorkloadGroup. */
export function callerOf(
  { pods, workloadEntries }: CallObjects,
  { kind, namespace, name }: CallQuestion['from'],
): Caller | undefined {
  const pod = (kind === 'WorkloadEntry' ? [] : pods).find(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.name === name,
  );
  if (pod) {
    return callerFromPod(pod);
  }
  const entries = (kind === 'Pod' ? [] : workloadEntries).filter(
    ({ metadata }) => metadata.namespace === namespace,
  );
  const entry =
    entries.find(({ metadata }) => metadata.name === name) ??
    entries.find(({ metadata }) => metadata.annotations?.[GROUP] === name);
  return entry && callerFromEntry(entry);
}
