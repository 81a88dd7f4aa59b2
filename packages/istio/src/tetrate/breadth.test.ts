import { breadthOf } from './breadth';
import type { WorkloadMatcher } from './TetrateMatchers';

const accounts = ['123456789012'];
const broad = (workload: WorkloadMatcher) =>
  breadthOf([{ workloads: [workload] }]).map(one => one.message);

describe('broad rules', () => {
  it.each<[string, WorkloadMatcher, string]>([
    [
      'any instance of an account',
      { aws: { accounts, ec2: {} } },
      'Every EC2 instance of account 123456789012 can join.',
    ],
    [
      'a zone without a role',
      { aws: { accounts, zones: ['us-east-2b'], ec2: {} } },
      'Every EC2 instance of account 123456789012 in us-east-2b can join.',
    ],
    [
      'an empty list of roles',
      { aws: { accounts, ec2: { iamRoleNames: [] } } },
      'Every EC2 instance of account 123456789012 can join.',
    ],
    [
      'neither ec2 nor ecs',
      { aws: { accounts } },
      'Every EC2 instance of account 123456789012 can join.',
    ],
    [
      'no account, with a role',
      { aws: { accounts: [], ec2: { iamRoleNames: ['web'] } } },
      'Every EC2 instance of every account of AWS can join.',
    ],
    [
      'any task',
      { aws: { accounts, regions: ['us-east-2'], ecs: {} } },
      'Every ECS task of account 123456789012 in us-east-2 can join.',
    ],
    [
      'an issuer alone',
      { jwt: { issuer: 'https://id.example.org' } },
      'Every machine with a token of https://id.example.org can join.',
    ],
    [
      'an attribute of any value',
      {
        jwt: {
          issuer: 'https://id.example.org',
          attributes: [{ name: 'app' }],
        },
      },
      'Every machine with a token of https://id.example.org can join, whatever the values of app are.',
    ],
    [
      'an issuer of everybody',
      { jwt: { issuer: 'https://accounts.google.com' } },
      'Whoever has an account at https://accounts.google.com can join, and anybody can have one.',
    ],
  ])('%s', (_, workload, message) => {
    expect(broad(workload)).toEqual([message]);
  });

  it.each<[string, WorkloadMatcher]>([
    ['a role', { aws: { accounts, ec2: { iamRoleNames: ['web'] } } }],
    ['a cluster of ECS', { aws: { accounts, ecs: { clusters: ['shop'] } } }],
    [
      'a subject',
      { jwt: { issuer: 'https://id.example.org', subjects: ['vm-1'] } },
    ],
    [
      'an attribute with a value',
      {
        jwt: {
          issuer: 'https://id.example.org',
          attributes: [{ name: 'app', values: ['ratings'] }],
        },
      },
    ],
  ])('%s is narrow', (_, workload) => {
    expect(broad(workload)).toEqual([]);
  });

  it('names the rule that is for every group', () => {
    expect(
      breadthOf([
        {
          groups: {},
          workloads: [{ aws: { accounts, ec2: { iamRoleNames: ['web'] } } }],
        },
        {
          groups: { app: 'ratings' },
          workloads: [{ aws: { accounts, ec2: {} } }],
        },
      ]).map(one => one.field),
    ).toEqual(['rules[0].groups', 'rules[1].workloads[0].aws']);
  });
});
