import { KubernetesObject, ReadManifest } from '@meshport/istio';
import { FollowedSnapshot } from './snapshots';

/** Marks a pod that is only expected; no object of a cluster can be called so. */
const EXPECTED = '(expected)';

/**
 * The pods that Deployments of a set of manifests will have: without them their
 * own Gateways and Services would seem to select nothing.
 */
export function withPlannedPods(
  snapshot: FollowedSnapshot,
  manifests: readonly ReadManifest[],
): FollowedSnapshot {
  const pods = snapshot.kinds.Pod;
  const planned = manifests
    .filter(one => one.kind === 'Deployment')
    .map(one => podOf(one.object));
  if (!pods || planned.length === 0) {
    return snapshot;
  }
  return {
    ...snapshot,
    kinds: {
      ...snapshot.kinds,
      Pod: {
        revision: `${pods.revision} and those of ${snapshot.kinds.Deployment?.revision}`,
        objects: [...pods.objects, ...planned],
      },
    },
  };
}

/** Whether a name is that of a pod which is only expected. */
export function isPlanned({ kind, name }: { kind: string; name: string }) {
  return kind === 'Pod' && name.endsWith(EXPECTED);
}

function podOf({ metadata, spec }: KubernetesObject): KubernetesObject {
  const template = (spec as any)?.template ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${metadata.name}${EXPECTED}`,
      namespace: metadata.namespace,
      labels: template.metadata?.labels,
      annotations: template.metadata?.annotations,
    },
    spec: template.spec ?? {},
  } as unknown as KubernetesObject;
}
