import type { ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import type { User } from '../registry/options';
import { forbidden } from '../api/status';
import { ruleAllows, type PolicyRule, type Rbac } from './rbac';

const list = (name: string, values: string[] | undefined) =>
  values?.length
    ? [`${name}:[${values.map(value => JSON.stringify(value)).join(' ')}]`]
    : [];

const printed = (rule: PolicyRule) =>
  `{${[
    ...list('APIGroups', rule.apiGroups),
    ...list('Resources', rule.resources),
    ...list('ResourceNames', rule.resourceNames),
    ...list('NonResourceURLs', rule.nonResourceURLs),
    ...list('Verbs', rule.verbs),
  ].join(', ')}}`;

// A rule is covered when each of its single rights is.
function isCovered(rule: PolicyRule, held: PolicyRule[]): boolean {
  const names = rule.resourceNames?.length ? rule.resourceNames : [undefined];
  return rule.verbs.every(verb => {
    const byPath = (rule.nonResourceURLs ?? []).every(path =>
      held.some(own => ruleAllows(own, { verb, path })),
    );
    return (
      byPath &&
      (rule.apiGroups ?? []).every(group =>
        (rule.resources ?? []).every(resource =>
          names.every(name =>
            held.some(own => ruleAllows(own, { verb, group, resource, name })),
          ),
        ),
      )
    );
  });
}

/**
 * Refuses to let someone write a role, or bind one, with rights that they do
 * not hold themselves, unless they may `escalate` or `bind`.
 */
export function preventEscalation(
  rbac: Rbac,
  user: User,
  type: ResourceType,
  object: KubeObject,
): void {
  if (type.group !== 'rbac.authorization.k8s.io') return;
  const { namespace, name } = object.metadata;
  const isBinding = type.kind.endsWith('Binding');
  const mayAnyway = isBinding
    ? rbac.allows(user, {
        verb: 'bind',
        group: type.group,
        resource: object.roleRef.kind === 'Role' ? 'roles' : 'clusterroles',
        namespace,
        name: object.roleRef.name,
      })
    : rbac.allows(user, {
        verb: 'escalate',
        group: type.group,
        resource: type.plural,
        namespace,
        name,
      });
  if (mayAnyway) return;
  const granted: PolicyRule[] = isBinding
    ? rbac.roleRules(object)
    : object.rules ?? [];
  const held = rbac.rules(user, namespace);
  const missing = granted.filter(rule => !isCovered(rule, held));
  if (!missing.length) return;
  const groups = user.groups.map(group => JSON.stringify(group)).join(' ');
  throw forbidden(
    type,
    name,
    `user ${JSON.stringify(
      user.name,
    )} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${missing
      .map(printed)
      .join('\n')}`,
  );
}
