import {
  RequestDelivery,
  RequestTarget,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDemand,
  RequestKind,
  RequestPolicy,
} from '@meshport/backstage-plugin-mesh-node';
import { PeopleDirectory } from '../PeopleDirectory';

/** After what time a request expires when no policy says so: 30 days, in milliseconds. */
export const DEFAULT_EXPIRY_MS = 30 * 24 * 3600 * 1000;

/** What all policies together demand of a request. */
export interface PolicyDecision {
  /** Names of the policies that spoke. */
  policies: string[];
  approvalNeeded: boolean;
  /** Each has to be met by a member of one of its groups; one without groups cannot be met. */
  demands: { policy: string; approverGroups: string[] }[];
  beneficiaryMustAgree: boolean;
  /** Names of policies that do not allow this way to the cluster. */
  forbidsDelivery: string[];
  expiresAfterMs: number;
}

/** What a decision is made about. */
export interface PolicySubject {
  /** The kind, and those whose policies apply as well. */
  kinds: Pick<RequestKind, 'name' | 'withoutPolicy'>[];
  delivery: RequestDelivery;
  targets: Pick<RequestTarget, 'cluster' | 'namespace'>[];
  /** Entity reference. */
  requester: string;
}

/** The name that a request gets from us where no policy speaks of it. */
const NO_POLICY = 'no policy';

/** Asks every policy about every target and adds the demands up. */
export class RequestPolicies {
  readonly #policies: RequestPolicy[];
  readonly #directory: Pick<PeopleDirectory, 'groupsOf'>;

  constructor(options: {
    policies: RequestPolicy[];
    directory: Pick<PeopleDirectory, 'groupsOf'>;
  }) {
    this.#policies = options.policies;
    this.#directory = options.directory;
  }

  async decide(subject: PolicySubject): Promise<PolicyDecision> {
    let groups: Promise<string[]> | undefined;
    const requesterGroups = () => {
      groups ??= this.#directory.groupsOf(subject.requester);
      return groups;
    };
    const demands = new Map<string, RequestDemand>();
    let waits = false;
    for (const kind of subject.kinds) {
      let undecided = subject.targets.length === 0;
      for (const { cluster, namespace } of subject.targets) {
        let spoken = false;
        for (const policy of this.#policies) {
          const demand = await policy.demandFor({
            kind: kind.name,
            delivery: subject.delivery,
            target: { cluster, namespace },
            requester: subject.requester,
            requesterGroups,
          });
          if (demand) {
            spoken = true;
            demands.set(demand.policy, demand);
          }
        }
        undecided ||= !spoken;
      }
      waits ||= undecided && kind.withoutPolicy === 'approval';
    }
    return decisionOf(subject.delivery, [...demands.values()], waits);
  }
}

function decisionOf(
  delivery: RequestDelivery,
  demands: RequestDemand[],
  /** Whether it waits for an approval that no policy speaks of. */
  waits: boolean,
): PolicyDecision {
  const byApproval = demands
    .filter(
      demand =>
        demand.approval === 'required' &&
        (delivery === 'apply' || demand.approvalForGit),
    )
    .map(({ policy, approverGroups }) => ({ policy, approverGroups }));
  if (waits) {
    byApproval.push({ policy: NO_POLICY, approverGroups: [] });
  }
  const beneficiaryMustAgree = demands.some(one => one.beneficiaryOwnerAgrees);
  return {
    policies: demands.map(one => one.policy).sort(),
    approvalNeeded: byApproval.length > 0 || beneficiaryMustAgree,
    demands: byApproval.sort((a, b) => (a.policy < b.policy ? -1 : 1)),
    beneficiaryMustAgree,
    forbidsDelivery: demands
      .filter(one => !one.deliveries.includes(delivery))
      .map(one => one.policy),
    expiresAfterMs: demands.length
      ? Math.min(...demands.map(one => one.expiresAfterMs ?? DEFAULT_EXPIRY_MS))
      : DEFAULT_EXPIRY_MS,
  };
}
