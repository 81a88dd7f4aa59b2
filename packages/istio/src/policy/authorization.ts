import { KubernetesObject, referenceTo } from '../resources';
import { byAge, DEFAULT_ROOT_NAMESPACE, isSubset } from './selection';
import {
  Condition,
  conditionInWords,
  Operation,
  operationInWords,
} from './operationWords';
import { Source, sourceInWords } from './sourceWords';
import type { Access, CallerRule, PolicyWorkload } from './types';

/** One rule of an AuthorizationPolicy. */
export interface Rule {
  from?: { source?: Source }[];
  to?: { operation?: Operation }[];
  when?: Condition[];
}

interface TargetReference {
  group?: string;
  kind?: string;
  name?: string;
}

/** Said of a rule that is logged and not enforced. */
export const DRY_RUN = 'tried out only, not enforced';

const ORDER: CallerRule['action'][] = ['CUSTOM', 'DENY', 'ALLOW', 'AUDIT'];

/** The action of a policy; ALLOW where none is given. */
export function actionOf(policy: KubernetesObject): CallerRule['action'] {
  return policy.spec?.action ?? 'ALLOW';
}

/** Spellings of true that istiod takes (Go's strconv.ParseBool). */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/** Whether a policy is only tried out: it logs what it would do. */
export function isDryRun({ metadata }: KubernetesObject): boolean {
  return TRUE.includes(metadata.annotations?.['istio.io/dry-run'] ?? '');
}

/** The rules of a policy. */
export function rulesOf(policy: KubernetesObject): Rule[] {
  return policy.spec?.rules ?? [];
}

/** Whether a rule matches every request: `{}`. */
function isEmptyRule(rule: Rule): boolean {
  return !rule.from?.length && !rule.to?.length && !rule.when?.length;
}

/** Where a workload stands when policies are looked up for it. */
export interface AuthorizationScope {
  namespace: string;
  rootNamespace?: string;
  /** Names of the workload's Services whose calls come through a waypoint. */
  servicesByWaypoint?: readonly string[];
}

function isTargeted(
  targets: readonly TargetReference[],
  workload: PolicyWorkload,
  scope: AuthorizationScope,
): boolean {
  const gateway = workload.labels['gateway.networking.k8s.io/gateway-name'];
  return targets.some(({ kind, name }) => {
    switch (kind) {
      case 'Gateway':
        return gateway !== undefined && name === gateway;
      case 'Service':
        // Sidecars do not read policies with targetRefs; waypoints do.
        return scope.servicesByWaypoint?.includes(name ?? '') ?? false;
      default:
        return false;
    }
  });
}

/**
 * The AuthorizationPolicies that apply to a workload, in the order in which
 * Istio evaluates them: CUSTOM, DENY, ALLOW, AUDIT, and oldest first among
 * equals. Policies of the root namespace apply to every namespace.
 *
 * @public
 */
export function authorizationPoliciesFor(
  policies: readonly KubernetesObject[],
  workload: PolicyWorkload,
  scope: AuthorizationScope,
): KubernetesObject[] {
  const { namespace, rootNamespace = DEFAULT_ROOT_NAMESPACE } = scope;
  return inEvaluationOrder(
    policies.filter(policy => {
      const where = policy.metadata.namespace;
      if (where !== namespace && where !== rootNamespace) {
        return false;
      }
      const { targetRef, targetRefs, selector } = policy.spec ?? {};
      const targets: TargetReference[] =
        targetRefs ?? (targetRef ? [targetRef] : []);
      return targets.length > 0
        ? where === namespace && isTargeted(targets, workload, scope)
        : isSubset(selector?.matchLabels ?? {}, workload.labels);
    }),
  );
}

/**
 * Policies in the order in which Istio evaluates them: CUSTOM, DENY, ALLOW,
 * AUDIT, and the oldest first among equals.
 */
export function inEvaluationOrder(
  policies: readonly KubernetesObject[],
): KubernetesObject[] {
  return [...policies].sort(
    (a, b) =>
      ORDER.indexOf(actionOf(a)) - ORDER.indexOf(actionOf(b)) || byAge(a, b),
  );
}

/**
 * Whether callers are limited by policies that apply to one workload. An ALLOW
 * policy without rules lets nobody in, a rule `{}` lets anyone in; a DENY
 * policy without rules denies nothing, a rule `{}` denies all.
 *
 * @public
 */
export function accessUnder(policies: readonly KubernetesObject[]): Access {
  const rules = (action: CallerRule['action']) =>
    policies
      .filter(one => actionOf(one) === action && !isDryRun(one))
      .map(rulesOf);
  const denying = rules('DENY').flat();
  const custom = rules('CUSTOM').flat();
  const allowing = rules('ALLOW');
  const allowed = allowing.flat();
  if (
    denying.some(isEmptyRule) ||
    (allowing.length > 0 && allowed.length === 0)
  ) {
    return 'nobody';
  }
  if (denying.length > 0 || custom.length > 0) {
    return 'rules';
  }
  return allowing.length === 0 || allowed.some(isEmptyRule)
    ? 'anyone'
    : 'rules';
}

/**
 * The table of callers: every rule of every policy in words.
 *
 * @public
 */
export function callerRules(
  policies: readonly KubernetesObject[],
  trustDomain: string = 'cluster.local',
): CallerRule[] {
  return policies.flatMap((policy): CallerRule[] => {
    const action = actionOf(policy);
    const decidedBy = referenceTo(policy);
    const provider = policy.spec?.provider?.name;
    const notes = [
      ...(isDryRun(policy) ? [DRY_RUN] : []),
      ...(action === 'CUSTOM' ? [`asks ${provider ?? 'no provider'}`] : []),
    ];
    const rules = rulesOf(policy);
    if (rules.length === 0) {
      return [
        {
          action,
          who: ['nobody'],
          what: ['any'],
          conditions: notes,
          decidedBy,
        },
      ];
    }
    const context = { namespace: policy.metadata.namespace ?? '', trustDomain };
    return rules.map((rule, index) => ({
      action,
      who: wordsOr(
        'anyone',
        (rule.from ?? []).flatMap(({ source }) =>
          sourceInWords(source ?? {}, context),
        ),
      ),
      what: wordsOr(
        'any',
        (rule.to ?? []).map(({ operation }) =>
          operationInWords(operation ?? {}),
        ),
      ),
      conditions: [...(rule.when ?? []).map(conditionInWords), ...notes],
      decidedBy,
      rule: index,
    }));
  });
}

function wordsOr(otherwise: string, words: string[]): string[] {
  return words.length > 0 ? [...new Set(words)] : [otherwise];
}
