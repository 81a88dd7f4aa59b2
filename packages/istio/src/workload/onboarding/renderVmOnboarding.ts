import type { KubernetesObject } from '../../resources';
import { serviceAccountObject, workloadGroupObject } from './groupObjects';
import type { VmOnboardingOptions } from './names';
import {
  joiningObjects,
  shiftObject,
  subsetRuleObject,
} from './serviceObjects';
import { sidecarObject } from './withoutCapture';
import type { VmOnboardingInput } from './VmOnboardingInput';

/**
 * What a cluster needs before machines of a group can join, in the order in
 * which it is to be applied: the same input gives the same objects. Nothing of
 * it is secret, so it may lie in Git; the namespace itself must be there.
 *
 * @param input - as `readVmOnboarding` returned it.
 * @public
 */
export function renderVmOnboarding(
  input: VmOnboardingInput,
  options?: VmOnboardingOptions,
): KubernetesObject[] {
  return [
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
