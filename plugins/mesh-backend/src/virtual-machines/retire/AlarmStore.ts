import { Knex } from 'knex';

/** A machine of a retired request that registered again. */
export interface StoredAlarm {
  requestId: string;
  /** Name of its WorkloadEntry. */
  name: string;
  address?: string;
  /** As istiod wrote it (RFC 3339). */
  connectedAt: string;
  /** Milliseconds since 1970. */
  raisedAt: number;
  notifiedAt?: number;
  /** When it was gone again; milliseconds since 1970. */
  overAt?: number;
}

type AlarmKey = Pick<StoredAlarm, 'requestId' | 'name' | 'connectedAt'>;

/** Keeps alarms; one is raised once, however many instances see its cause. */
export class AlarmStore {
  constructor(private readonly knex: Knex) {}

  /** Does nothing where it is raised already. */
  async raise(alarm: Omit<StoredAlarm, 'notifiedAt' | 'overAt'>) {
    await this.knex('mesh_vm_alarms')
      .insert({
        request_id: alarm.requestId,
        name: alarm.name,
        address: alarm.address ?? null,
        connected_at: alarm.connectedAt,
        raised_at: alarm.raisedAt,
      })
      .onConflict(['request_id', 'name', 'connected_at'])
      .ignore();
  }

  /** Newest first. */
  async list(requestId: string): Promise<StoredAlarm[]> {
    const rows = await this.knex('mesh_vm_alarms')
      .where({ request_id: requestId })
      .orderBy('raised_at', 'desc');
    return rows.map(alarmOf);
  }

  /** Those that nobody was told of, or that are still on. */
  async open(): Promise<StoredAlarm[]> {
    const rows = await this.knex('mesh_vm_alarms')
      .whereNull('over_at')
      .orWhereNull('notified_at');
    return rows.map(alarmOf);
  }

  async markNotified(alarm: AlarmKey, at: number): Promise<void> {
    await this.#row(alarm).update({ notified_at: at });
  }

  async end(alarm: AlarmKey, at: number): Promise<void> {
    await this.#row(alarm).whereNull('over_at').update({ over_at: at });
  }

  #row({ requestId, name, connectedAt }: AlarmKey) {
    return this.knex('mesh_vm_alarms').where({
      request_id: requestId,
      name,
      connected_at: connectedAt,
    });
  }
}

function alarmOf(row: any): StoredAlarm {
  return {
    requestId: row.request_id,
    name: row.name,
    connectedAt: row.connected_at,
    raisedAt: Number(row.raised_at),
    ...(row.address ? { address: row.address } : {}),
    ...(row.notified_at === null
      ? {}
      : { notifiedAt: Number(row.notified_at) }),
    ...(row.over_at === null ? {} : { overAt: Number(row.over_at) }),
  };
}
