import { Knex } from 'knex';
import { Handout } from './Handout';

/** Handouts of one request that are read: a scaling group makes thousands. */
const MOST = 500;

/** Keeps what machines were given, so that it can be compared with what holds now. */
export class HandoutStore {
  constructor(private readonly knex: Knex) {}

  /** Call it once a token was minted, before it is sent. */
  async keep(requestId: string, handout: Handout): Promise<void> {
    await this.knex('mesh_vm_handouts').insert({
      request_id: requestId,
      given_at: handout.at,
      handout: JSON.stringify(handout),
    });
  }

  /** The latest ones, newest first. */
  async list(requestId: string): Promise<Handout[]> {
    const rows = await this.knex('mesh_vm_handouts')
      .where({ request_id: requestId })
      .orderBy('id', 'desc')
      .limit(MOST);
    return rows.map(row => JSON.parse(row.handout) as Handout);
  }
}
