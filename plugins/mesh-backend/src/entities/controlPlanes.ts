import { ControlPlaneVersion } from '@meshport/backstage-plugin-mesh-common';
import {
  assessVersion,
  compareIstioVersions,
  controlPlanesOf,
  DEFAULT_SUPPORT_TABLE,
  parseIstioVersion,
  SupportTable,
} from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';

/** The control planes that run in a cluster, in the version that they name themselves, or else their image or labels do. */
export function controlPlanesIn(
  cluster: ClusterInventory,
  table: SupportTable = DEFAULT_SUPPORT_TABLE,
): ControlPlaneVersion[] {
  const pods = cluster.controlPlanes.pods();
  return controlPlanesOf(pods).map(
    ({ namespace, revision, version: image }) => {
      const told = newest(
        pods
          .filter(pod => revisionOf(pod) === revision)
          .map(pod => cluster.controlPlanes.versionOf(pod)),
      );
      const version = told ?? image ?? labelledVersion(cluster, revision);
      return {
        revision,
        version,
        source: version
          ? (told && 'istiod') || (image && 'image') || 'label'
          : undefined,
        namespace,
        cluster: cluster.details.name,
        support: version
          ? assessVersion(version, new Date(), table)
          : { status: 'unknown' },
        ...flavourField(version),
      };
    },
  );
}

function flavourField(
  version: string | undefined,
): Pick<ControlPlaneVersion, 'flavour'> {
  const { minor, flavour } = parseIstioVersion(version ?? '');
  return minor ? { flavour } : {};
}

const POD_VERSION = 'app.kubernetes.io/version';
const INSTALLED_VERSION = 'operator.istio.io/version';
/** What the charts of development builds bear. */
const PLACEHOLDER = '1.0.0';

/** The version that labels tell: of the pods, else what istioctl wrote onto the webhooks. */
function labelledVersion(
  cluster: ClusterInventory,
  revision: string,
): string | undefined {
  const labelled = (objects: StoredObject[], label: string) =>
    newest(
      objects
        .filter(object => revisionOf(object) === revision)
        .map(({ metadata }) => metadata.labels?.[label])
        .filter(text => text && /^\d+\.\d+/.test(text) && text !== PLACEHOLDER),
    );
  return (
    labelled(cluster.controlPlanes.pods(), POD_VERSION) ??
    labelled(
      cluster.store('MutatingWebhookConfiguration').list(),
      INSTALLED_VERSION,
    )
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
