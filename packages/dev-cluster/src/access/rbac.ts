import type { KubeObject } from '../objects';
import type { User } from '../registry/options';
import type { Store } from '../store/store';

/** One access question, of a resource or of a path. */
export interface AccessAttributes {
  verb: string;
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  /** For requests outside the resource API. */
  path?: string;
}

/** One rule of a Role or ClusterRole. */
export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

const has = (list: string[] | undefined, value: string) =>
  list !== undefined && (list.includes('*') || list.includes(value));

function resourceMatches(rule: PolicyRule, asked: AccessAttributes): boolean {
  const { resource = '', subresource } = asked;
  const full = subresource ? `${resource}/${subresource}` : resource;
  const listed = rule.resources?.some(
    each =>
      each === '*' ||
      each === full ||
      (subresource !== undefined && each === `*/${subresource}`),
  );
  if (!listed || !has(rule.apiGroups, asked.group ?? '')) return false;
  return (
    !rule.resourceNames?.length || rule.resourceNames.includes(asked.name ?? '')
  );
}

function pathMatches(rule: PolicyRule, path: string): boolean {
  return (
    rule.nonResourceURLs?.some(
      url =>
        url === path ||
        (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
    ) ?? false
  );
}

/** True when a rule answers the question with yes. */
export function ruleAllows(rule: PolicyRule, asked: AccessAttributes): boolean {
  if (!has(rule.verbs, asked.verb)) return false;
  return asked.path === undefined
    ? resourceMatches(rule, asked)
    : pathMatches(rule, asked.path);
}

function isSubject(binding: KubeObject, user: User): boolean {
  const subjects: any[] = binding.subjects ?? [];
  return subjects.some(subject => {
    if (subject.kind === 'Group') return user.groups.includes(subject.name);
    if (subject.kind === 'ServiceAccount') {
      const namespace = subject.namespace ?? binding.metadata.namespace;
      return user.name === `system:serviceaccount:${namespace}:${subject.name}`;
    }
    return user.name === subject.name;
  });
}

const rbac = 'rbac.authorization.k8s.io';

/** Role-based access control over the stored roles and bindings. */
export class Rbac {
  constructor(private readonly store: Store) {}

  /** True when the user may do what is asked. */
  allows(user: User, asked: AccessAttributes): boolean {
    if (user.groups.includes('system:masters')) return true;
    return this.rules(user, asked.namespace).some(rule =>
      ruleAllows(rule, asked),
    );
  }

  /** All rules of a user: cluster-wide, and of one namespace if it is given. */
  rules(user: User, namespace?: string): PolicyRule[] {
    if (user.groups.includes('system:masters')) {
      return [
        { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
        { verbs: ['*'], nonResourceURLs: ['*'] },
      ];
    }
    const bindings = [
      ...this.store.list(`${rbac}/clusterrolebindings`),
      ...(namespace ? this.store.list(`${rbac}/rolebindings`, namespace) : []),
    ];
    return bindings
      .filter(binding => isSubject(binding, user))
      .flatMap(binding => this.roleRules(binding));
  }

  /** The rules of the role that a binding names; none where it is absent. */
  roleRules({ roleRef, metadata }: KubeObject): PolicyRule[] {
    const role =
      roleRef.kind === 'ClusterRole'
        ? this.store.get(`${rbac}/clusterroles`, undefined, roleRef.name)
        : this.store.get(`${rbac}/roles`, metadata.namespace, roleRef.name);
    return role?.rules ?? [];
  }
}

/** The words of a refusal, as the real server says them. */
export function refusal(user: User, asked: AccessAttributes): string {
  const who = `User "${user.name}" cannot ${asked.verb}`;
  if (asked.path !== undefined) return `${who} path "${asked.path}"`;
  const resource = asked.subresource
    ? `${asked.resource}/${asked.subresource}`
    : asked.resource;
  const where = asked.namespace
    ? `in the namespace "${asked.namespace}"`
    : 'at the cluster scope';
  return `${who} resource "${resource}" in API group "${
    asked.group ?? ''
  }" ${where}`;
}
