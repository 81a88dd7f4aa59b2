import {
  MeshRequest,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';
import { Status } from '../parts/StatusIcon';

/** The mark beside the word of a status. */
export const STATUS_MARK: Record<RequestStatus, Status> = {
  requested: 'waiting',
  approved: 'waiting',
  provisioning: 'waiting',
  ready: 'ok',
  failed: 'bad',
  rejected: 'off',
  cancelled: 'off',
  expired: 'off',
  retiring: 'waiting',
  retired: 'off',
};

const IN_MOTION: readonly RequestStatus[] = [
  'approved',
  'provisioning',
  'retiring',
];

/** Milliseconds until a request is worth reading again. */
export function requestDelayMs({ status }: Pick<MeshRequest, 'status'>) {
  return IN_MOTION.includes(status) ? 2_000 : 10_000;
}

/** The start of a content hash: enough to compare by eye. */
export function shortHash(contentHash: string): string {
  return contentHash.slice(0, 12);
}

/** Where a request's objects go: `cluster/namespace`, each once. */
export function placesOf({ targets }: Pick<MeshRequest, 'targets'>): string {
  return [
    ...new Set(
      targets.map(({ cluster, namespace }) =>
        namespace ? `${cluster}/${namespace}` : cluster,
      ),
    ),
  ].join(', ');
}
