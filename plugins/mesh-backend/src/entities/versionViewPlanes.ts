import {
  ControlPlaneVersion,
  MeshMembership,
} from '@meshport/backstage-plugin-mesh-common';
import {
  injectingRevision,
  kubernetesFit,
  ProxyInstance,
  revisionsOf,
  SupportTable,
} from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';
import { controlPlanesIn } from './controlPlanes';
import { ViewContext } from './EntityView';
import { ProxySource } from './versionViewProxies';

/**
 * The control planes of the revisions that the proxies name or that the
 * namespaces ask for; a remote cluster is served by its primary's.
 */
export function servingControlPlanes(
  { cluster, objects }: ViewContext,
  { home }: ProxySource,
  membership: MeshMembership,
  proxies: ProxyInstance[],
  table: SupportTable,
): ControlPlaneVersion[] {
  if (!home) {
    return [];
  }
  const all = withTags(controlPlanesIn(home, table), cluster).map(plane => ({
    ...plane,
    ...(plane.version
      ? {
          kubernetes: kubernetesFit(
            plane.version,
            cluster.kubernetesVersion,
            table,
          ),
        }
      : {}),
  }));
  const wanted = new Set([
    ...proxies.map(({ revision }) => revision),
    ...objects.pods.map(pod => wantedRevision(cluster, pod)),
  ]);
  wanted.delete(undefined);
  if (wanted.size > 0) {
    return all.filter(({ revision }) => wanted.has(revision));
  }
  // In the mesh, but nothing tells by which revision: ambient, machines.
  return membership === 'none' || membership === 'noWorkloads' ? [] : all;
}

/** Tags are the cluster's own, also where its istiod runs elsewhere. */
function withTags(
  controlPlanes: ControlPlaneVersion[],
  cluster: ClusterInventory,
): ControlPlaneVersion[] {
  const { revisions } = revisionsOf({
    webhooks: cluster.store('MutatingWebhookConfiguration').list(),
    namespaces: [],
    running: [],
  });
  return controlPlanes.map(plane => {
    const tags = revisions.find(one => one.revision === plane.revision)?.tags;
    return tags?.length ? { ...plane, tags } : plane;
  });
}

function wantedRevision(
  cluster: ClusterInventory,
  { metadata }: StoredObject,
): string | undefined {
  const namespace = cluster
    .store('Namespace')
    .get('', metadata.namespace ?? '');
  return (
    namespace &&
    injectingRevision(
      namespace,
      metadata.labels ?? {},
      cluster.store('MutatingWebhookConfiguration').list(),
    )
  );
}

/** The version of a revision; where none is named, of the only control plane. */
export function versionUnder(
  controlPlanes: ControlPlaneVersion[],
  revision: string | undefined,
): string | undefined {
  if (revision === undefined) {
    return controlPlanes.length === 1 ? controlPlanes[0].version : undefined;
  }
  return controlPlanes.find(one => one.revision === revision)?.version;
}
