import { assertError } from '@backstage/errors';
import {
  RequestAction,
  RequestApproval,
} from '@meshport/backstage-plugin-mesh-common';
import { Caller } from './access/callers';
import { KindPermissions } from './access/KindPermissions';
import { Approvals } from './Approvals';
import { isWritten } from './lifecycle';
import { RequestRights } from './access/RequestAuthorizer';
import { resourceOf } from './requestViews';
import { StoredRequest } from './store';

/** What a caller may do with a request now; the routes check again. */
export async function allowedActions(
  request: StoredRequest,
  by: {
    approval: RequestApproval;
    rights: RequestRights;
    caller: Caller;
    approvals: Approvals;
    kindPermissions: KindPermissions;
    /** Why it cannot be retired now. */
    keptBecause?: string;
  },
): Promise<RequestAction[]> {
  const { approval, rights, caller, approvals, keptBecause, kindPermissions } =
    by;
  const resource = resourceOf(request);
  const may = {
    create: rights.create.allows(resource),
    approve: rights.approve.allows(resource) && !caller.via,
    retire: rights.retire.allows(resource),
  };
  const own = request.requester === caller.userRef;
  const written = isWritten(request.history);
  const actions: RequestAction[] = [];
  const { status } = request;
  if (status === 'requested') {
    if (may.approve && (await mayDecide(request, caller, approvals))) {
      actions.push('approve', ...(written ? [] : ['reject' as const]));
    }
    if (await mayAgree(approval, caller, approvals)) {
      actions.push('agree');
    }
    if (may.create) {
      actions.push('edit');
    }
  }
  if (['requested', 'approved'].includes(status) && !written) {
    if (own ? may.create : may.retire) {
      actions.push('cancel');
    }
  }
  if (
    request.delivery === 'git' &&
    may.create &&
    ['requested', 'approved', 'provisioning', 'ready', 'failed'].includes(
      status,
    )
  ) {
    actions.push('link');
  }
  if (status === 'failed' && may.create) {
    actions.push('retry');
  }
  if (
    (['provisioning', 'ready', 'failed'].includes(status) ||
      (status === 'requested' && written)) &&
    may.retire &&
    keptBecause === undefined &&
    (await kindPermissions.allows('retire', request, caller.credentials))
  ) {
    actions.push('retire');
  }
  return actions;
}

async function mayDecide(
  request: StoredRequest,
  caller: Caller,
  approvals: Approvals,
): Promise<boolean> {
  try {
    await approvals.standing(request, caller);
    return true;
  } catch (error) {
    assertError(error);
    if (error.name === 'NotAllowedError') {
      return false;
    }
    throw error;
  }
}

async function mayAgree(
  approval: RequestApproval,
  caller: Caller,
  approvals: Approvals,
): Promise<boolean> {
  return (
    approval.beneficiaryMustAgree &&
    !approval.agreedBy &&
    !caller.via &&
    approvals.isOwner(caller.userRef, approval.beneficiaryOwner)
  );
}
