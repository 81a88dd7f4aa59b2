import {
  isLabelKey,
  isLabelValue,
  LabelSelector,
  matchesSelector,
} from '../resources';

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemsOfLabels(labels: unknown, path: string): string[] {
  if (labels === undefined || labels === null) {
    return [];
  }
  if (!isMap(labels)) {
    return [`${path}: write labels as key: value`];
  }
  return Object.entries(labels).flatMap(([key, value]) => {
    if (!isLabelKey(key)) {
      return [`${path}.${key}: is no key of a label`];
    }
    return typeof value === 'string' && isLabelValue(value)
      ? []
      : [
          `${path}.${key}: is no value of a label; write a text of letters, digits, -, _ and ., at most 63 characters`,
        ];
  });
}

function problemsOfExpression(expression: unknown, path: string): string[] {
  if (!isMap(expression)) {
    return [`${path}: write key, operator and values`];
  }
  const { key, operator, values = [] } = expression;
  const problems: string[] = [];
  if (typeof key !== 'string' || !isLabelKey(key)) {
    problems.push(`${path}.key: is no key of a label`);
  }
  if (
    !Array.isArray(values) ||
    !values.every(one => typeof one === 'string' && isLabelValue(one))
  ) {
    problems.push(`${path}.values: write values of labels as a list of texts`);
  } else if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      problems.push(`${path}.values: ${operator} needs at least one value`);
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      problems.push(`${path}.values: ${operator} takes no values`);
    }
  }
  if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator as string)) {
    problems.push(`${path}.operator: choose In, NotIn, Exists or DoesNotExist`);
  }
  return problems;
}

/**
 * What is wrong with discovery selectors, one line `field: how to mend it` for
 * each mistake. istiod ignores the whole list when one of them is wrong: what
 * held before goes on, and an istiod that starts with such a list watches every
 * namespace (pkg/kube/namespace, selectorsChanged).
 *
 * @param options - istiod reads past fields that it does not know: `ignore`
 * for what it has, `refuse` for what people write
 *
 * @public
 */
export function discoverySelectorProblems(
  selectors: unknown,
  options: { unknownFields: 'refuse' | 'ignore' } = { unknownFields: 'refuse' },
): string[] {
  if (selectors === undefined || selectors === null) {
    return [];
  }
  if (!Array.isArray(selectors)) {
    return ['discoverySelectors: write a list of label selectors'];
  }
  return selectors.flatMap((selector, index) => {
    const path = `discoverySelectors[${index}]`;
    if (!isMap(selector)) {
      return [`${path}: write matchLabels or matchExpressions`];
    }
    const { matchLabels, matchExpressions, ...others } = selector;
    const expressions = matchExpressions ?? [];
    return [
      ...(options.unknownFields === 'refuse' ? Object.keys(others) : []).map(
        key => `${path}.${key}: there is no such field in a label selector`,
      ),
      ...problemsOfLabels(matchLabels, `${path}.matchLabels`),
      ...(Array.isArray(expressions)
        ? expressions.flatMap((one, at) =>
            problemsOfExpression(one, `${path}.matchExpressions[${at}]`),
          )
        : [`${path}.matchExpressions: write a list`]),
    ];
  });
}

/**
 * Whether istiod watches a namespace, by the labels that it has. Between
 * selectors it is OR, within one AND; an empty list takes every namespace, and
 * so does a selector without requirements. No namespace is exempt, that of the
 * control plane included.
 *
 * @param selectors - without mistakes, see `discoverySelectorProblems`
 *
 * @public
 */
export function isDiscovered(
  selectors: readonly LabelSelector[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return (
    selectors.length === 0 ||
    selectors.some(selector => matchesSelector(selector ?? {}, labels))
  );
}
