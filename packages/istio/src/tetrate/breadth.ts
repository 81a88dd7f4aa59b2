import type {
  AwsMatcher,
  JoinRule,
  JwtMatcher,
  WorkloadMatcher,
} from './TetrateMatchers';
import { isPublicIssuer } from './fieldRules';

/**
 * Something in a rule that lets in more than named machines.
 *
 * @public
 */
export interface Breadth {
  /** E.g. `rules[0].workloads[1].aws`. */
  field: string;
  /** Who gets in by it, as a sentence. */
  message: string;
  /** How to make it narrower. */
  mend: string;
}

function any(values: readonly unknown[] | undefined): boolean {
  return !values?.length;
}

function list(values: readonly string[]): string {
  return values.join(', ');
}

function awsBreadth(aws: AwsMatcher): Omit<Breadth, 'field'> | undefined {
  const where = [
    any(aws.accounts)
      ? 'of every account of AWS'
      : `of account ${list(aws.accounts)}`,
    ...(any(aws.zones)
      ? [any(aws.regions) ? '' : `in ${list(aws.regions ?? [])}`]
      : [`in ${list(aws.zones ?? [])}`]),
  ]
    .filter(Boolean)
    .join(' ');
  if (aws.ecs && !aws.ec2) {
    return any(aws.ecs.clusters) && any(aws.ecs.iamRoleNames)
      ? {
          message: `Every ECS task ${where} can join.`,
          mend: 'Name the ECS clusters or the IAM roles of the tasks.',
        }
      : undefined;
  }
  return any(aws.accounts) || any(aws.ec2?.iamRoleNames)
    ? {
        message: `Every EC2 instance ${where} can join.`,
        mend: 'Name the IAM roles of the instances (ec2.iamRoleNames).',
      }
    : undefined;
}

function jwtBreadth(jwt: JwtMatcher): Omit<Breadth, 'field'> | undefined {
  const isNamed = jwt.attributes?.some(({ values }) => !any(values));
  if (!any(jwt.subjects) || isNamed) {
    return undefined;
  }
  return {
    message: isPublicIssuer(jwt.issuer)
      ? `Whoever has an account at ${jwt.issuer} can join, and anybody can have one.`
      : `Every machine with a token of ${jwt.issuer} can join${
          any(jwt.attributes)
            ? ''
            : `, whatever the values of ${list(
                jwt.attributes!.map(({ name }) => name),
              )} are`
        }.`,
    mend: 'Name subjects, or an attribute with its values.',
  };
}

/** Who gets in by a matcher that names nobody in particular; undefined when it does. */
export function breadthOfWorkload(
  workload: WorkloadMatcher,
): Omit<Breadth, 'field'> | undefined {
  if (workload.aws) {
    return awsBreadth(workload.aws);
  }
  return workload.jwt && jwtBreadth(workload.jwt);
}

/**
 * What of rules is broad: instances without a role, tasks without a cluster or
 * role, an issuer without subject or attribute, and rules for every group of
 * the namespace. None when all is narrow.
 *
 * @public
 */
export function breadthOf(rules: readonly JoinRule[]): Breadth[] {
  return rules.flatMap((rule, index) => {
    const found = rule.workloads.flatMap((workload, place) => {
      const broad = breadthOfWorkload(workload);
      const kind = workload.aws ? 'aws' : 'jwt';
      return broad
        ? [{ field: `rules[${index}].workloads[${place}].${kind}`, ...broad }]
        : [];
    });
    return rule.groups && Object.keys(rule.groups).length === 0
      ? [
          ...found,
          {
            field: `rules[${index}].groups`,
            message:
              'These machines can join every WorkloadGroup of the namespace, also those that are made later, and act as their service accounts.',
            mend: 'Name labels of the groups, or leave groups out for this group only.',
          },
        ]
      : found;
  });
}
