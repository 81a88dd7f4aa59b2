import {
  MESH_PORTAL_REF,
  RequestApproval,
} from '@meshport/backstage-plugin-mesh-common';
import { Approvals } from '../Approvals';
import { sinceAsked } from '../lifecycle';
import { PeopleDirectory } from '../PeopleDirectory';
import { approvalsGiven } from '../policy/approval';
import { StoredRequest } from '../store';

/** What stands against going on; undefined when nothing does. */
export type Objection =
  | { verdict: 'expired' }
  | { verdict: 'sendBack' | 'fail'; cause: string; mend: string };

/**
 * Checks once more, needing nobody's token, what was proven at create and
 * approve: the people still exist, the policies still name who approved, and
 * its time has not passed. Throws `ServiceUnavailableError` when the catalog
 * does not answer.
 */
export async function checkAuthority(
  request: StoredRequest,
  options: { approvals: Approvals; directory: PeopleDirectory; now: number },
): Promise<Objection | undefined> {
  const { approvals, directory, now } = options;
  const writing = sinceAsked(request.history).some(
    event => event.type === 'applying',
  );
  if (!writing && request.expiresAt !== undefined && request.expiresAt <= now) {
    return { verdict: 'expired' };
  }
  for (const ref of [request.requester, request.beneficiary]) {
    if (ref && ref !== MESH_PORTAL_REF && !(await directory.exists(ref))) {
      return {
        verdict: 'fail',
        cause: `${ref} is no longer in the catalog`,
        mend: 'Somebody else has to ask for it, or the entity has to come back; then retry.',
      };
    }
  }
  const decision = await approvals.decide(request);
  if (decision.forbidsDelivery.length) {
    return {
      verdict: 'fail',
      cause: `policy ${decision.forbidsDelivery.join(', ')} no longer allows ${
        request.delivery
      }`,
      mend: 'Ask anew by the other way.',
    };
  }
  const approval = await approvals.state(request);
  const missing = await whatIsMissing(request, approval, directory);
  return missing
    ? {
        verdict: 'sendBack',
        cause: missing,
        mend: 'Somebody who may has to approve it again.',
      }
    : undefined;
}

async function whatIsMissing(
  request: StoredRequest,
  approval: RequestApproval,
  directory: PeopleDirectory,
): Promise<string | undefined> {
  const given = approvalsGiven(request.history, request.contentHash);
  for (const { policy, approverGroups } of approval.demands) {
    const approvers = given.filter(one => one.policies.includes(policy));
    if (!approvers.length) {
      return `policy ${policy} asks for an approval that was not given`;
    }
    const standing = await Promise.all(
      approvers.map(async ({ userRef }) => {
        const groups = await directory.groupsOf(userRef);
        return approverGroups.some(group => groups.includes(group));
      }),
    );
    if (!standing.includes(true)) {
      return `${approvers[0].userRef} is no longer in ${approverGroups.join(
        ', ',
      )}`;
    }
  }
  if (approval.beneficiaryMustAgree) {
    const { agreedBy, beneficiaryOwner: owner } = approval;
    if (!agreedBy) {
      return 'the owner of the beneficiary has not agreed';
    }
    const groups = [agreedBy, ...(await directory.groupsOf(agreedBy))];
    if (!owner || !groups.includes(owner)) {
      return `${agreedBy} no longer speaks for the owner of the beneficiary`;
    }
  }
  return undefined;
}
