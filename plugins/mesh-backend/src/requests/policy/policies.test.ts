import { ConfigReader } from '@backstage/config';
import { ConfiguredPolicies } from './configuredPolicies';
import { RequestPolicies } from './RequestPolicies';

const read = (...policies: object[]) =>
  ConfiguredPolicies.fromConfig(
    new ConfigReader({ mesh: { requests: { policies } } } as any),
  );

const good = {
  name: 'good',
  approval: 'required',
  approverGroups: ['platform'],
};

describe('mesh.requests.policies', () => {
  it.each<[string, object, RegExp]>([
    [
      'an unknown field',
      { ...good, namespace: ['a'] },
      /\[0\]\.namespace: there is no such field/,
    ],
    ['no approval', { name: 'x' }, /approval/],
    [
      'another approval',
      { ...good, approval: 'maybe' },
      /\[0\]\.approval: write required or notNeeded/,
    ],
    [
      'no approvers',
      { name: 'x', approval: 'required' },
      /\[0\]\.approverGroups: name at least one/,
    ],
    [
      'approvers that are no reference',
      { ...good, approverGroups: ['a:b:c'] },
      /\[0\]\.approverGroups\[0\]: /,
    ],
    ['an empty condition', { ...good, kinds: [] }, /\[0\]\.kinds: is empty/],
    ['another delivery', { ...good, delivery: ['mail'] }, /\[0\]\.delivery: /],
    ['no name', { approval: 'notNeeded' }, /name/],
    ['a time that is none', { ...good, expiresAfter: 'soon' }, /expiresAfter/],
  ])('refuses %s', (_, policy, words) => {
    expect(() => read(policy)).toThrow(words);
  });

  it('refuses two of one name', () => {
    expect(() => read(good, good)).toThrow(/\[1\]\.name: there are two/);
  });

  const decide = (
    policies: object[],
    more: object = {},
    groups = ['group:default/a'],
  ) =>
    new RequestPolicies({
      policies: [read(...policies)],
      directory: { groupsOf: async () => groups },
    }).decide({
      kinds: [{ name: 'egress-gateway', withoutPolicy: 'goesOn' }],
      delivery: 'apply',
      targets: [{ cluster: 'east', namespace: 'shop' }],
      requester: 'user:default/ann',
      ...more,
    });

  it.each<[string, object, boolean]>([
    ['everything', {}, true],
    ['its kind', { kinds: ['egress-gateway'] }, true],
    ['another kind', { kinds: ['vm'] }, false],
    ['its cluster', { clusters: ['west', 'east'] }, true],
    ['another cluster', { clusters: ['west'] }, false],
    ['its namespace', { namespaces: ['shop'] }, true],
    ['another namespace', { namespaces: ['till'] }, false],
    ['its group', { requesterGroups: ['a'] }, true],
    ['another group', { requesterGroups: ['group:default/b'] }, false],
  ])('a policy for %s', async (_, conditions, fits) => {
    const decision = await decide([{ ...good, ...conditions }]);
    expect(decision.approvalNeeded).toBe(fits);
    expect(decision.demands).toEqual(
      fits
        ? [{ policy: 'good', approverGroups: ['group:default/platform'] }]
        : [],
    );
  });

  it('the first that fits decides for a place, and places add up', async () => {
    const policies = [
      { name: 'free', namespaces: ['shop'], approval: 'notNeeded' },
      { ...good, name: 'east', clusters: ['east'], expiresAfter: { days: 3 } },
      {
        ...good,
        name: 'west',
        clusters: ['west'],
        approverGroups: ['west'],
        delivery: ['git'],
      },
    ];
    expect(await decide(policies)).toMatchObject({
      approvalNeeded: false,
      policies: ['free'],
    });
    const both = await decide(policies, {
      targets: [
        { cluster: 'east', namespace: 'shop' },
        { cluster: 'east', namespace: 'till' },
        { cluster: 'west' },
      ],
    });
    expect(both).toMatchObject({
      approvalNeeded: true,
      policies: ['east', 'free', 'west'],
      demands: [
        { policy: 'east' },
        { policy: 'west', approverGroups: ['group:default/west'] },
      ],
      forbidsDelivery: ['west'],
      expiresAfterMs: 3 * 24 * 3600 * 1000,
    });
  });

  it('for Git the pull request is the review unless the policy wants ours too', async () => {
    const git = { delivery: 'git' };
    expect((await decide([good], git)).approvalNeeded).toBe(false);
    expect(
      (await decide([{ ...good, approvalForGit: true }], git)).approvalNeeded,
    ).toBe(true);
  });

  it('where no policy speaks the kind says whether it goes on; nobody can approve then', async () => {
    expect((await decide([])).approvalNeeded).toBe(false);
    expect(
      await decide([], { kinds: [{ name: 'vm', withoutPolicy: 'approval' }] }),
    ).toMatchObject({
      approvalNeeded: true,
      demands: [{ approverGroups: [] }],
    });
  });
});
