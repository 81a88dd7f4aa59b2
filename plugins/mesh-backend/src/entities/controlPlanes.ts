import { ControlPlaneVersion } from '@meshport/backstage-plugin-mesh-common';
import {
  assessVersion,
  compareIstioVersions,
  controlPlanesOf,
  DEFAULT_SUPPORT_TABLE,
} from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';

/** The control planes that run in a cluster, in the version they name themselves or else their image does. */
export function controlPlanesIn(
  cluster: ClusterInventory,
): ControlPlaneVersion[] {
  const pods = cluster.controlPlanes.pods();
  return controlPlanesOf(pods).map(
    ({ namespace, revision, version: image }) => {
      const told = newest(
        pods
          .filter(pod => revisionOf(pod) === revision)
          .map(pod => cluster.controlPlanes.versionOf(pod)),
      );
      const version = told ?? image;
      const source = told ? 'istiod' : 'image';
      return {
        revision,
        version,
        source: version ? source : undefined,
        namespace,
        cluster: cluster.details.name,
        support: version
          ? assessVersion(version, new Date(), DEFAULT_SUPPORT_TABLE)
          : { status: 'unknown' },
      };
    },
  );
}

function revisionOf({ metadata }: StoredObject): string {
  return metadata.labels?.['istio.io/rev'] ?? 'default';
}

function newest(versions: (string | undefined)[]): string | undefined {
  return versions
    .filter(version => version !== undefined)
    .sort((a, b) => compareIstioVersions(b, a) ?? 0)[0];
}
