import { readerAccess } from '@meshport/istio';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { MadeObject } from './Join';
import { JoinHold } from './JoinHold';
import { apply, isMarked, look, marked } from './madeObjects';

/**
 * Has the account in the remote that istiod reads as: made with its roles where
 * there is none, as istioctl does. What is there already stays as it is.
 */
export async function ensureReader(
  hold: JoinHold,
  connection: ClusterConnection,
): Promise<void> {
  const { remote, remoteNamespace: namespace, account } = hold.join;
  const there = await look(connection, {
    kind: 'ServiceAccount',
    namespace,
    name: account,
  });
  if (there && !isMarked(there, hold.join.id)) {
    return;
  }
  const [serviceAccount, role, binding] = readerAccess({ namespace });
  // The account comes last: while it is missing, the rest is made again.
  for (const object of [role, binding, serviceAccount]) {
    await ensure(hold, connection, {
      ...(object as KubernetesObject),
      cluster: remote,
    });
  }
}

async function ensure(
  hold: JoinHold,
  connection: ClusterConnection,
  wanted: KubernetesObject & { cluster: string },
): Promise<void> {
  const { cluster, ...object } = wanted;
  const note: MadeObject = {
    cluster,
    apiVersion: object.apiVersion!,
    kind: object.kind!,
    ...(object.metadata.namespace
      ? { namespace: object.metadata.namespace }
      : {}),
    name: object.metadata.name,
  };
  const others = () => hold.join.made.filter(one => !isSame(one, note));
  const there = await look(connection, note);
  if (there && !isMarked(there, hold.join.id)) {
    await hold.note({ made: others() });
    return;
  }
  if (!there) {
    await hold.note({ made: [...others(), note] });
  }
  await hold.keep();
  const { metadata } = await apply(connection, marked(object, hold.join.id));
  await hold.note({ made: [...others(), { ...note, uid: metadata.uid }] });
}

function isSame(a: MadeObject, b: MadeObject): boolean {
  return (
    a.cluster === b.cluster &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name
  );
}
