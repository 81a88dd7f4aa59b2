import { Knex } from 'knex';

const TABLE = 'mesh_ca_alerts';

/** Which alert, of which moment. */
export interface AlertKey {
  /** E.g. the fingerprint of a certificate. */
  subject: string;
  stage: string;
}

/** Keeps what people were told, for all instances. */
export class AlertStore {
  constructor(private readonly knex: Knex) {}

  /**
   * Whether this instance is to send an alert: it was not sent, and no other
   * instance sends it now.
   */
  async claim(
    { subject, stage }: AlertKey,
    { now, forMs }: { now: number; forMs: number },
  ): Promise<boolean> {
    await this.knex(TABLE)
      .insert({ subject, stage, noted_at: now, claimed_until: 0 })
      .onConflict(['subject', 'stage'])
      .ignore();
    const claimed = await this.knex(TABLE)
      .where({ subject, stage })
      .whereNull('sent_at')
      .andWhere('claimed_until', '<=', now)
      .update({ claimed_until: now + forMs });
    return claimed === 1;
  }

  async sent({ subject, stage }: AlertKey, now: number): Promise<void> {
    await this.knex(TABLE).where({ subject, stage }).update({ sent_at: now });
  }
}
