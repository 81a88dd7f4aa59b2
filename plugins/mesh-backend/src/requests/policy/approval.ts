import {
  RequestActor,
  RequestApproval,
  RequestEventType,
} from '@meshport/backstage-plugin-mesh-common';
import { sinceAsked } from '../lifecycle';
import { nameOfRef } from '../nameOfRef';
import { PolicyDecision } from './RequestPolicies';

/** What approvals are read from. */
interface Past {
  type: RequestEventType;
  actor: RequestActor;
  contentHash: string;
  policies?: string[];
}

/** A person's yes that counts for the plan as it is. */
export interface GivenApproval {
  userRef: string;
  policies: string[];
}

/** Approvals since the plan was last put up, for exactly this plan. */
export function approvalsGiven(
  history: readonly Past[],
  contentHash: string,
): GivenApproval[] {
  return sinceAsked(history)
    .filter(
      event =>
        (event.type === 'approved' || event.type === 'endorsed') &&
        event.actor.type === 'user' &&
        event.contentHash === contentHash,
    )
    .map(event => ({
      userRef: event.actor.entityRef ?? '',
      policies: event.policies ?? [],
    }));
}

/** Who agreed for the beneficiary's owner, for exactly this plan. */
export function agreementGiven(
  history: readonly Past[],
  contentHash: string,
): string | undefined {
  return sinceAsked(history).find(
    event => event.type === 'agreed' && event.contentHash === contentHash,
  )?.actor.entityRef;
}

/** What is demanded and what of it is given, with a sentence for people. */
export function approvalOf(
  decision: PolicyDecision,
  given: GivenApproval[],
  beneficiary: { owner?: string; agreedBy?: string },
): RequestApproval {
  const demands = decision.demands.map(({ policy, approverGroups }) => {
    const approvedBy = given.find(one =>
      one.policies.includes(policy),
    )?.userRef;
    return { policy, approverGroups, ...(approvedBy ? { approvedBy } : {}) };
  });
  return {
    needed: decision.approvalNeeded,
    explanation: explain(decision),
    demands,
    ...(beneficiary.owner ? { beneficiaryOwner: beneficiary.owner } : {}),
    beneficiaryMustAgree: decision.beneficiaryMustAgree,
    ...(beneficiary.agreedBy ? { agreedBy: beneficiary.agreedBy } : {}),
  };
}

/** Whether everything that is demanded is given. */
export function isComplete(approval: RequestApproval): boolean {
  return (
    approval.demands.every(demand => demand.approvedBy) &&
    (!approval.beneficiaryMustAgree || approval.agreedBy !== undefined)
  );
}

function explain({
  approvalNeeded,
  demands,
  policies,
  beneficiaryMustAgree,
}: PolicyDecision): string {
  if (!approvalNeeded) {
    return policies.length
      ? `No approval is needed, by policy ${policies.join(', ')}.`
      : 'No approval is needed: no policy speaks of it.';
  }
  const sentences = demands.map(({ policy, approverGroups }) =>
    approverGroups.length
      ? `By policy ${policy} somebody else of ${approverGroups
          .map(nameOfRef)
          .join(' or ')} has to approve it.`
      : 'It needs an approval, but no policy names who may give it: an administrator has to add one to mesh.requests.policies.',
  );
  if (beneficiaryMustAgree) {
    sentences.push('The owner of the beneficiary has to agree.');
  }
  return sentences.join(' ');
}
