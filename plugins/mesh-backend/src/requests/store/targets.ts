import { RequestTarget } from '@meshport/backstage-plugin-mesh-common';
import { Knex } from 'knex';

/** The targets of requests with their owners, in their order. */
export async function findTargets(
  db: Knex,
  ids: string[],
): Promise<Map<string, RequestTarget[]>> {
  const found = new Map<string, RequestTarget[]>();
  if (!ids.length) {
    return found;
  }
  const targets = await db('mesh_request_targets')
    .whereIn('request_id', ids)
    .orderBy(['request_id', 'position']);
  const owners = await db('mesh_request_owners')
    .whereIn('request_id', ids)
    .orderBy(['request_id', 'position', 'owner']);
  for (const { request_id: id, position, cluster, namespace } of targets) {
    const list = found.get(id) ?? [];
    found.set(id, list);
    list.push({
      cluster,
      ...(namespace ? { namespace } : {}),
      owners: owners
        .filter(one => one.request_id === id && one.position === position)
        .map(one => one.owner),
    });
  }
  return found;
}
