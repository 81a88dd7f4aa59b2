import { ConflictError } from '@backstage/errors';
import { randomUUID } from 'crypto';
import { Knex } from 'knex';
import { LeaseLostError } from '../../requests/store';
import {
  Issuance,
  IssuanceEvent,
  IssuanceOrder,
  StoredEvent,
} from './Issuance';

const ISSUANCES = 'mesh_ca_issuances';
const EVENTS = 'mesh_ca_issuance_events';

/**
 * Keeps issuances, append-only. Who works on one holds the lease of its
 * request; should two do so all the same, the second to write fails.
 */
export class IssuanceStore {
  constructor(private readonly knex: Knex) {}

  async get(id: string): Promise<Issuance | undefined> {
    const [found] = await this.#read(query => query.where({ id }));
    return found;
  }

  /** Every try of an operation, oldest first. */
  async tries(operation: string): Promise<Issuance[]> {
    const found = await this.#read(query => query.where({ operation }));
    return found.reverse();
  }

  /** Newest first. */
  async list(filter: { cluster?: string } = {}): Promise<Issuance[]> {
    const { cluster } = filter;
    return this.#read(query =>
      cluster === undefined ? query : query.where({ cluster }),
    );
  }

  /**
   * Begins a try, with its first events.
   *
   * @throws `LeaseLostError` when another has begun it
   */
  async begin(
    order: IssuanceOrder,
    options: { number: number; events: IssuanceEvent[]; now: number },
  ): Promise<Issuance> {
    const { operation, cluster, namespace, authority, ...document } = order;
    const { number, events, now } = options;
    const id = randomUUID();
    await this.knex.transaction(async trx => {
      const begun = await trx(ISSUANCES)
        .insert({
          id,
          operation,
          number,
          cluster,
          namespace,
          authority,
          document: JSON.stringify(document),
          created_at: now,
        })
        .onConflict(['operation', 'number'])
        .ignore()
        .returning('id');
      if (!begun.length) {
        throw new LeaseLostError(
          `try ${number} of ${operation} was begun by another`,
        );
      }
      await trx(EVENTS).insert(
        events.map((event, index) => rowOf(id, index + 1, event, now)),
      );
    });
    const stored = events.map(event => ({ ...event, at: now }));
    return { ...order, id, number, createdAt: now, events: stored };
  }

  /**
   * Adds an event.
   *
   * @returns the issuance with it
   * @throws `LeaseLostError` when another has added one meanwhile
   */
  async append(
    issuance: Issuance,
    event: IssuanceEvent,
    now: number,
  ): Promise<Issuance> {
    const added = await this.knex(EVENTS)
      .insert(rowOf(issuance.id, issuance.events.length + 1, event, now))
      .onConflict(['issuance_id', 'sequence'])
      .ignore()
      .returning('sequence');
    if (!added.length) {
      throw new LeaseLostError(
        `issuance ${issuance.id} was gone on with by another`,
      );
    }
    const events: StoredEvent[] = [...issuance.events, { ...event, at: now }];
    return { ...issuance, events };
  }

  async #read(
    narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  ): Promise<Issuance[]> {
    const rows = await narrow(this.knex(ISSUANCES)).orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'number', order: 'desc' },
    ]);
    const events = new Map<string, StoredEvent[]>();
    const ids = rows.map(({ id }: { id: string }) => id);
    for (let from = 0; from < ids.length; from += 500) {
      const found = await this.knex(EVENTS)
        .whereIn('issuance_id', ids.slice(from, from + 500))
        .orderBy(['issuance_id', 'sequence']);
      for (const { issuance_id: id, type, document, at } of found) {
        const list = events.get(id) ?? [];
        events.set(id, list);
        list.push({ ...JSON.parse(document), type, at: Number(at) });
      }
    }
    return rows.map(
      ({ document, created_at: createdAt, ...row }: any): Issuance => ({
        ...row,
        ...JSON.parse(document),
        createdAt: Number(createdAt),
        events: events.get(row.id) ?? [],
      }),
    );
  }
}

function rowOf(
  issuanceId: string,
  sequence: number,
  { type, ...document }: IssuanceEvent,
  now: number,
) {
  return {
    issuance_id: issuanceId,
    sequence,
    type,
    document: JSON.stringify(document),
    at: now,
  };
}

/** Throws `ConflictError` for an issuance that is not known. */
export async function knownIssuance(
  store: IssuanceStore,
  id: string,
): Promise<Issuance> {
  const found = await store.get(id);
  if (!found) {
    throw new ConflictError(`issuance ${id} is not known any more`);
  }
  return found;
}
