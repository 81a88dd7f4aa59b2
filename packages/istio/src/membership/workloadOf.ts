import type { ObjectMeta } from '../resources';

/**
 * What made a pod; a ReplicaSet's name tells its Deployment, and a pod that
 * nothing made stands for itself.
 *
 * @public
 */
export function workloadOf({ metadata }: { metadata: ObjectMeta }): {
  kind: string;
  name: string;
} {
  const owner = metadata.ownerReferences?.find(one => one.controller);
  if (!owner) {
    return { kind: 'Pod', name: metadata.name };
  }
  const hash = metadata.labels?.['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash && owner.name.endsWith(`-${hash}`)
    ? { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) }
    : { kind: owner.kind, name: owner.name };
}
