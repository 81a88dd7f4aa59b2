import { RequestStanding } from '@meshport/backstage-plugin-mesh-node';
import { IssueContext, PlaneName } from '../issuance/IssueContext';
import { secretStanding } from '../issuance/secretStanding';
import { StoredRootChange } from './RootChangeStore';

/** How a change of the root stands in its Secret; once it is done, as any issuance. */
export async function changeStanding(
  context: Pick<IssueContext, 'connection' | 'issuer'>,
  change: StoredRootChange | undefined,
  { requestId, plane }: { requestId: string; plane: PlaneName },
): Promise<RequestStanding> {
  const { cluster, namespace } = plane;
  if (change?.state.end === 'done') {
    return secretStanding(context, requestId, plane);
  }
  if (change?.state.end === 'rolledBack') {
    return {
      state: 'notInCluster',
      message: `It was undone: ${cluster} has its former roots and its former authority.`,
    };
  }
  return change
    ? {
        state: 'notCompared',
        message: `Secret ${namespace}/cacerts of ${cluster} is being changed; the steps of the change say what it holds and who has turned over.`,
      }
    : {
        state: 'notInCluster',
        message: `Nothing of it was written: the roots of ${cluster} are as they were.`,
      };
}

/** Why a request whose change is under way must not be retired; undefined when it may. */
export function keptBecause(
  change: StoredRootChange | undefined,
): string | undefined {
  return change && !change.state.end
    ? 'The root is being changed, and must not stay half-way. Undo the change, which writes the former roots and the former authority back.'
    : undefined;
}
