import type { KubernetesObject } from '../resources';
import { onboarding } from './__testUtils__/inputs';
import { MachineIdentity, whyNoMatch } from './matchesWorkload';
import { renderTetrateOnboarding } from './onboardingObjects';
import { readTetrateOnboarding } from './readTetrateOnboarding';
import type { WorkloadMatcher } from './TetrateMatchers';
import { couldJoin, whoCouldJoin } from './whoCouldJoin';

function policy(
  name: string,
  allow: object[],
  namespace = 'bookinfo',
): KubernetesObject {
  return {
    apiVersion: 'authorization.onboarding.tetrate.io/v1alpha1',
    kind: 'OnboardingPolicy',
    metadata: { name, namespace },
    spec: { allow },
  };
}

function group(
  name: string,
  labels: Record<string, string>,
  namespace = 'bookinfo',
): KubernetesObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name, namespace, labels },
    spec: { template: { serviceAccount: name } },
  };
}

const accounts = ['123456789012'];
const ratings = group('ratings', { app: 'ratings' });
const reviews = group('reviews', { app: 'reviews', tier: 'web' });
const elsewhere = group('ratings', { app: 'ratings' }, 'shop');
const groups = [ratings, reviews, elsewhere];

const to = (selector?: object) => ({
  workloads: [{ aws: { accounts, ec2: {} } }],
  onboardTo: [{ workloadGroupSelector: selector }],
});

const names = (allow: object) =>
  whoCouldJoin([policy('one', [allow])], groups)[0].groups.map(
    one => `${one.namespace}/${one.name}`,
  );

describe('who could join what', () => {
  it.each([
    ['labels', { matchLabels: { app: 'ratings' } }, ['bookinfo/ratings']],
    ['everything', {}, ['bookinfo/ratings', 'bookinfo/reviews']],
    ['no selector', undefined, ['bookinfo/ratings', 'bookinfo/reviews']],
    [
      'expressions',
      { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      ['bookinfo/reviews'],
    ],
    [
      'expressions that leave out',
      {
        matchExpressions: [
          { key: 'app', operator: 'NotIn', values: ['ratings'] },
        ],
      },
      ['bookinfo/reviews'],
    ],
    ['nothing there', { matchLabels: { app: 'other' } }, []],
  ])('selects groups of its own namespace by %s', (_, selector, expected) => {
    expect(names(to(selector))).toEqual(expected);
  });

  it('says whom, by which rule, as whom and how broadly', () => {
    expect(
      whoCouldJoin(
        [
          policy('first', [to({ matchLabels: { app: 'ratings' } })]),
          policy('second', [
            {
              workloads: [
                {
                  jwt: {
                    issuer: 'https://id.example.org',
                    subjects: ['vm-1', 'vm-2'],
                    attributes: [{ name: 'region', values: ['eu'] }],
                  },
                },
                {
                  aws: {
                    accounts,
                    regions: ['eu-west-1'],
                    ecs: { clusters: ['shop'], iamRoleNames: ['web'] },
                  },
                },
              ],
              onboardTo: [{ workloadGroupSelector: {} }],
            },
          ]),
        ],
        [ratings],
      ),
    ).toEqual([
      {
        policy: { namespace: 'bookinfo', name: 'first' },
        rule: 0,
        who: 'EC2 instances of account 123456789012',
        broad: {
          message: 'Every EC2 instance of account 123456789012 can join.',
          mend: 'Name the IAM roles of the instances (ec2.iamRoleNames).',
        },
        groups: [
          {
            namespace: 'bookinfo',
            name: 'ratings',
            serviceAccount: 'ratings',
          },
        ],
        everyGroup: false,
      },
      {
        policy: { namespace: 'bookinfo', name: 'second' },
        rule: 0,
        who: 'Machines with a token of https://id.example.org for subject vm-1 or vm-2 with region eu',
        groups: [expect.objectContaining({ name: 'ratings' })],
        everyGroup: true,
      },
      {
        policy: { namespace: 'bookinfo', name: 'second' },
        rule: 0,
        who: 'ECS tasks of account 123456789012 in eu-west-1 in cluster shop with role web',
        groups: [expect.objectContaining({ name: 'ratings' })],
        everyGroup: true,
      },
    ]);
  });

  it('takes a policy that says nothing for nobody', () => {
    expect(
      whoCouldJoin(
        [
          { ...policy('empty', []), spec: undefined },
          policy('none', [{ onboardTo: [{}] }]),
        ],
        groups,
      ),
    ).toEqual([]);
  });
});

const ec2: MachineIdentity = {
  aws: {
    account: '123456789012',
    region: 'us-east-2',
    zone: 'us-east-2b',
    ec2: { iamRoleName: 'web' },
  },
};
const token: MachineIdentity = {
  jwt: {
    issuer: 'https://id.example.org',
    subject: 'vm-1',
    attributes: { region: 'eu', app: 'ratings' },
  },
};

describe('whether one machine fits', () => {
  const issuer = 'https://id.example.org';

  it.each<[string, WorkloadMatcher, MachineIdentity, string | undefined]>([
    ['the account', { aws: { accounts, ec2: {} } }, ec2, undefined],
    [
      'another account',
      { aws: { accounts: ['210987654321'], ec2: {} } },
      ec2,
      'account 123456789012 is not 210987654321',
    ],
    [
      'another partition',
      { aws: { accounts, partitions: ['aws-cn'], ec2: {} } },
      ec2,
      'partition aws is not aws-cn',
    ],
    [
      'another region',
      { aws: { accounts, regions: ['eu-west-1'], ec2: {} } },
      ec2,
      'region us-east-2 is not eu-west-1',
    ],
    [
      'another zone',
      { aws: { accounts, zones: ['us-east-2a'], ec2: {} } },
      ec2,
      'zone us-east-2b is not us-east-2a',
    ],
    [
      'one of two roles',
      { aws: { accounts, ec2: { iamRoleNames: ['db', 'web'] } } },
      ec2,
      undefined,
    ],
    [
      'another role',
      { aws: { accounts, ec2: { iamRoleNames: ['db'] } } },
      ec2,
      'IAM role web is not db',
    ],
    [
      'a role that it has not',
      { aws: { accounts, ec2: { iamRoleNames: ['db'] } } },
      { aws: { account: '123456789012', ec2: {} } },
      'IAM role has to be db',
    ],
    [
      'a task instead',
      { aws: { accounts, ecs: {} } },
      ec2,
      'it is for ECS tasks, not for EC2 instances',
    ],
    [
      'an instance instead',
      { aws: { accounts, ec2: {} } },
      { aws: { account: '123456789012', ecs: { cluster: 'a' } } },
      'it is for EC2 instances, not for ECS tasks',
    ],
    [
      'a cluster',
      { aws: { accounts, ecs: { clusters: ['b'] } } },
      { aws: { account: '123456789012', ecs: { cluster: 'a' } } },
      'ECS cluster a is not b',
    ],
    ['the issuer', { jwt: { issuer } }, token, undefined],
    [
      'the issuer with a slash',
      { jwt: { issuer: `${issuer}/` } },
      token,
      'issuer https://id.example.org is not https://id.example.org/',
    ],
    [
      'another subject',
      { jwt: { issuer, subjects: ['vm-2'] } },
      token,
      'subject vm-1 is not vm-2',
    ],
    [
      'both attributes',
      {
        jwt: {
          issuer,
          attributes: [
            { name: 'region', values: ['us', 'eu'] },
            { name: 'app' },
          ],
        },
      },
      token,
      undefined,
    ],
    [
      'one attribute of two',
      {
        jwt: {
          issuer,
          attributes: [
            { name: 'region', values: ['eu'] },
            { name: 'app', values: ['reviews'] },
          ],
        },
      },
      token,
      'attribute app ratings is not reviews',
    ],
    [
      'an attribute that is not there',
      { jwt: { issuer, attributes: [{ name: 'toString' }] } },
      token,
      'attribute toString is not in the token',
    ],
    [
      'another platform',
      { jwt: { issuer } },
      ec2,
      'it is for machines that show a token',
    ],
    [
      'another platform, the other way',
      { aws: { accounts, ec2: {} } },
      token,
      'it is for machines of AWS',
    ],
    [
      'nothing that is known',
      {},
      token,
      'it names a kind of machine that is not known here',
    ],
  ])('%s', (_, matcher, identity, expected) => {
    expect(whyNoMatch(matcher, identity)).toBe(expected);
  });

  it('says by which policy, or what of each rule does not fit', () => {
    const policies = [
      policy('tokens', [
        {
          workloads: [{ jwt: { issuer, subjects: ['vm-2'] } }],
          onboardTo: [{ workloadGroupSelector: {} }],
        },
      ]),
      policy('machines', [to({ matchLabels: { app: 'ratings' } })]),
    ];
    expect(couldJoin(ec2, policies, groups)).toEqual([
      expect.objectContaining({
        allowed: true,
        policy: { namespace: 'bookinfo', name: 'machines' },
        why: 'Rule 1 of policy machines lets it in: EC2 instances of account 123456789012.',
      }),
      expect.objectContaining({
        allowed: false,
        why: 'No rule fits: rule 1 of policy tokens: it is for machines that show a token.',
      }),
      expect.objectContaining({
        allowed: false,
        why: 'No OnboardingPolicy in namespace shop is for this group.',
      }),
    ]);
  });

  it('lets in by what we render exactly those whom the rules name', () => {
    const read = readTetrateOnboarding(onboarding);
    if (!('input' in read)) {
      throw new Error(JSON.stringify(read.problems));
    }
    const objects = renderTetrateOnboarding(read.input);
    const rendered = objects.filter(one => one.kind === 'OnboardingPolicy');
    const own = objects.filter(one => one.kind === 'WorkloadGroup');
    const as = (iamRoleName: string): MachineIdentity => ({
      aws: { account: '123456789012', ec2: { iamRoleName } },
    });
    const verdict = (identity: MachineIdentity) =>
      couldJoin(identity, rendered, [...own, ...groups]).map(
        one => one.allowed,
      );
    expect(verdict(as('ratings'))).toEqual([true, false, false, false]);
    expect(verdict(as('other'))).toEqual([false, false, false, false]);
  });
});
