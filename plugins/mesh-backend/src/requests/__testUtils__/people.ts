import { Entity } from '@backstage/catalog-model';

const relation = (type: string, targetRef: string) => ({ type, targetRef });

function user(name: string, ...groups: string[]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { memberOf: groups },
    relations: groups.map(one => relation('memberOf', `group:default/${one}`)),
  };
}

function team(name: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: parent ? [relation('childOf', `group:default/${parent}`)] : [],
  };
}

function component(name: string, owner?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default' },
    spec: { type: 'service', lifecycle: 'production', owner: owner ?? 'none' },
    relations: owner ? [relation('ownedBy', owner)] : [],
  };
}

/**
 * The catalog of the tests: ann and dan ask (team-ratings), bob and zoe approve
 * (platform; zoe by a group below it), cat approves for security, eve is in no
 * group.
 */
export function people(): Entity[] {
  return [
    user('ann', 'team-ratings'),
    user('dan', 'team-ratings'),
    user('bob', 'platform'),
    user('zoe', 'platform-night'),
    user('cat', 'security'),
    user('both', 'platform', 'security'),
    user('lea', 'team-payments'),
    user('eve'),
    team('team-ratings'),
    team('team-payments'),
    team('platform'),
    team('platform-night', 'platform'),
    team('security'),
    component('ratings', 'group:default/team-ratings'),
    component('ledger', 'group:default/team-payments'),
    component('orphan'),
  ];
}
