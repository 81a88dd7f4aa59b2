import type { ResourceType } from '../kinds/resourceTypes';
import { clone, type KubeObject } from '../objects';

// What the server allocated stays where a writer does not name it.
function keepAllocated(live: any, next: any) {
  if (!next || live.type === 'ExternalName' || next.type === 'ExternalName') {
    return;
  }
  next.clusterIP ??= live.clusterIP;
  next.clusterIPs ??= live.clusterIPs;
  for (const port of next.ports ?? []) {
    const same = live.ports?.find(
      (old: any) => old.port === port.port && old.protocol === port.protocol,
    );
    if (same?.nodePort && next.type !== 'ClusterIP') {
      port.nodePort ??= same.nodePort;
    }
  }
}

/**
 * What a write makes of a live object: writers may change neither its identity
 * nor, depending on the endpoint, its status or all but its status.
 */
export function nextState(
  type: ResourceType,
  live: KubeObject,
  wanted: KubeObject,
  subresource: string | undefined,
): KubeObject {
  const kept = live.metadata;
  const metadata = {
    ...(subresource ? kept : wanted.metadata),
    name: kept.name,
    ...(kept.namespace ? { namespace: kept.namespace } : {}),
    uid: kept.uid,
    creationTimestamp: kept.creationTimestamp,
    resourceVersion: kept.resourceVersion,
    generation: kept.generation,
    generateName: kept.generateName,
    deletionTimestamp: kept.deletionTimestamp,
    deletionGracePeriodSeconds: kept.deletionGracePeriodSeconds,
    managedFields: wanted.metadata.managedFields,
  };
  for (const [key, value] of Object.entries(metadata)) {
    if (value === undefined) delete (metadata as any)[key];
  }
  const base = subresource === 'status' ? live : wanted;
  const next: KubeObject = clone({ ...base, metadata });
  const status = subresource === 'status' ? wanted.status : live.status;
  if (type.key === '/services') keepAllocated(live.spec, next.spec);
  if (type.hasStatus) {
    if (status === undefined) delete next.status;
    else next.status = clone(status);
  }
  return next;
}
