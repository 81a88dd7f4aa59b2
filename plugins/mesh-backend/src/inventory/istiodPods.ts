import { StoredObject } from './ObjectStore';

/** istiod's monitoring port unless its annotation says otherwise. */
const MONITORING_PORT = '15014';

/** Whether a pod is an istiod, as istioctl tells it. */
export function isIstiod({ metadata }: StoredObject): boolean {
  return metadata.labels?.app === 'istiod';
}

/** Whether a pod is ready. */
export function isReady(pod: StoredObject): boolean {
  return Boolean(
    pod.status?.conditions?.some(
      (c: any) => c.type === 'Ready' && c.status === 'True',
    ),
  );
}

/** The port where an istiod answers `/version` and `/debug`. */
export function monitoringPort({ metadata }: StoredObject): string {
  return metadata.annotations?.['prometheus.io/port'] ?? MONITORING_PORT;
}
