import type { WorkloadMatcher } from './TetrateMatchers';

/**
 * Who a machine proves to be.
 *
 * @public
 */
export interface MachineIdentity {
  aws?: {
    partition?: string;
    account: string;
    region?: string;
    zone?: string;
    /** One of `ec2` and `ecs`. */
    ec2?: { iamRoleName?: string };
    ecs?: { cluster?: string; iamRoleName?: string };
  };
  jwt?: {
    issuer: string;
    subject: string;
    attributes?: Record<string, string>;
  };
}

/** One of the values, or any where none is named. */
function oneOf(
  what: string,
  wanted: readonly string[] | undefined,
  has: string | undefined,
): string | undefined {
  if (!wanted?.length || (has !== undefined && wanted.includes(has))) {
    return undefined;
  }
  return has === undefined
    ? `${what} has to be ${wanted.join(' or ')}`
    : `${what} ${has} is not ${wanted.join(' or ')}`;
}

function missesAws(
  matcher: NonNullable<WorkloadMatcher['aws']>,
  identity: NonNullable<MachineIdentity['aws']>,
): string | undefined {
  const kind = matcher.ecs && !matcher.ec2 ? 'ecs' : 'ec2';
  const runs = identity.ecs ? 'ecs' : 'ec2';
  if (kind !== runs) {
    return kind === 'ecs'
      ? 'it is for ECS tasks, not for EC2 instances'
      : 'it is for EC2 instances, not for ECS tasks';
  }
  return (
    oneOf('account', matcher.accounts, identity.account) ??
    oneOf('partition', matcher.partitions, identity.partition ?? 'aws') ??
    oneOf('region', matcher.regions, identity.region) ??
    oneOf('zone', matcher.zones, identity.zone) ??
    oneOf('ECS cluster', matcher.ecs?.clusters, identity.ecs?.cluster) ??
    oneOf(
      'IAM role',
      kind === 'ecs' ? matcher.ecs?.iamRoleNames : matcher.ec2?.iamRoleNames,
      kind === 'ecs' ? identity.ecs?.iamRoleName : identity.ec2?.iamRoleName,
    )
  );
}

function missesJwt(
  matcher: NonNullable<WorkloadMatcher['jwt']>,
  identity: NonNullable<MachineIdentity['jwt']>,
): string | undefined {
  if (matcher.issuer !== identity.issuer) {
    return `issuer ${identity.issuer} is not ${matcher.issuer}`;
  }
  const subject = oneOf('subject', matcher.subjects, identity.subject);
  if (subject) {
    return subject;
  }
  for (const { name, values } of matcher.attributes ?? []) {
    const has = Object.hasOwn(identity.attributes ?? {}, name)
      ? identity.attributes![name]
      : undefined;
    if (has === undefined) {
      return `attribute ${name} is not in the token`;
    }
    const missed = oneOf(`attribute ${name}`, values, has);
    if (missed) {
      return missed;
    }
  }
  return undefined;
}

/**
 * Why a machine is none of those that a matcher names, in words; undefined when
 * it is one. Lists that are empty fit all, attributes have to fit each.
 *
 * @public
 */
export function whyNoMatch(
  matcher: WorkloadMatcher,
  identity: MachineIdentity,
): string | undefined {
  if (matcher.aws) {
    return identity.aws
      ? missesAws(matcher.aws, identity.aws)
      : 'it is for machines of AWS';
  }
  if (matcher.jwt) {
    return identity.jwt
      ? missesJwt(matcher.jwt, identity.jwt)
      : 'it is for machines that show a token';
  }
  return 'it names a kind of machine that is not known here';
}
