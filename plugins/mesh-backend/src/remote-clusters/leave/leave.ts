import { ServiceUnavailableError } from '@backstage/errors';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { ClusterConnection } from '../../clusters/types';
import { Join } from '../join/Join';
import { JoinHold } from '../join/JoinHold';
import { removeMade } from '../join/madeObjects';
import { RemoteClusterContext } from '../join/RemoteClusterContext';
import { readEvidence } from '../tokens/istiodEvidence';
import { LeavePlan, primaryPlan, remotePlan, Surroundings } from './leavePlan';

/** How long the istiods of the primary are given to forget the remote, in milliseconds. */
const FORGET_MS = 60_000;
const LOOK_EVERY_MS = 1000;

/**
 * Takes a join back, in the order of its plan. It may be called again after a
 * crash at any point: what is gone already is passed over.
 */
export async function leave(
  context: RemoteClusterContext,
  join: Pick<Join, 'id' | 'primary' | 'remote'>,
  work: RequestWork,
): Promise<void> {
  const { primary, remote } = context.pairs.connections(join);
  await context.hold(join.id, work, async hold => {
    await hold.note({ state: 'leaving' });
    // The primary forgets the remote also where that is dead.
    await carryOut(hold, primary, await primaryPlan(hold.join, primary));
    await untilForgotten(hold, primary);
    const plan = await remotePlan(
      hold.join,
      remote,
      await surroundingsOf(context),
    );
    await handOver(context, hold.join, plan, work);
    await carryOut(hold, remote, plan);
    await hold.keep();
    await hold.forget();
  });
}

async function carryOut(
  hold: JoinHold,
  connection: ClusterConnection,
  { deletes }: LeavePlan,
): Promise<void> {
  for (const { object } of deletes) {
    await hold.keep();
    await removeMade(connection, object);
  }
}

/** What else may use what a join made, as it is now. */
export async function surroundingsOf({
  store,
  pairs,
}: RemoteClusterContext): Promise<Surroundings> {
  return { joins: await store.joins(), clusters: pairs.named() };
}

/** What stays because another join uses it is that join's from now on. */
async function handOver(
  context: RemoteClusterContext,
  join: Join,
  { keeps }: LeavePlan,
  work: RequestWork,
): Promise<void> {
  const kept = keeps
    .map(({ object }) => object)
    .filter(({ cluster, uid }) => cluster === join.remote && uid);
  const heir = (await context.store.joins()).find(
    one => one.remote === join.remote && one.id !== join.id,
  );
  const made = kept.filter(one => join.made.some(({ uid }) => uid === one.uid));
  if (!heir || !made.length) {
    return;
  }
  await context.hold(heir.id, work, async hold => {
    const known = new Set(hold.join.made.map(({ uid }) => uid));
    await hold.note({
      made: [...made.filter(({ uid }) => !known.has(uid)), ...hold.join.made],
    });
  });
}

/** Waits until no istiod that can be asked names the remote: its token is needed until then. */
async function untilForgotten(
  hold: JoinHold,
  primary: ClusterConnection,
): Promise<void> {
  const { clusterId } = hold.join;
  const deadline = Date.now() + FORGET_MS;
  for (;;) {
    const istiods = await readEvidence(primary, clusterId, {
      signal: hold.signal,
    });
    const left = istiods.filter(
      one => one.status !== undefined && one.status !== 'absent',
    );
    const another = left.every(one => one.secretName !== secretOf(hold.join));
    if (!left.length || another) {
      return;
    }
    if (Date.now() > deadline) {
      throw new ServiceUnavailableError(
        `primary: istiod ${left[0].pod} of ${hold.join.primary} still names ${clusterId}; it is looked at again`,
      );
    }
    await hold.keep();
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function secretOf({ primaryNamespace, clusterId }: Join): string {
  return `${primaryNamespace}/istio-remote-secret-${clusterId}`;
}
