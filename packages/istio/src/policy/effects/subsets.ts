import { KubernetesObject, referenceTo } from '../../resources';
import { byAge, fullHost, isSubset, isVisibleIn } from '../selection';
import type { EffectsInput, SubsetVerdict } from './types';

/**
 * The subsets of Services, the oldest rule's where two have one name, with how
 * many workloads each has.
 */
export function subsetsOf(
  input: EffectsInput,
  services: readonly KubernetesObject[],
): SubsetVerdict[] {
  const { clusterDomain = 'cluster.local', namespace } = input;
  const rules = [...input.destinationRules]
    .filter(rule => isVisibleIn(rule, namespace))
    .sort(byAge);
  return services.flatMap(({ metadata, spec }) => {
    const host = `${metadata.name}.${namespace}.svc.${clusterDomain}`;
    const members = input.workloads.filter(({ labels }) =>
      isSubset(spec?.selector ?? {}, labels),
    );
    const found = new Map<string, SubsetVerdict>();
    for (const rule of rules) {
      if (
        fullHost(
          rule.spec?.host ?? '',
          rule.metadata.namespace ?? '',
          clusterDomain,
        ) !== host
      ) {
        continue;
      }
      (rule.spec?.subsets ?? []).forEach(
        ({ name, labels = {} }: any, index: number) => {
          if (!found.has(name)) {
            found.set(name, {
              service: metadata.name,
              name,
              labels,
              workloads: members.filter(one => isSubset(labels, one.labels))
                .length,
              decidedBy: referenceTo(rule),
              field: `/spec/subsets/${index}`,
            });
          }
        },
      );
    }
    return [...found.values()];
  });
}
