import { RuleKind, RuleValue, WorkloadValue } from './types';

/** The kind of machine that a rule is for. */
export function kindOf({ workloads: [workload] }: RuleValue): RuleKind {
  if (workload?.jwt) {
    return 'jwt';
  }
  return workload?.aws?.ecs ? 'ecs' : 'ec2';
}

/** A rule of a kind that says nothing yet. */
export function emptyRule(kind: RuleKind): RuleValue {
  const workload: WorkloadValue =
    kind === 'jwt' ? { jwt: {} } : { aws: { [kind]: {} } };
  return { workloads: [workload] };
}

/** Whether a rule names nobody in particular, as far as the form can tell. */
export function isBroad({ workloads: [workload], groups }: RuleValue): boolean {
  if (groups && Object.keys(groups).length === 0) {
    return true;
  }
  const { aws, jwt } = workload ?? {};
  if (jwt) {
    return (
      !jwt.subjects?.length &&
      !jwt.attributes?.some(({ values }) => values?.length)
    );
  }
  return aws?.ecs
    ? !aws.ecs.clusters?.length && !aws.ecs.iamRoleNames?.length
    : !aws?.ec2?.iamRoleNames?.length;
}

/** `a=1, b=2` as pairs; a text without `=` is a name without a value. */
export function pairsOf(texts: string[] | undefined): [string, string][] {
  return (texts ?? []).map(text => {
    const at = text.indexOf('=');
    return at < 0
      ? [text, '']
      : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  });
}

/** Attributes of `name=value` texts; a name that comes twice takes one of its values. */
export function attributesOf(
  texts: string[] | undefined,
): { name: string; values?: string[] }[] | undefined {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairsOf(texts)) {
    const known = values.get(name) ?? [];
    values.set(name, value ? [...known, value] : known);
  }
  return values.size === 0
    ? undefined
    : [...values].map(([name, list]) =>
        list.length ? { name, values: list } : { name },
      );
}

/** The same back as texts. */
export function attributeTexts(
  attributes: { name: string; values?: string[] }[] | undefined,
): string[] | undefined {
  return attributes?.flatMap(({ name, values }) =>
    values?.length ? values.map(value => `${name}=${value}`) : [name],
  );
}

/** Labels as texts. */
export function labelTexts(
  labels: Record<string, string> | undefined,
): string[] {
  return Object.entries(labels ?? {}).map(([key, value]) =>
    // What is still being typed has no value yet, and stays as it is.
    value ? `${key}=${value}` : key,
  );
}
