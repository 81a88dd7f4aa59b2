import { Knex } from 'knex';
import {
  AppliedObject,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import { canonicalJson, sha256 } from '../canonicalJson';
import { PlanDelivery } from '../PlanDelivery';
import { keyOf } from '../store';

/** The cluster of the runs with real processes: two tables beside the requests. */
export async function createWorldTables(db: Knex): Promise<void> {
  await db.schema.createTable('model_objects', table => {
    table.string('name').primary();
    table.string('value').notNullable();
    table.string('uid').notNullable();
  });
  await db.schema.createTable('model_effects', table => {
    table.increments('id');
    table.string('name').notNullable();
    table.string('request_id').notNullable();
    table.boolean('held').notNullable();
  });
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Delivers to those tables; every write notes whether its lease still stood. */
export function databaseDelivery(db: Knex, owner: string): PlanDelivery {
  const find = (name: string) => db('model_objects').where({ name }).first();
  const write = async (plan: RequestPlan, name: string, value: string) => {
    // As slow as a cluster, so that a kill strikes between writes.
    await pause(40);
    return db.transaction(async tx => {
      const existing = await tx('model_objects')
        .where({ name })
        .forUpdate()
        .first();
      if (existing?.value === value) {
        return 'unchanged';
      }
      const [request] = await tx('mesh_requests')
        .where({
          content_hash: sha256(canonicalJson(plan)),
          status: 'provisioning',
        })
        .select('id', 'lease_owner');
      await tx('model_objects')
        .insert({ name, value, uid: `${name}-uid` })
        .onConflict('name')
        .merge(['value']);
      await tx('model_effects').insert({
        name,
        request_id: request?.id ?? 'none',
        held: request?.lease_owner === owner,
      });
      return existing ? 'changed' : 'created';
    });
  };
  const each = async (
    plan: RequestPlan,
    outcomeOf: (name: string, value: string) => Promise<string>,
  ): Promise<AppliedObject[]> => {
    const applied: AppliedObject[] = [];
    for (const { reference, value } of objectsOf(plan)) {
      applied.push({
        object: reference,
        outcome: (await outcomeOf(reference.name, value)) as any,
        changes: [],
      });
    }
    return applied;
  };
  return {
    rehearse: plan =>
      each(plan, async (name, value) => {
        const existing = await find(name);
        if (!existing) {
          return 'created';
        }
        return existing.value === value ? 'unchanged' : 'changed';
      }),
    apply: (plan, beforeWrite) =>
      each(plan, async (name, value) => {
        await beforeWrite();
        return write(plan, name, value);
      }),
    presence: async plan => {
      const found: Record<string, string | null> = {};
      for (const { reference } of objectsOf(plan)) {
        const existing = await find(reference.name);
        found[keyOf(reference.cluster, reference)] = existing?.uid ?? null;
      }
      return found;
    },
    compare: async plan =>
      Promise.all(
        objectsOf(plan).map(async ({ reference, value }) => {
          const existing = await find(reference.name);
          return {
            object: reference,
            present: existing !== undefined,
            changes:
              existing?.value === value
                ? []
                : [{ path: '/value', after: value }],
          };
        }),
      ),
    cluster: () => {
      throw new Error('nothing is retired in these runs');
    },
  };
}

function objectsOf(plan: RequestPlan) {
  return plan.objects.map(({ cluster, manifest }) => {
    const { apiVersion, kind, metadata, value } = manifest as any;
    const { name, namespace } = metadata;
    return {
      reference: { apiVersion, kind, namespace, name, cluster },
      value: String(value),
    };
  });
}
