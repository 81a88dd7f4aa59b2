import { ConflictError } from '@backstage/errors';
import { randomUUID } from 'crypto';
import { Knex } from 'knex';
import { Fence, LeaseLostError } from '../../requests/store';
import { JoinRecord, JoinRecords } from '../common/JoinRecords';
import { Join, remoteSecretName } from './Join';

const TABLE = 'mesh_remote_joins';

/** Keeps joins. Every change is made under a lease, and refused once that is lost. */
export class JoinStore implements JoinRecords {
  constructor(private readonly knex: Knex) {}

  async find(primary: string, remote: string): Promise<Join | undefined> {
    const row = await this.knex(TABLE)
      .where({ primary_cluster: primary, remote_cluster: remote })
      .first();
    return row && joinOf(row);
  }

  async get(id: string): Promise<Join | undefined> {
    const row = await this.knex(TABLE).where({ id }).first();
    return row && joinOf(row);
  }

  async joins(): Promise<Join[]> {
    const rows = await this.knex(TABLE).orderBy([
      'primary_cluster',
      'remote_cluster',
    ]);
    return rows.map(joinOf);
  }

  async list(): Promise<JoinRecord[]> {
    return (await this.joins()).flatMap(join =>
      join.joinedAt === undefined ? [] : [recordOf(join, join.joinedAt)],
    );
  }

  /** The join of a pair, begun now unless there is one. */
  async begin(join: Omit<Join, 'id'>): Promise<Join> {
    const { primary, remote } = join;
    await this.knex(TABLE)
      .insert({
        id: randomUUID(),
        primary_cluster: primary,
        remote_cluster: remote,
        document: JSON.stringify(join),
        attempt: 0,
      })
      .onConflict(['primary_cluster', 'remote_cluster'])
      .ignore();
    const found = await this.find(primary, remote);
    if (!found) {
      throw new ConflictError(
        `remote: ${remote} was just left by ${primary}; retry`,
      );
    }
    return found;
  }

  /** Takes the lease of a join, if nobody else has it. */
  async claim(
    id: string,
    options: { owner: string; now: number; leaseMs: number },
  ): Promise<Fence | undefined> {
    const { owner, now, leaseMs } = options;
    const [row] = await this.knex(TABLE)
      .where({ id })
      .andWhere(free =>
        free
          .whereNull('lease_until')
          .orWhere('lease_until', '<=', now)
          .orWhere('lease_owner', owner),
      )
      .update({
        lease_owner: owner,
        lease_until: now + leaseMs,
        attempt: this.knex.raw('attempt + 1'),
      })
      .returning('attempt');
    return row && { id, owner, attempt: row.attempt };
  }

  /** Throws `LeaseLostError` when somebody else holds the lease now. */
  async renew(fence: Fence, leaseUntil: number, now: number): Promise<void> {
    const renewed = await this.#held(fence)
      .andWhere('lease_until', '>', now)
      .update({ lease_until: leaseUntil });
    refuseLost(renewed, fence);
  }

  async save(fence: Fence, join: Join, renewAt?: number): Promise<void> {
    const saved = await this.#held(fence).update({
      document: JSON.stringify(join),
      renew_at: renewAt ?? null,
    });
    refuseLost(saved, fence);
  }

  async release(fence: Fence): Promise<void> {
    await this.#held(fence).update({ lease_until: null, lease_owner: null });
  }

  /** Forgets a join that is left. */
  async remove(fence: Fence): Promise<void> {
    refuseLost(await this.#held(fence).delete(), fence);
  }

  /** Joins for which something is due, longest first. */
  async due(now: number): Promise<Join[]> {
    const rows = await this.knex(TABLE)
      .where('renew_at', '<=', now)
      .orderBy('renew_at');
    return rows.map(joinOf);
  }

  #held({ id, owner, attempt }: Fence) {
    return this.knex(TABLE).where({ id, lease_owner: owner, attempt });
  }
}

function refuseLost(count: number, { id, attempt }: Fence): void {
  if (count !== 1) {
    throw new LeaseLostError(`attempt ${attempt} at join ${id} was overtaken`);
  }
}

function joinOf(row: { id: string; document: string }): Join {
  return { ...JSON.parse(row.document), id: row.id };
}

function recordOf(join: Join, joinedAt: number): JoinRecord {
  const time = (at: number) => new Date(at).toISOString();
  const { rotatedAt, current } = join;
  return {
    primary: join.primary,
    remote: join.remote,
    clusterId: join.clusterId,
    secret: { namespace: join.primaryNamespace, name: remoteSecretName(join) },
    tokenKind: join.tokenKind,
    joinedAt: time(joinedAt),
    ...(rotatedAt === undefined ? {} : { rotatedAt: time(rotatedAt) }),
    ...(current?.expiresAt === undefined
      ? {}
      : { expires: time(current.expiresAt) }),
    requestId: join.requestId,
  };
}
