import { clone, timestamp, type KubeObject } from '../objects';

/** Marks pods that no node runs. */
export const simulatedAnnotation = 'meshport.dev/simulated';

const condition = (type: string, status: boolean, at: string) => ({
  type,
  status: status ? 'True' : 'False',
  lastProbeTime: null,
  lastTransitionTime: at,
  ...(status
    ? {}
    : {
        reason: 'ContainersNotReady',
        message: 'the simulated containers are starting',
      }),
});

/** The status of a simulated pod, starting or ready. */
export function podStatus(
  pod: KubeObject,
  ready: boolean,
  podIP: string,
): Record<string, unknown> {
  const now = timestamp();
  const containers: any[] = pod.spec.containers;
  return {
    phase: ready ? 'Running' : 'Pending',
    conditions: [
      condition('PodReadyToStartContainers', true, now),
      condition('Initialized', true, now),
      condition('Ready', ready, now),
      condition('ContainersReady', ready, now),
      condition('PodScheduled', true, now),
    ],
    hostIP: '127.0.0.1',
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: pod.status?.startTime ?? now,
    qosClass: 'BestEffort',
    containerStatuses: containers.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready,
      started: ready,
      restartCount: 0,
      state: ready
        ? { running: { startedAt: now } }
        : { waiting: { reason: 'ContainerCreating' } },
    })),
  };
}

/** True when a pod's Ready condition holds. */
export function isReady(pod: KubeObject): boolean {
  const conditions: any[] = pod.status?.conditions ?? [];
  return conditions.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
}

/** A pod of a ReplicaSet's template, without a name yet. */
export function podFromTemplate(
  owner: KubeObject,
  template: any,
  name: string,
  nodeName: string,
): KubeObject {
  const { labels, annotations } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      labels: { ...labels },
      annotations: { ...annotations, [simulatedAnnotation]: 'true' },
      ownerReferences: [controllerReference(owner)],
    },
    spec: { ...clone(template.spec), nodeName },
  };
}

/** The owner reference of a controller. */
export function controllerReference(owner: KubeObject) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name!,
    uid: owner.metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}
