import { KubernetesObject, LabelSelector, matchesSelector } from '../resources';
import { Breadth, breadthOfWorkload } from './breadth';
import { MachineIdentity, whyNoMatch } from './matchesWorkload';
import type { WorkloadMatcher } from './TetrateMatchers';

/** Names a group of machines, and as whom they act. */
export interface JoinableGroup {
  namespace: string;
  name: string;
  serviceAccount: string;
}

/**
 * One kind of machine that a policy lets in, and where.
 *
 * @public
 */
export interface JoinPossibility {
  policy: { namespace: string; name: string };
  /** Place of the rule in the policy, from 0. */
  rule: number;
  /** Whom it lets in, in words. */
  who: string;
  /** Set where it names nobody in particular. */
  broad?: Omit<Breadth, 'field'>;
  /** The groups that it is for now. */
  groups: JoinableGroup[];
  /** Whether it is for every group of the namespace, also later ones. */
  everyGroup: boolean;
}

/**
 * Whether a machine could join a group, and by what.
 *
 * @public
 */
export interface JoinVerdict {
  group: JoinableGroup;
  allowed: boolean;
  /** The first policy that lets it in. */
  policy?: { namespace: string; name: string };
  /** In words: what lets it in, or what of each rule does not fit. */
  why: string;
}

interface AllowRule {
  workloads?: WorkloadMatcher[];
  onboardTo?: { workloadGroupSelector?: LabelSelector }[];
}

const words = (prefix: string, values: readonly string[] | undefined) =>
  values?.length ? ` ${prefix} ${values.join(' or ')}` : '';

/** Whom a matcher names, in words. */
export function describeWorkload({ aws, jwt }: WorkloadMatcher): string {
  if (aws) {
    const place = `${words('of account', aws.accounts)}${words(
      'in',
      aws.zones?.length ? aws.zones : aws.regions,
    )}${words('of partition', aws.partitions)}`;
    return aws.ecs && !aws.ec2
      ? `ECS tasks${place}${words('in cluster', aws.ecs.clusters)}${words(
          'with role',
          aws.ecs.iamRoleNames,
        )}`
      : `EC2 instances${place}${words('with role', aws.ec2?.iamRoleNames)}`;
  }
  if (jwt) {
    const attributes = (jwt.attributes ?? []).map(({ name, values }) =>
      values?.length ? `${name} ${values.join(' or ')}` : `any ${name}`,
    );
    return `Machines with a token of ${jwt.issuer}${words(
      'for subject',
      jwt.subjects,
    )}${attributes.length ? ` with ${attributes.join(' and ')}` : ''}`;
  }
  return 'Machines of a kind that is not known here';
}

function groupOf({ metadata, spec }: KubernetesObject): JoinableGroup {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    serviceAccount: spec?.template?.serviceAccount || 'default',
  };
}

function rulesOf(policy: KubernetesObject): AllowRule[] {
  return Array.isArray(policy.spec?.allow) ? policy.spec.allow : [];
}

/**
 * Whether a target of a rule is for a group. One without a selector is taken
 * for every group: what it means is not documented, and too much is better seen
 * than too little.
 */
function leadsTo(
  { onboardTo }: AllowRule,
  policy: KubernetesObject,
  group: KubernetesObject,
): boolean {
  return (
    policy.metadata.namespace === group.metadata.namespace &&
    (onboardTo ?? []).some(({ workloadGroupSelector }) =>
      matchesSelector(workloadGroupSelector ?? {}, group.metadata.labels),
    )
  );
}

function isForEvery({ onboardTo }: AllowRule): boolean {
  return (onboardTo ?? []).some(
    ({ workloadGroupSelector: { matchLabels, matchExpressions } = {} }) =>
      !Object.keys(matchLabels ?? {}).length && !matchExpressions?.length,
  );
}

function nameOf({ metadata }: KubernetesObject) {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}

/**
 * Who could join what by the policies that there are: one row for each kind of
 * machine of each rule. Without a row nobody can join.
 *
 * @public
 */
export function whoCouldJoin(
  policies: readonly KubernetesObject[],
  groups: readonly KubernetesObject[],
): JoinPossibility[] {
  return policies.flatMap(policy =>
    rulesOf(policy).flatMap((rule, index) =>
      (rule.workloads ?? []).map(workload => {
        const broad = breadthOfWorkload(workload);
        return {
          policy: nameOf(policy),
          rule: index,
          who: describeWorkload(workload),
          ...(broad ? { broad } : {}),
          groups: groups
            .filter(group => leadsTo(rule, policy, group))
            .map(groupOf),
          everyGroup: isForEvery(rule),
        };
      }),
    ),
  );
}

/**
 * Whether one machine could join each of the groups.
 *
 * @public
 */
export function couldJoin(
  identity: MachineIdentity,
  policies: readonly KubernetesObject[],
  groups: readonly KubernetesObject[],
): JoinVerdict[] {
  return groups.map(object => {
    const group = groupOf(object);
    const misses: string[] = [];
    for (const policy of policies) {
      for (const [index, rule] of rulesOf(policy).entries()) {
        if (!leadsTo(rule, policy, object)) {
          continue;
        }
        for (const workload of rule.workloads ?? []) {
          const missed = whyNoMatch(workload, identity);
          if (missed === undefined) {
            return {
              group,
              allowed: true,
              policy: nameOf(policy),
              why: `Rule ${index + 1} of policy ${
                policy.metadata.name
              } lets it in: ${describeWorkload(workload)}.`,
            };
          }
          misses.push(
            `rule ${index + 1} of policy ${policy.metadata.name}: ${missed}`,
          );
        }
      }
    }
    return {
      group,
      allowed: false,
      why: misses.length
        ? `No rule fits: ${misses.join('; ')}.`
        : `No OnboardingPolicy in namespace ${group.namespace} is for this group.`,
    };
  });
}
