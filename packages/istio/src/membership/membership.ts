import type { KubernetesObject } from '../resources';
import type { SettingsOf } from './injection';
import { isLivePod, podKind } from './pods';
import type { WebhookConfiguration } from './webhooks';
import { whyNotInMesh } from './whyNotInMesh';

/**
 * Whether workloads are in the mesh: all by sidecars (or as gateways), all by
 * the ambient mesh, all but some each way, only some, none, or there is none.
 *
 * @public
 */
export type MeshMembership =
  | 'sidecar'
  | 'ambient'
  | 'mixed'
  | 'partial'
  | 'none'
  | 'noWorkloads';

/**
 * What pods of one entity in one cluster say of its membership.
 *
 * @public
 */
export interface MembershipVerdict {
  membership: MeshMembership;
  /** For `none` and `partial`: why, as sentences. */
  why?: string;
  instances: { total: number; inMesh: number };
  /** Pods that are not in the mesh, by reason. */
  outside?: PodsOutside[];
}

/**
 * Pods that are not in the mesh for one reason.
 *
 * @public
 */
export interface PodsOutside {
  why: string;
  count: number;
  /** Up to ten names, `namespace/name`. */
  examples: string[];
}

/**
 * Judges whether pods are in the mesh; finished pods do not count.
 *
 * @param namespaces - those of the pods; undefined when they could not be read.
 * @param webhooks - undefined when they could not be read.
 * @param settingsOf - the injectors' own settings, where they are known.
 * @public
 */
export function membershipOf(
  pods: readonly KubernetesObject[],
  namespaces: readonly KubernetesObject[] | undefined,
  webhooks: readonly WebhookConfiguration[] | undefined,
  settingsOf?: SettingsOf,
): MembershipVerdict {
  const live = pods.filter(isLivePod);
  const outside = live.filter(pod => podKind(pod) === 'none');
  const instances = {
    total: live.length,
    inMesh: live.length - outside.length,
  };
  if (live.length === 0) {
    return { membership: 'noWorkloads', instances };
  }
  if (outside.length === 0) {
    const ambient = live.filter(pod => podKind(pod) === 'ambient').length;
    if (ambient === 0) {
      return { membership: 'sidecar', instances };
    }
    return {
      membership: ambient === live.length ? 'ambient' : 'mixed',
      instances,
    };
  }
  const reasons = byReason(outside, pod =>
    whyNotInMesh(
      pod,
      namespaces?.find(one => one.metadata.name === pod.metadata.namespace),
      webhooks,
      settingsOf,
    ),
  );
  const most = reasons.map(({ why }) => why);
  return {
    membership: instances.inMesh === 0 ? 'none' : 'partial',
    why:
      instances.inMesh === 0
        ? most.join(' ')
        : `${outside.length} of ${live.length} pods ${
            outside.length === 1 ? 'is' : 'are'
          } not in the mesh. ${most.join(' ')}`,
    instances,
    outside: reasons,
  };
}

function byReason(
  pods: readonly KubernetesObject[],
  reasonOf: (pod: KubernetesObject) => string,
): PodsOutside[] {
  const found = new Map<string, PodsOutside>();
  for (const pod of pods) {
    const why = reasonOf(pod);
    const known = found.get(why) ?? { why, count: 0, examples: [] };
    known.count += 1;
    if (known.examples.length < 10) {
      known.examples.push(`${pod.metadata.namespace}/${pod.metadata.name}`);
    }
    found.set(why, known);
  }
  return [...found.values()];
}
