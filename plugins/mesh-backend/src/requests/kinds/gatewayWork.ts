import { ConflictError } from '@backstage/errors';
import {
  KUBERNETES_ID_ANNOTATION,
  NAMESPACE_OWNER_KEY,
} from '@meshport/backstage-plugin-mesh-common';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { EgressGatewayModel } from '@meshport/istio';
import { fallenObjects } from '../../egress/fallenObjects';
import { GatewayContext } from '../../egress/GatewayContext';
import { LiveObject, LiveObjects } from '../../egress/LiveGateway';
import { deletionsOf } from '../../egress/removalPlan';
import { toBackstageError } from '../../manifests/clusterErrors';
import { ManifestObject } from '../../manifests/objects';

/** Names a gateway, and whose it is. */
export interface GatewayPlace {
  cluster: string;
  namespace: string;
  name: string;
  owner?: string;
  component?: string;
}

/** Everything that a cluster has of a gateway now, in the words of Backstage's errors. */
export async function liveObjects(
  { look }: GatewayContext,
  place: GatewayPlace,
  namespaces: readonly string[] = [],
): Promise<LiveObjects> {
  try {
    return await look.liveOf(place, namespaces);
  } catch (error) {
    throw toBackstageError(error, { cluster: place.cluster });
  }
}

/** Deletes what a gateway has no more after its plan was written. */
export async function deleteFallen(
  context: GatewayContext,
  work: RequestWork,
  cluster: string,
  model: EgressGatewayModel,
): Promise<void> {
  const wanted = work.plan.objects.map(
    one => one.manifest as unknown as ManifestObject,
  );
  const live = await liveObjects(
    context,
    { cluster, namespace: model.namespace, name: model.name },
    wanted.map(({ metadata }) => metadata.namespace),
  );
  await deleteAll(work, cluster, fallenObjects(model, wanted, live).deletes);
}

/** Deletes everything that Meshport made of a gateway, routes first; what other tools keep stays. */
export async function deleteGateway(
  context: GatewayContext,
  work: RequestWork,
  place: GatewayPlace,
  namespaces: readonly string[] = [],
): Promise<void> {
  const live = await liveObjects(context, place, namespaces);
  const { deletes } = deletionsOf(live.objects);
  await deleteAll(
    work,
    place.cluster,
    deletes.filter(object => isOf(object, place)),
  );
}

/** Whether a gateway's object belongs to the team that the plan names. */
export function isOf(
  { metadata: { labels = {} } }: LiveObject,
  { owner, component }: GatewayPlace,
): boolean {
  return (
    labels[NAMESPACE_OWNER_KEY] === owner &&
    labels[KUBERNETES_ID_ANNOTATION] === component
  );
}

async function deleteAll(
  work: RequestWork,
  cluster: string,
  objects: readonly LiveObject[],
): Promise<void> {
  for (const { apiVersion, kind, metadata } of objects) {
    if (work.signal.aborted) {
      throw new ConflictError('the work was interrupted; another goes on');
    }
    const { namespace, name, uid } = metadata;
    await work
      .cluster(cluster)
      .delete({ apiVersion, kind, namespace, name }, uid);
  }
}
