/**
 * One requirement of a label selector.
 *
 * @public
 */
export interface LabelRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  /** Empty for `Exists` and `DoesNotExist`. */
  values: string[];
}

/**
 * A selector as objects carry it (`matchLabels`, `matchExpressions`).
 *
 * @public
 */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {
    key: string;
    operator: string;
    values?: string[];
  }[];
}

/** An integer as Go's strconv.ParseInt reads it; undefined for anything else. */
function integerOf(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[+-]?[0-9]+$/.test(text)
    ? BigInt(text.replace(/^\+/, ''))
    : undefined;
}

/**
 * Whether labels meet every requirement. As in Kubernetes, `NotIn` and `!=`
 * also hold for an object without the label.
 *
 * @public
 */
export function matchesRequirements(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value =
      labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default: {
        const have = integerOf(value);
        const bound = integerOf(values[0]);
        if (have === undefined || bound === undefined) {
          return false;
        }
        return operator === 'Gt' ? have > bound : have < bound;
      }
    }
  });
}

/**
 * Whether labels are selected. A selector without any requirement selects
 * everything; no selector at all (undefined) selects nothing, as in Kubernetes.
 * An expression with an unknown operator selects nothing.
 *
 * @public
 */
export function matchesSelector(
  selector: LabelSelector | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  if (!selector) {
    return false;
  }
  const exact = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): LabelRequirement => ({
      key,
      operator: 'In',
      values: [value],
    }),
  );
  const expressions: LabelRequirement[] = [];
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    if (
      operator !== 'In' &&
      operator !== 'NotIn' &&
      operator !== 'Exists' &&
      operator !== 'DoesNotExist'
    ) {
      return false;
    }
    expressions.push({ key, operator, values: values ?? [] });
  }
  return matchesRequirements([...exact, ...expressions], labels);
}
