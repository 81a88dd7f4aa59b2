import type { KubernetesObject } from '../resources';
import {
  renderVmOnboarding,
  VM_GROUP_LABEL,
  VmOnboardingOptions,
} from '../workload';
import type { JoinRule, WorkloadMatcher } from './TetrateMatchers';
import type { TetrateOnboardingInput } from './TetrateOnboardingInput';

/** Tetrate's policy of who may join. */
export const ONBOARDING_POLICY = {
  apiVersion: 'authorization.onboarding.tetrate.io/v1alpha1',
  kind: 'OnboardingPolicy',
};

function workloadOf({ aws, jwt }: WorkloadMatcher): Record<string, unknown> {
  return aws ? { aws } : { jwt };
}

function ruleOf({ workloads, groups }: JoinRule, group: string) {
  return {
    workloads: workloads.map(workloadOf),
    onboardTo: [
      {
        workloadGroupSelector:
          groups && Object.keys(groups).length === 0
            ? {}
            : { matchLabels: groups ?? { [VM_GROUP_LABEL]: group } },
      },
    ],
  };
}

/**
 * Who may join a group. It stands in the group's namespace, where the selectors
 * look; without a policy nobody may.
 */
export function onboardingPolicyObject({
  machines,
  rules,
}: TetrateOnboardingInput): KubernetesObject {
  const { name, namespace, component, owner } = machines;
  return {
    ...ONBOARDING_POLICY,
    metadata: {
      name,
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'meshport',
        [VM_GROUP_LABEL]: name,
        ...(component ? { 'backstage.io/kubernetes-id': component } : {}),
        ...(owner ? { 'meshport.dev/owner': owner } : {}),
      },
    },
    spec: { allow: rules.map(rule => ruleOf(rule, name)) },
  };
}

/**
 * Tetrate's plane gives machines the labels of the template, where istiod
 * reads those beside it: both are the same here.
 */
function withTemplateLabels(object: KubernetesObject): KubernetesObject {
  const { kind, spec } = object;
  return kind === 'WorkloadGroup'
    ? {
        ...object,
        spec: {
          ...spec,
          template: { labels: spec?.metadata?.labels, ...spec?.template },
        },
      }
    : object;
}

/**
 * What a cluster needs before machines can join by Tetrate's plane, in the
 * order in which it is to be applied: the policy last, so that nobody joins a
 * group that is half there.
 *
 * @param input - as `readTetrateOnboarding` returned it.
 * @public
 */
export function renderTetrateOnboarding(
  input: TetrateOnboardingInput,
  options?: VmOnboardingOptions,
): KubernetesObject[] {
  return [
    ...renderVmOnboarding(input.machines, options).map(withTemplateLabels),
    onboardingPolicyObject(input),
  ];
}
