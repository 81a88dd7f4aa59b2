import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { inApplyOrder } from '../../manifests/applyOrder';
import { ManifestObject } from '../../manifests/objects';
import { findGitOwner, isOurs } from '../../manifests/owners';

/**
 * Deletes the objects of the plan's kinds that bear the labels and that
 * Meshport applied, in the reverse of the order of applying, so that no call
 * is led to what is gone already. What Argo CD or Flux keep stays: they would
 * make it anew.
 */
export async function retireLabelled(
  work: RequestWork,
  of: { cluster: string; namespace: string; labels: Record<string, string> },
): Promise<void> {
  const cluster = work.cluster(of.cluster);
  const kinds = new Map(
    inApplyOrder(
      work.plan.objects.map(one => one.manifest as unknown as ManifestObject),
    ).map(({ apiVersion, kind }) => [
      `${apiVersion} ${kind}`,
      { apiVersion, kind },
    ]),
  );
  for (const kind of [...kinds.values()].reverse()) {
    const found = await cluster.list(
      { ...kind, namespace: of.namespace },
      of.labels,
    );
    for (const object of found) {
      const { name, namespace, uid } = object.metadata;
      if (uid && isOurs(object) && !findGitOwner(object)) {
        await cluster.delete({ ...kind, namespace, name }, uid);
      }
    }
  }
}
