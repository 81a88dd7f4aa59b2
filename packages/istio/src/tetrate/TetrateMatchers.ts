/**
 * Machines and tasks of AWS, as an OnboardingPolicy names them
 * (`authorization.onboarding.tetrate.io/v1alpha1`). An empty list means any,
 * but for `accounts`, which must name at least one.
 *
 * @public
 */
export interface AwsMatcher {
  partitions?: string[];
  /** Twelve digits each. */
  accounts: string[];
  regions?: string[];
  zones?: string[];
  /** EC2 instances; without roles any instance of the accounts. */
  ec2?: { iamRoleNames?: string[] };
  /** ECS tasks; one of `ec2` and `ecs`. */
  ecs?: { clusters?: string[]; iamRoleNames?: string[] };
}

/**
 * Machines that show a token of an issuer.
 *
 * @public
 */
export interface JwtMatcher {
  /** As the claim `iss` says it, exactly. */
  issuer: string;
  /** Values of the claim `sub`; none means any. */
  subjects?: string[];
  /** All have to fit; of one attribute's values one. No values means any. */
  attributes?: { name: string; values?: string[] }[];
}

/**
 * Whom a rule lets in: exactly one kind.
 *
 * @public
 */
export interface WorkloadMatcher {
  aws?: AwsMatcher;
  jwt?: JwtMatcher;
}

/**
 * One rule: any of these machines may join any of those groups.
 *
 * @public
 */
export interface JoinRule {
  workloads: WorkloadMatcher[];
  /**
   * Labels of the WorkloadGroups that they may join, in the same namespace;
   * `{}` is every group there. Default: only the group of the request.
   */
  groups?: Record<string, string>;
}
