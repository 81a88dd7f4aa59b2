import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { ManifestObject } from '../../manifests/objects';
import { findGitOwner, isOurs } from '../../manifests/owners';
import { referenceOf } from '../../requests/ClusterPlanDelivery';

/**
 * Deletes the objects of a plan that Meshport applied; what Argo CD or Flux
 * keep stays. Running it twice changes nothing.
 */
export async function deletePlanned(work: RequestWork): Promise<void> {
  for (const { cluster, manifest } of work.plan.objects.toReversed()) {
    const reference = referenceOf(manifest as unknown as ManifestObject);
    const there = await work.cluster(cluster).get(reference);
    const uid = there?.metadata.uid;
    if (there && uid && isOurs(there) && !findGitOwner(there)) {
      await work.cluster(cluster).delete(reference, uid);
    }
  }
}
