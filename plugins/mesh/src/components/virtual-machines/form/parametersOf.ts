import { nameOfRef, withoutAbsent } from '../../egress/form/formValues';
import type { TetrateFormData } from '../../tetrate/form/types';
import { VmFormData } from './types';

/**
 * The group of machines that the form describes, as `VmOnboardingInput`. What
 * is still missing is left out: the backend names it.
 */
export function machinesOf(form: VmFormData): Record<string, unknown> {
  const { istiodAddress: _, ...joining } = form.joining ?? {};
  return withoutAbsent({
    name: form.name,
    namespace: form.namespace,
    ports: [],
    ...withoutAbsent(form.workload ?? {}),
    ...withoutAbsent(joining),
    component: nameOfRef(form.component),
    owner: nameOfRef(form.owner),
  });
}

/** What `POST /requests` takes for each kind of request that these forms make. */
const PARAMETERS: Record<
  string,
  (form: VmFormData) => Record<string, unknown>
> = {
  'vm-onboarding': form =>
    withoutAbsent({
      cluster: form.cluster,
      machines: machinesOf(form),
      istiodAddress: form.joining?.istiodAddress,
    }),
  'vm-onboarding-tetrate': form => {
    const { rules, plane } = form as TetrateFormData;
    return withoutAbsent({
      cluster: form.cluster,
      onboarding: withoutAbsent({
        // Tetrate's sidecar takes no iptables, also where nothing is called.
        machines: {
          withoutCapture: { dependencies: [] },
          ...machinesOf(form),
        },
        rules,
        endpoint: plane?.endpoint,
        agent: plane?.agent,
      }),
    });
  },
};

/** The kind that a review is about unless the template tells another. */
export const VM_ONBOARDING = 'vm-onboarding';

/** The parameters of a request of this kind. */
export function parametersOf(
  kind: string,
  form: VmFormData,
): Record<string, unknown> {
  return PARAMETERS[kind](form);
}
