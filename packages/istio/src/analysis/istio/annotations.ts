import { Analyzer, Report } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';
import {
  isIstioAnnotation,
  KNOWN_ANNOTATIONS,
  SET_BY_ISTIO,
} from './annotationRegistry';
import { ANNOTATION_CHECKS } from './annotationValues';
import { mendOf } from './mends';

const KINDS = ['Namespace', 'Service', 'Pod', 'Deployment'] as const;
const INJECT = 'sidecar.istio.io/inject';

/** Writes the wish for a proxy where it is read today. */
function asLabel(resource: Resource, value: string) {
  return mendOf(
    resource,
    `Write ${INJECT} as a label`,
    { set: ['metadata', 'labels', INJECT], to: value },
    { remove: ['metadata', 'annotations', INJECT] },
  );
}

function check(
  name: string,
  value: string,
  resource: Resource,
  report: Report,
): void {
  const at = {
    path: ['metadata', 'annotations', name],
    oncePerObject: true,
    mend: mendOf(resource, `Remove the annotation ${name}`, {
      remove: ['metadata', 'annotations', name],
    }),
  };
  const known = KNOWN_ANNOTATIONS.get(name);
  if (!known) {
    report('IST0108', resource, { ...at, args: [name] });
    return;
  }
  // Who has the label as well knows that the annotation is deprecated.
  const isReplaced = name === INJECT && resource.labels[INJECT] !== undefined;
  if (known.deprecated && !isReplaced) {
    const extra =
      name === INJECT ? ` in favor of the ${JSON.stringify(INJECT)} label` : '';
    const isPods = name === INJECT && resource.kind === 'Pod';
    const mend = isPods ? asLabel(resource, value) : at.mend;
    report('IST0135', resource, { ...at, args: [name, extra], mend });
  }
  if (known.kinds.includes('Any')) {
    return;
  }
  if (!known.kinds.includes(resource.kind)) {
    report('IST0107', resource, {
      ...at,
      args: [name, known.kinds.join(', ')],
    });
    return;
  }
  const problem = ANNOTATION_CHECKS.get(name)?.(value);
  if (problem !== undefined) {
    report('IST0125', resource, { ...at, args: [name, problem] });
  }
}

/** Istio's annotations on kinds, with names or with values that do not count. */
export const annotationsAnalyzer: Analyzer = {
  name: 'annotations.K8sAnalyzer',
  description:
    'Looks for annotations of Istio that are unknown, misplaced, deprecated or have a wrong value.',
  codes: ['IST0107', 'IST0108', 'IST0125', 'IST0135'],
  reads: KINDS,
  analyze(view, report) {
    for (const resource of KINDS.flatMap((kind: AnalysisKind) =>
      view.all(kind),
    )) {
      for (const [name, value] of Object.entries(resource.annotations)) {
        if (isIstioAnnotation(name) && !SET_BY_ISTIO.has(name)) {
          check(name, value, resource, report);
        }
      }
    }
  },
};
