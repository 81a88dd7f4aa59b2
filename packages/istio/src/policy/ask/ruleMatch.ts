import type { KubernetesObject } from '../../resources';
import {
  conditionTest,
  NotHere,
  OPERATION_FIELDS,
  PolicyCall,
  PolicyPlace,
  SOURCE_FIELDS,
  Test,
} from './ruleConditions';

/** Values of one field, with those of its negation. */
interface Field {
  test: Test;
  values: readonly string[];
  notValues: readonly string[];
}

/** Rules of ALLOW are dropped where a field cannot be asked about; others go on without the field. */
type Strictness = 'dropsRule' | 'dropsField';

/** The rule has a field that says nothing on this kind of port. */
class RuleDropped extends Error {}

/** Whether one of the values holds; undefined where none of them can be asked about. */
function anyOf(
  test: Test,
  values: readonly string[],
  call: PolicyCall,
  place: PolicyPlace,
): boolean | undefined {
  let asked = false;
  for (const value of values) {
    try {
      asked = true;
      if (test(value, call, place)) {
        return true;
      }
    } catch (error) {
      if (error instanceof NotHere) {
        return undefined;
      }
      throw error;
    }
  }
  return asked ? false : undefined;
}

function fieldHolds(
  { test, values, notValues }: Field,
  call: PolicyCall,
  place: PolicyPlace,
  strictness: Strictness,
): boolean {
  const check = (list: readonly string[], wanted: boolean) => {
    if (list.length === 0) {
      return true;
    }
    const holds = anyOf(test, list, call, place);
    if (holds === undefined && strictness === 'dropsRule') {
      throw new RuleDropped();
    }
    return holds === undefined || holds === wanted;
  };
  // Both are looked at, so that a field that cannot be asked about drops the rule.
  const positive = check(values, true);
  return check(notValues, false) && positive;
}

function fieldsOf(
  object: Record<string, string[] | undefined> | undefined,
  known: [string, string, Test][],
): Field[] {
  return known.map(([name, negation, test]) => ({
    test,
    values: object?.[name] ?? [],
    notValues: object?.[negation] ?? [],
  }));
}

function allHold(
  groups: Field[][],
  call: PolicyCall,
  place: PolicyPlace,
  strictness: Strictness,
): boolean {
  // Every group is looked at: one field that is not for this port drops all of them.
  return groups
    .map(fields =>
      fields
        .map(field => fieldHolds(field, call, place, strictness))
        .every(Boolean),
    )
    .some(Boolean);
}

/**
 * The positions of a policy's rules that match a call. A rule matches when one
 * of its sources, one of its operations and all its conditions do; a part that is
 * left out matches anything (pilot/pkg/security/authz/model).
 *
 * On a port that is taken for TCP a rule of an ALLOW policy with a field of HTTP
 * never matches, while other policies leave such fields out and match more.
 */
export function matchingRule(
  policy: KubernetesObject,
  call: PolicyCall,
  trustDomains: readonly string[],
): number | undefined {
  const place = { namespace: policy.metadata.namespace ?? '', trustDomains };
  const action = policy.spec?.action ?? 'ALLOW';
  const strictness = action === 'ALLOW' ? 'dropsRule' : 'dropsField';
  const rules: any[] = policy.spec?.rules ?? [];
  const found = rules.findIndex(rule =>
    ruleMatches(rule ?? {}, call, place, strictness),
  );
  return found < 0 ? undefined : found;
}

function ruleMatches(
  { from = [], to = [], when = [] }: any,
  call: PolicyCall,
  place: PolicyPlace,
  strictness: Strictness,
): boolean {
  const conditions: Field[] = [];
  for (const { key, values = [], notValues = [] } of when) {
    const test = conditionTest(key);
    if (!test) {
      // istiod leaves a rule out whose condition it does not know.
      return false;
    }
    conditions.push({ test, values, notValues });
  }
  const sources = (from.length ? from : [{}]).map(({ source }: any) =>
    fieldsOf(source, SOURCE_FIELDS),
  );
  const operations = (to.length ? to : [{}]).map(({ operation }: any) =>
    fieldsOf(operation, OPERATION_FIELDS),
  );
  try {
    const parts = [sources, operations, [conditions]].map(groups =>
      allHold(groups, call, place, strictness),
    );
    return parts.every(Boolean);
  } catch (error) {
    if (error instanceof RuleDropped) {
      return false;
    }
    throw error;
  }
}
