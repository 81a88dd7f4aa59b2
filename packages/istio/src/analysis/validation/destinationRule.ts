import { Resource } from '../snapshot/Resource';
import {
  checkLabels,
  isDnsLabelForIstio,
  wildcardDomainProblem,
} from './names';
import { Complaint, Problems } from './Problems';
import { checkExportTo, checkSelector } from './selectors';
import { checkTrafficPolicy } from './trafficPolicy';

/** Why a text is no name of a subset. */
export function subsetNameProblem(name: string): Complaint {
  if (name === '') {
    return 'subset name cannot be empty';
  }
  return isDnsLabelForIstio(name)
    ? undefined
    : `subset name is invalid: ${name}`;
}

/** What Istio's webhook checks of a DestinationRule. */
export function checkDestinationRule(rule: Resource, problems: Problems): void {
  const { namespace, spec } = rule;
  const { host = '', trafficPolicy, subsets = [], workloadSelector } = spec;
  problems.at('host').error(wildcardDomainProblem(host));
  checkTrafficPolicy(trafficPolicy, namespace, problems.at('trafficPolicy'));
  const names = new Set<string>();
  subsets.forEach((subset: any, i: number) => {
    const { name = '', labels } = subset;
    // Istio drops warnings about subsets.
    const at = problems.at('subsets', i).errorsOnly();
    if (names.has(name)) {
      at.at('name').error(`duplicate subset names: ${name}`);
    }
    names.add(name);
    at.at('name').error(subsetNameProblem(name));
    checkLabels(labels, at.at('labels'));
    checkTrafficPolicy(subset.trafficPolicy, namespace, at.at('trafficPolicy'));
  });
  checkExportTo(
    spec.exportTo,
    namespace,
    problems,
    workloadSelector ? 'DestinationRule with selector' : 'other',
  );
  checkSelector(workloadSelector, problems.at('workloadSelector'));
}
