import { Finding } from '@meshport/istio';
import { Knex } from 'knex';
import { FindingRecord } from './FindingRecord';

const TABLE = 'mesh_findings';
/** Rows of one statement: databases limit how many values one takes. */
const ROWS_AT_ONCE = 200;

/** A row; PostgreSQL gives large integers as text. */
interface Row {
  id: string;
  cluster: string;
  finding: string;
  first_seen: number | string;
  last_seen: number | string;
  resolved_at: number | string | null;
  changed_at: number | string;
}

/**
 * When findings came and went, in the plugin's database. Every replica writes
 * what it sees, and no order of writes does harm: the earliest first sight and
 * the first resolution count, and what is late about an earlier occurrence
 * changes nothing. Each statement stands for itself and names its rows in one
 * order, so that replicas never wait for one another in a circle.
 */
export class FindingStore {
  constructor(private readonly db: Knex) {}

  /** Writes what came and went, in this order. */
  async write(records: readonly FindingRecord[], now: number): Promise<void> {
    for (const part of partsOf(records)) {
      const rows = part.map(one => toRow(one, now));
      if (part[0].resolved === undefined) {
        await this.#writeOpen(rows);
      } else {
        await this.#writeResolved(rows);
      }
    }
  }

  /** What is there, and what was resolved since then, the latest first. */
  async load(since: number, most: number): Promise<FindingRecord[]> {
    const open = await this.db<Row>(TABLE).whereNull('resolved_at');
    const resolved = await this.db<Row>(TABLE)
      .where('resolved_at', '>', since)
      .orderBy('resolved_at', 'desc')
      .limit(most);
    return [...open, ...resolved].map(toRecord);
  }

  async find(ids: readonly string[]): Promise<FindingRecord[]> {
    const found: Row[] = [];
    for (const part of inParts(ids)) {
      found.push(...(await this.db<Row>(TABLE).whereIn('id', part)));
    }
    return found.map(toRecord);
  }

  /** What any replica changed since then. */
  async changedSince(time: number): Promise<FindingRecord[]> {
    const rows = await this.db<Row>(TABLE).where('changed_at', '>=', time);
    return rows.map(toRecord);
  }

  /** What is there was seen again. */
  async touch(ids: readonly string[], now: number): Promise<void> {
    for (const part of inParts([...ids].sort())) {
      await this.db<Row>(TABLE)
        .whereIn('id', part)
        .whereNull('resolved_at')
        .where('last_seen', '<', now)
        .update({ last_seen: now });
    }
  }

  /** Forgets what was resolved, or seen for the last time, before then. */
  async forget(before: number): Promise<void> {
    await this.db<Row>(TABLE)
      .where('last_seen', '<', before)
      .where(gone =>
        gone.whereNull('resolved_at').orWhere('resolved_at', '<', before),
      )
      .delete();
  }

  async #writeOpen(rows: Row[]): Promise<void> {
    const earlier = this.#oneOf('first_seen', '<');
    // Of the occurrence that is resolved already: what is late says only that it
    // was there before.
    const isGone = `${TABLE}.resolved_at is not null and excluded.first_seen <= ${TABLE}.resolved_at`;
    await this.db<Row>(TABLE)
      .insert(rows)
      .onConflict('id')
      .merge({
        cluster: this.db.raw('excluded.cluster'),
        finding: this.db.raw('excluded.finding'),
        first_seen: this.db.raw(
          `case when ${TABLE}.resolved_at is null or (${isGone}) then ${earlier} else excluded.first_seen end`,
        ),
        last_seen: this.db.raw(this.#oneOf('last_seen', '>')),
        resolved_at: this.db.raw(
          `case when ${isGone} then ${TABLE}.resolved_at else null end`,
        ),
        changed_at: this.db.raw('excluded.changed_at'),
      } as any)
      .whereRaw(`not (${isGone}) or excluded.first_seen < ${TABLE}.first_seen`);
  }

  async #writeResolved(rows: Row[]): Promise<void> {
    await this.db<Row>(TABLE)
      .insert(rows)
      .onConflict('id')
      .merge({
        first_seen: this.db.raw(this.#oneOf('first_seen', '<')),
        last_seen: this.db.raw(this.#oneOf('last_seen', '>')),
        resolved_at: this.db.raw('excluded.resolved_at'),
        changed_at: this.db.raw('excluded.changed_at'),
      } as any)
      // Of another occurrence that came after it was last seen here it says nothing.
      .whereRaw(
        `${TABLE}.resolved_at is null and ${TABLE}.first_seen <= excluded.last_seen`,
      );
  }

  /** The lesser or the greater of what is there and what is new. */
  #oneOf(column: string, sign: '<' | '>'): string {
    return `case when ${TABLE}.${column} ${sign} excluded.${column} then ${TABLE}.${column} else excluded.${column} end`;
  }
}

/**
 * Runs of records that all came or all went, each of them once in a part, and
 * in the order of their ids.
 */
function partsOf(records: readonly FindingRecord[]): FindingRecord[][] {
  const parts: Map<string, FindingRecord>[] = [];
  let isOpen: boolean | undefined;
  for (const record of records) {
    const last = parts[parts.length - 1];
    const opens = record.resolved === undefined;
    if (opens !== isOpen || !last || last.size >= ROWS_AT_ONCE) {
      parts.push(new Map([[record.id, record]]));
      isOpen = opens;
    } else {
      last.set(record.id, record);
    }
  }
  return parts.map(part =>
    [...part.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
}

function* inParts<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) {
    yield all.slice(at, at + ROWS_AT_ONCE);
  }
}

function toRow(
  { id, finding, firstSeen, lastSeen, resolved }: FindingRecord,
  now: number,
): Row {
  // What to do about it is known while it is there only.
  const { mend: _, source: __, otherPaths: ___, ...kept } = finding;
  return {
    id,
    cluster: finding.resource.cluster ?? '',
    finding: JSON.stringify(kept),
    first_seen: firstSeen,
    last_seen: lastSeen,
    resolved_at: resolved ?? null,
    changed_at: now,
  };
}

function toRecord(row: Row): FindingRecord {
  const { resolved_at: resolved } = row;
  return {
    id: row.id,
    finding: JSON.parse(row.finding) as Finding,
    firstSeen: Number(row.first_seen),
    lastSeen: Number(row.last_seen),
    ...(resolved === null ? {} : { resolved: Number(resolved) }),
  };
}
