import {
  AppliedObject,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import { RequestCluster } from '@meshport/backstage-plugin-mesh-node';
import { missingFrom } from '../planDifferences';
import { PlanDelivery } from '../PlanDelivery';
import { keyOf } from '../store';
import { Faults } from './Faults';
import { World } from './World';

/** Told of every write as it is made; without a plan it is a deletion. Says by which request it is. */
export type WriteWitness = (plan: RequestPlan | undefined) => Promise<string>;

/**
 * Delivers to the model's cluster; faults strike at each of its writes.
 *
 * @param witness - sees every write before it is made and says by which request it is.
 */
export function worldDelivery(
  world: World,
  faults: Faults,
  witness: WriteWitness,
): PlanDelivery {
  const applyAll = async (
    plan: RequestPlan,
    write?: { beforeWrite: () => Promise<void> },
  ): Promise<AppliedObject[]> => {
    const applied: AppliedObject[] = [];
    for (const object of objectsOf(plan)) {
      const run = async () => {
        // A write follows its check at once; being held up comes before both.
        await write?.beforeWrite();
        const by = write ? await witness(plan) : '';
        return world.apply(object.name, object.value, by, !write);
      };
      applied.push({
        object: object.reference,
        outcome: await (write ? faults.around(run) : faults.read(run)),
        changes: [],
      });
    }
    return applied;
  };
  return {
    rehearse: plan => applyAll(plan),
    apply: (plan, beforeWrite) => applyAll(plan, { beforeWrite }),
    presence: plan =>
      faults.read(async () =>
        Object.fromEntries(
          objectsOf(plan).map(({ reference, name }) => [
            keyOf(reference.cluster, reference),
            world.get(name)?.uid ?? null,
          ]),
        ),
      ),
    compare: plan =>
      faults.read(async () =>
        objectsOf(plan).map(({ reference, name, value }) => {
          const existing = world.get(name);
          return {
            object: reference,
            present: existing !== undefined,
            changes: existing
              ? missingFrom({ value: existing.value }, { value })
              : [],
          };
        }),
      ),
    cluster: (_cluster, beforeWrite): RequestCluster => ({
      get: reference =>
        faults.read(async () => {
          const existing = world.get(reference.name);
          return (
            existing && {
              metadata: { name: reference.name, uid: existing.uid },
              by: existing.by,
              value: existing.value,
            }
          );
        }),
      list: async () => [],
      delete: async (reference, uid) => {
        await faults.around(async () => {
          await beforeWrite();
          world.delete(reference.name, uid, await witness(undefined));
        });
      },
    }),
  };
}

function objectsOf(plan: RequestPlan) {
  return plan.objects.map(({ cluster, manifest }) => {
    const { apiVersion, kind, metadata, value } = manifest as any;
    const { name, namespace } = metadata;
    return {
      name: name as string,
      value: value as string,
      reference: { apiVersion, kind, namespace, name, cluster },
    };
  });
}
