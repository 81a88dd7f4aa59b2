import { Knex } from 'knex';

/** Where a request's machines are, and as whom. */
export interface GroupPlace {
  cluster: string;
  namespace: string;
  /** Name of the WorkloadGroup. */
  group: string;
  serviceAccount: string;
}

/** The group of a request. */
export interface RequestedGroup extends GroupPlace {
  requestId: string;
  /** Milliseconds since 1970; absent while the request lives. */
  retiredAt?: number;
}

/** Knows which group belongs to which request, also when it is retired. */
export class GroupStore {
  constructor(private readonly knex: Knex) {}

  /** Running it twice changes nothing. */
  async keep(requestId: string, place: GroupPlace): Promise<void> {
    await this.knex('mesh_vm_groups')
      .insert({
        request_id: requestId,
        cluster: place.cluster,
        namespace: place.namespace,
        group_name: place.group,
        service_account: place.serviceAccount,
        retired_at: null,
      })
      .onConflict('request_id')
      .merge();
  }

  /** From then on its machines raise an alarm; the first time counts. */
  async retire(requestId: string, at: number): Promise<void> {
    await this.knex('mesh_vm_groups')
      .where({ request_id: requestId })
      .whereNull('retired_at')
      .update({ retired_at: at });
  }

  async all(): Promise<RequestedGroup[]> {
    return (await this.knex('mesh_vm_groups')).map(groupOf);
  }

  /** Every request of a group of this name there, also the retired ones. */
  async at({
    cluster,
    namespace,
    group,
  }: Pick<GroupPlace, 'cluster' | 'namespace' | 'group'>): Promise<
    RequestedGroup[]
  > {
    const rows = await this.knex('mesh_vm_groups').where({
      cluster,
      namespace,
      group_name: group,
    });
    return rows.map(groupOf);
  }
}

function groupOf(row: any): RequestedGroup {
  return {
    requestId: row.request_id,
    cluster: row.cluster,
    namespace: row.namespace,
    group: row.group_name,
    serviceAccount: row.service_account,
    // PostgreSQL answers big integers as text.
    ...(row.retired_at === null ? {} : { retiredAt: Number(row.retired_at) }),
  };
}
