import {
  MESH_PORTAL_REF,
  MeshRequest,
  RequestApproval,
  RequestEvent,
  RequestNextStep,
} from '@meshport/backstage-plugin-mesh-common';
import { MeshRequestResource } from './access/requestRules';
import { nameOfRef } from './nameOfRef';
import { RequestRow, StoredEvent } from './store';

const iso = (ms: number) => new Date(ms).toISOString();

/** A request as lists show it; nothing of the machinery. */
export function toWire(row: RequestRow): MeshRequest {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    status: row.status,
    delivery: row.delivery,
    targets: row.targets,
    requester: row.requester,
    lastEditor: row.lastEditor,
    ...(row.beneficiary ? { beneficiary: row.beneficiary } : {}),
    contentHash: row.contentHash,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    ...(row.expiresAt === undefined ? {} : { expiresAt: iso(row.expiresAt) }),
    ...(row.pullRequest ? { pullRequest: row.pullRequest } : {}),
    ...(row.problem ? { problem: row.problem } : {}),
    ...(row.progress ? { progress: row.progress } : {}),
  };
}

/** A step as the wire shows it. */
export function eventToWire(event: StoredEvent): RequestEvent {
  const { attempt, proof, at, ...rest } = event;
  return { ...rest, at: iso(at) };
}

/** What permission rules look at. */
export function resourceOf(
  row: Pick<RequestRow, 'kind' | 'targets' | 'requester'>,
): MeshRequestResource {
  return { kind: row.kind, targets: row.targets, requester: row.requester };
}

/** Entity references of those that a request waits for. */
export function waitingFor(approval: RequestApproval): string[] {
  const groups = approval.demands
    .filter(demand => !demand.approvedBy)
    .flatMap(demand => demand.approverGroups);
  if (
    approval.beneficiaryMustAgree &&
    !approval.agreedBy &&
    approval.beneficiaryOwner
  ) {
    groups.push(approval.beneficiaryOwner);
  }
  return [...new Set(groups)];
}

/**
 * What comes next, in words.
 *
 * @param doneBecause - of the kind, when nothing of it can be retired.
 */
export function nextStepOf(
  row: RequestRow,
  approval: RequestApproval,
  doneBecause?: string,
): RequestNextStep {
  const meshport = (text: string) => ({ text, waitingFor: [] });
  switch (row.status) {
    case 'requested': {
      const groups = waitingFor(approval);
      return {
        text: groups.length
          ? `Waits for ${groups.map(nameOfRef).join(', ')}. ${
              approval.explanation
            }`
          : approval.explanation,
        waitingFor: groups,
      };
    }
    case 'approved':
      return meshport('Meshport starts with it in a moment.');
    case 'provisioning':
      return row.delivery === 'git'
        ? meshport(
            row.progress ??
              'Waits until the clusters show what was asked for; merge the pull request.',
          )
        : meshport(row.progress ?? 'Meshport writes it to the cluster.');
    case 'ready':
      return meshport(
        doneBecause
          ? `It is done. ${doneBecause}`
          : 'It is ready. It can be retired when it is not needed.',
      );
    case 'failed':
      return {
        text: `${row.problem?.cause ?? 'It failed.'} ${
          row.problem?.mend ?? ''
        } Then retry.`,
        waitingFor: row.requester === MESH_PORTAL_REF ? [] : [row.requester],
      };
    case 'retiring':
      return meshport(row.progress ?? 'Meshport removes it.');
    default:
      return meshport('Nothing more happens; ask anew if it is needed.');
  }
}
