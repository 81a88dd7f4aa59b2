import type { KubernetesObject } from '../../resources';
import { VM_GROUP_LABEL } from './VmOnboardingInput';

/**
 * Label of a policy that cuts off a group of machines; its value is `true`.
 *
 * @public
 */
export const VM_CUT_OFF_LABEL = 'meshport.dev/vm-cut-off';

/**
 * Whom a cut-off is for, and where it holds.
 *
 * @public
 */
export interface VmCutOffInput {
  group: { namespace: string; name: string };
  /** The service accounts that are cut off, all in the group's namespace. */
  serviceAccounts: readonly string[];
  /** Where the policy lies: the mesh's root namespace for all of the mesh. */
  namespace: string;
  /**
   * The mesh's trust domain and its aliases. Default: every trust domain, so
   * that no alias is forgotten.
   */
  trustDomains?: readonly string[];
}

/**
 * Name of the policy that cuts a group off. No name of a namespace or group has a
 * dot, so that no two groups have the same.
 *
 * @public
 */
export function cutOffNameOf({ namespace, name }: VmCutOffInput['group']) {
  return `vm-cut-off.${namespace}.${name}`;
}

/**
 * The policy that denies every call of a group's machines to the workloads of a
 * namespace, or of the mesh. It does not take their certificates away: machines
 * still renew them, register and are called; and a workload that takes calls
 * without mTLS does not know who calls it, so that nothing is denied there.
 *
 * @public
 */
export function denyPrincipalObject({
  group,
  serviceAccounts,
  namespace,
  trustDomains = ['*'],
}: VmCutOffInput): KubernetesObject {
  const principals = trustDomains.flatMap(domain =>
    serviceAccounts.map(
      account => `${domain}/ns/${group.namespace}/sa/${account}`,
    ),
  );
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {
      name: cutOffNameOf(group),
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'meshport',
        [VM_GROUP_LABEL]: group.name,
        [VM_CUT_OFF_LABEL]: 'true',
      },
    },
    spec: {
      action: 'DENY',
      rules: [{ from: [{ source: { principals } }] }],
    },
  };
}
