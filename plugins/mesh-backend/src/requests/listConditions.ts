import { MeshRequestFilter } from '@meshport/backstage-plugin-mesh-common';
import { RequestCondition } from './store';

/** The conditions of a list's filter, but for its view. */
export function filterConditions(
  filter: MeshRequestFilter,
): RequestCondition[] {
  const conditions: RequestCondition[] = [];
  if (filter.status?.length) {
    conditions.push({ field: 'status', in: filter.status });
  }
  if (filter.kind?.length) {
    conditions.push({ field: 'kind', in: filter.kind });
  }
  if (filter.cluster || filter.namespace) {
    conditions.push({
      target: {
        ...(filter.cluster ? { clusters: [filter.cluster] } : {}),
        ...(filter.namespace ? { namespaces: [filter.namespace] } : {}),
      },
      match: 'any',
    });
  }
  if (filter.requester) {
    conditions.push({ field: 'requester', in: [filter.requester] });
  }
  if (filter.beneficiary) {
    conditions.push({ field: 'beneficiary', in: [filter.beneficiary] });
  }
  if (filter.text) {
    conditions.push({ titleContains: filter.text });
  }
  return conditions;
}
