import type { KubernetesObject } from '../../resources';
import {
  namespaceObject,
  serviceAccountObject,
  workloadGroupObject,
} from './groupObjects';
import type { VmOnboardingOptions } from './names';
import { joiningObjects, subsetRuleObject } from './serviceObjects';
import { shiftObject } from './trafficShift';
import { sidecarObject } from './withoutCapture';
import type { VmOnboardingInput } from './VmOnboardingInput';

/**
 * What a cluster needs before machines of a group can join, in the order in
 * which it is to be applied: the same input gives the same objects. Nothing of
 * it is secret, so it may lie in Git. The namespace is among it only where it is to be made.
 *
 * @param input - as `readVmOnboarding` returned it.
 * @public
 */
export function renderVmOnboarding(
  input: VmOnboardingInput,
  options?: VmOnboardingOptions,
): KubernetesObject[] {
  return [
    namespaceObject(input),
    serviceAccountObject(input),
    workloadGroupObject(input),
    ...joiningObjects(input),
    subsetRuleObject(input, options),
    // Routes last: they name the subsets of the rule.
    input.machinesPercent === undefined
      ? undefined
      : shiftObject(input, input.machinesPercent, options),
    sidecarObject(input),
  ].filter((one): one is KubernetesObject => one !== undefined);
}
