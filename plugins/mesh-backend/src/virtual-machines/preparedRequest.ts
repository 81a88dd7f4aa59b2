import { InputError } from '@backstage/errors';
import {
  RequestEvent,
  RequestPlan,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';
import { parametersOf } from './VmOnboardingKind';
import { VmParameters } from './vmParameters';

/** What of a request says whether machines may join by it. */
export interface RequestState {
  kind: string;
  status: RequestStatus;
  history: readonly Pick<RequestEvent, 'type'>[];
  plan: RequestPlan;
}

/** The machines of a request; throws `InputError` for one of another kind. */
export function machinesOf(request: RequestState): VmParameters {
  if (request.kind !== 'vm-onboarding') {
    throw new InputError(
      'This request is not for virtual machines, so there is no bundle of it',
    );
  }
  return parametersOf(request.plan);
}

/** Why no machine can be given what it joins with now, as a sentence; undefined when it can. */
export function whyNotPrepared({
  status,
  history,
}: Pick<RequestState, 'status' | 'history'>): string | undefined {
  const types = history.map(one => one.type);
  const isPrepared =
    status === 'ready' ||
    (status === 'provisioning' &&
      types.lastIndexOf('applied') > types.lastIndexOf('started'));
  if (isPrepared) {
    return undefined;
  }
  return status === 'requested'
    ? 'The request is not approved yet; the bundle can be had when it is'
    : `The request is ${status}, so there is no bundle of it; it can be had while the cluster is prepared for the machines`;
}

/** Whether a machine of the request was ready before, so that the next is a re-enrolment. */
export function wasReady({ history }: Pick<RequestState, 'history'>): boolean {
  return history.some(one => one.type === 'ready');
}
