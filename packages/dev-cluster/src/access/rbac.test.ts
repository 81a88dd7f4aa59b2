import type { KubeObject } from '../objects';
import { Store } from '../store/store';
import { Rbac, refusal, type PolicyRule } from './rbac';
import { preventEscalation } from './escalation';
import { ResourceTypes } from '../kinds/resourceTypes';

const group = 'rbac.authorization.k8s.io';
const roleRef = (kind: string, name: string) => ({
  apiGroup: group,
  kind,
  name,
});
const person = { name: 'jo', groups: ['shop', 'system:authenticated'] };

function stored(
  rules: PolicyRule[],
  binding: Partial<KubeObject>,
  inNamespace?: string,
) {
  const store = new Store();
  const namespace = inNamespace ? { namespace: inNamespace } : {};
  const role: KubeObject = {
    apiVersion: `${group}/v1`,
    kind: inNamespace ? 'Role' : 'ClusterRole',
    metadata: { name: 'r', ...namespace },
    rules,
  };
  store.put(`${group}/${inNamespace ? 'roles' : 'clusterroles'}`, role);
  store.put(
    `${group}/${inNamespace ? 'rolebindings' : 'clusterrolebindings'}`,
    {
      apiVersion: `${group}/v1`,
      kind: `${role.kind}Binding`,
      metadata: { name: 'b', ...namespace },
      roleRef: roleRef(role.kind, 'r'),
      ...binding,
    },
  );
  return new Rbac(store);
}
const toGroup = { subjects: [{ kind: 'Group', name: 'shop' }] };
const read = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };

describe('Rbac', () => {
  it('gives a namespaced role only in its namespace', () => {
    const rbac = stored([read], toGroup, 'shop');
    const asked = { verb: 'get', resource: 'pods', group: '' };
    expect(rbac.allows(person, { ...asked, namespace: 'shop' })).toBe(true);
    expect(rbac.allows(person, { ...asked, namespace: 'other' })).toBe(false);
    expect(rbac.allows(person, asked)).toBe(false);
  });

  it('binds users and ServiceAccounts by name', () => {
    const rbac = stored([read], {
      subjects: [
        { kind: 'User', name: 'jo' },
        { kind: 'ServiceAccount', name: 'sa', namespace: 'shop' },
      ],
    });
    const asked = { verb: 'get', resource: 'pods' };
    const named = (name: string) => rbac.allows({ name, groups: [] }, asked);
    expect(named('jo')).toBe(true);
    expect(named('system:serviceaccount:shop:sa')).toBe(true);
    expect(named('system:serviceaccount:other:sa')).toBe(false);
  });

  it.each<[string, Partial<PolicyRule>, object, boolean]>([
    ['a subresource is not its resource', {}, { subresource: 'status' }, false],
    [
      'a subresource by name',
      { resources: ['pods/status'] },
      { subresource: 'status' },
      true,
    ],
    ['a named object', { resourceNames: ['a'] }, { name: 'a' }, true],
    ['another object', { resourceNames: ['a'] }, { name: 'b' }, false],
    ['a list where names are given', { resourceNames: ['a'] }, {}, false],
    ['another group', { apiGroups: ['apps'] }, {}, false],
    [
      'everything',
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      {},
      true,
    ],
  ])('%s', (_, rule, asked, expected) => {
    const rbac = stored([{ ...read, ...rule }], toGroup);
    expect(
      rbac.allows(person, {
        verb: 'get',
        resource: 'pods',
        group: '',
        ...asked,
      }),
    ).toBe(expected);
  });

  it('gives paths, by prefix too', () => {
    const rbac = stored(
      [{ verbs: ['get'], nonResourceURLs: ['/api/*'] }],
      toGroup,
    );
    expect(rbac.allows(person, { verb: 'get', path: '/api/v1' })).toBe(true);
    expect(rbac.allows(person, { verb: 'get', path: '/metrics' })).toBe(false);
  });

  it('refuses in the words of the real server', () => {
    expect(
      refusal(person, { verb: 'list', resource: 'pods', namespace: 'shop' }),
    ).toBe(
      'User "jo" cannot list resource "pods" in API group "" in the namespace "shop"',
    );
  });
});

describe('preventEscalation', () => {
  const types = new ResourceTypes();
  const type = types.ofKind(`${group}/v1`, 'Role')!;
  const role = (rules: PolicyRule[]): KubeObject => ({
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata: { name: 'more', namespace: 'shop' },
    rules,
  });

  it('lets rights be given that are held', () => {
    const rbac = stored([read], toGroup, 'shop');
    expect(() =>
      preventEscalation(rbac, person, type, role([read])),
    ).not.toThrow();
  });

  it('refuses rights that are not held', () => {
    const rbac = stored([read], toGroup, 'shop');
    const more = { ...read, verbs: ['get', 'delete'] };
    expect(() => preventEscalation(rbac, person, type, role([more]))).toThrow(
      'is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "delete"]}',
    );
  });
});
