import { Knex } from 'knex';

/** A machine that was connected once. */
export interface SeenMachine {
  /** Name of its WorkloadEntry. */
  name: string;
  address?: string;
  /** As istiod wrote it (RFC 3339). */
  connectedAt: string;
  /** Milliseconds since 1970; absent while it is there. */
  leftAt?: number;
  /** Fingerprint of the roots when it was last seen. */
  root?: string;
}

/** Remembers machines, since istiod deletes their entries seconds after they go. */
export class MachineStore {
  constructor(private readonly knex: Knex) {}

  async list(requestId: string): Promise<SeenMachine[]> {
    const rows = await this.knex('mesh_vm_machines')
      .where({ request_id: requestId })
      .orderBy('name');
    return rows.map(row => ({
      name: row.name,
      connectedAt: row.connected_at,
      ...(row.address ? { address: row.address } : {}),
      ...(row.left_at === null ? {} : { leftAt: Number(row.left_at) }),
      ...(row.root ? { root: row.root } : {}),
    }));
  }

  /** Several instances may see the same; the last one is right. */
  async keep(requestId: string, machine: SeenMachine): Promise<void> {
    await this.knex('mesh_vm_machines')
      .insert({
        request_id: requestId,
        name: machine.name,
        address: machine.address ?? null,
        connected_at: machine.connectedAt,
        left_at: machine.leftAt ?? null,
        root: machine.root ?? null,
      })
      .onConflict(['request_id', 'name'])
      .merge();
  }

  /** Forgets machines that left before a time. */
  async forget(before: number): Promise<void> {
    await this.knex('mesh_vm_machines').where('left_at', '<', before).delete();
  }
}
