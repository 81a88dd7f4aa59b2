import { isIstiod, isReady } from './istiodPods';
import { StoreChange, StoredObject } from './ObjectStore';

const CONNECTED = 'istio.io/connectedAt';
const DISCONNECTED = 'istio.io/disconnectedAt';

/** Whether a change may mean that a proxy or an istiod came, went or is new. */
export function touchesProxies({
  object,
  previous,
  type,
}: StoreChange): boolean {
  const sign = object.kind === 'WorkloadEntry' ? machineSign : podSign;
  const now = sign(object);
  if (type === 'changed' && previous) {
    return now !== sign(previous);
  }
  return now !== '';
}

function machineSign({ metadata: { annotations } }: StoredObject): string {
  return annotations?.[CONNECTED]
    ? `${annotations[CONNECTED]} ${annotations[DISCONNECTED] ?? ''}`
    : '';
}

function podSign(pod: StoredObject): string {
  const containers: { name?: string }[] = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
  ];
  return isIstiod(pod) || containers.some(({ name }) => name === 'istio-proxy')
    ? `${pod.metadata.uid} ${isReady(pod)}`
    : '';
}
