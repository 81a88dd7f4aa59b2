import { RequestLive } from '@meshport/backstage-plugin-mesh-common';
import { describeDifference } from './planDifferences';
import { StoredRequest } from './store';

/** What differences between plan and clusters mean for a request whose kind does not tell itself. */
export function liveState(
  request: Pick<StoredRequest, 'pullRequest' | 'plan'>,
  differences: RequestLive['differences'],
): Pick<RequestLive, 'state' | 'message'> {
  if (request.plan.objects.length === 0) {
    return {
      state: 'notCompared',
      message:
        'It keeps no objects of its own in the clusters; its history says what was done.',
    };
  }
  const difference = describeDifference(differences);
  if (!difference) {
    return { state: 'matches', message: 'All of it is there as approved.' };
  }
  const merged = request.pullRequest?.state === 'merged';
  if (differences.some(one => one.present && one.changes.length)) {
    return {
      state: 'differs',
      message: `It differs from what was approved: ${difference}.`,
    };
  }
  if (merged) {
    return {
      state: 'mergedNotInCluster',
      message: `Merged, not yet in the cluster: ${difference}.`,
    };
  }
  return differences.some(one => one.present)
    ? {
        state: 'differs',
        message: `It differs from what was approved: ${difference}.`,
      }
    : { state: 'notInCluster', message: `${difference}.` };
}
