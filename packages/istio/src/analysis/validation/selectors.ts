import { quoted } from './goText';
import { isDnsLabelForIstio } from './names';
import { Complaint, Problems } from './Problems';

function pairProblems(labels: Record<string, string>): string[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(key === ''
      ? [`empty key is not supported in selector: ${quoted(`${key}=${value}`)}`]
      : []),
    ...(key.includes('*') || value.includes('*')
      ? [`wildcard is not supported in selector: ${quoted(`${key}=${value}`)}`]
      : []),
  ]);
}

const NO_LABELS = 'workload selector specified without labels';

/** Checks the `selector` of policies. */
export function checkSelector(selector: any, problems: Problems): void {
  if (selector) {
    const labels = selector.matchLabels ?? {};
    problems.at('matchLabels').error(...pairProblems(labels));
    if (Object.keys(labels).length === 0) {
      problems.warn(NO_LABELS);
    }
  }
}

/**
 * Checks the `workloadSelector` of older kinds. When it is wrong, Istio says
 * nothing else.
 *
 * @returns whether the rest is to be checked
 */
export function checkWorkloadSelector(
  selector: any,
  kind: string,
  problems: Problems,
): boolean {
  const labels = selector?.labels ?? {};
  const wrong = pairProblems(labels);
  const at = problems.at('workloadSelector', 'labels');
  if (wrong.length > 0) {
    at.error(...wrong);
    return false;
  }
  if (selector && Object.keys(labels).length === 0) {
    at.warn(
      `${kind}: ${NO_LABELS}, will be applied to all services in namespace`,
    );
  }
  return true;
}

const TARGETS: [group: string, kind: string][] = [
  ['core', 'Service'],
  ['networking.istio.io', 'ServiceEntry'],
  ['gateway.networking.k8s.io', 'Gateway'],
  ['gateway.networking.k8s.io', 'GatewayClass'],
];
const TARGET_NAMES =
  '[core/v1/Service networking.istio.io/v1/ServiceEntry gateway.networking.k8s.io/v1/Gateway gateway.networking.k8s.io/v1/GatewayClass]';

function checkTarget(target: any, problems: Problems): void {
  const { name = '', namespace = '', group = '', kind = '' } = target;
  if (name === '') {
    problems.error('targetRef name must be set');
  }
  if (namespace !== '') {
    problems.error(
      'targetRef namespace must not be set; cross namespace referencing is not supported',
    );
  }
  if (!TARGETS.some(([g, k]) => g === (group || 'core') && k === kind)) {
    problems.error(
      `targetRef must be to one of ${TARGET_NAMES} but was ${group}/${kind}`,
    );
  }
}

/** Checks what a policy is attached to: labels or objects, not both. */
export function checkAttachment(spec: any, problems: Problems): void {
  const { selector, targetRef, targetRefs = [] } = spec;
  const ways = [selector, targetRef, targetRefs.length > 0].filter(Boolean);
  if (ways.length > 1) {
    problems.error('only one of targetRefs or workloadSelector can be set');
  }
  checkSelector(selector, problems.at('selector'));
  if (targetRef) {
    checkTarget(targetRef, problems.at('targetRef'));
  }
  targetRefs.forEach((one: any, i: number) =>
    checkTarget(one, problems.at('targetRefs', i)),
  );
}

function exportProblem(scope: string): Complaint {
  if (scope === '~') {
    return 'exportTo ~ (none) is not allowed for Istio configuration objects';
  }
  return scope === '.' || scope === '*' || isDnsLabelForIstio(scope)
    ? undefined
    : 'only .,*, or a valid DNS 1123 label is allowed as exportTo entry';
}

/** Checks to which namespaces something is exported. */
export function checkExportTo(
  exportTo: readonly string[] | undefined,
  namespace: string,
  problems: Problems,
  kind: 'ServiceEntry' | 'DestinationRule with selector' | 'other' = 'other',
): void {
  const seen = new Set<string>();
  const all = exportTo ?? [];
  all.forEach((scope, i) => {
    const key = scope === '.' ? namespace : scope;
    const wrong =
      kind === 'ServiceEntry' && scope === '~' ? undefined : exportProblem(key);
    if (seen.has(key)) {
      problems
        .at('exportTo', i)
        .error(
          key === scope
            ? `duplicate entries in exportTo for entry ${scope}`
            : `duplicate entries in exportTo: . and current namespace ${namespace}`,
        );
    } else if (wrong) {
      problems.at('exportTo', i).error(wrong);
    } else {
      seen.add(key);
    }
  });
  const at = problems.at('exportTo');
  if (kind === 'DestinationRule with selector' && seen.size > 0) {
    if (!seen.has(namespace)) {
      at.error(
        'destination rule with workload selector cannot have exportTo beyond current namespace',
      );
    } else if (seen.size > 1) {
      at.error(
        'destination rule with workload selector cannot have multiple entries in exportTo',
      );
    }
  }
  if (seen.has('*') && all.length > 1) {
    at.error(
      'cannot have both public (*) and non-public exportTo values for a resource',
    );
  }
  if (seen.has('~') && all.length > 1) {
    at.error('cannot export service entry to no one (~) and someone');
  }
}
