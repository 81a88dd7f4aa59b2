import {
  compareMinors,
  parseIstioVersion,
  RevisionInjector,
  RevisionTagObject,
  revisionTagObjects,
  revisionTagServiceName,
} from '@meshport/istio';
import { controlPlaneNamespace } from '../../clusters';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { ClusterInventory, StoredObject } from '../../inventory';

const REVISION = 'istio.io/rev';
const TAG = 'istio.io/tag';
/** From which minor on istioctl makes a Service beside a tag. */
const WITH_SERVICE = '1.28';

/** The webhook configurations of tags of a cluster. */
export function tagsIn(cluster: ClusterInventory): StoredObject[] {
  return injectorsIn(cluster).filter(
    ({ metadata }) => metadata.labels?.[TAG] !== undefined,
  );
}

/** The revision that a tag leads to; null where there is no such tag. */
export function revisionOfTag(
  cluster: ClusterInventory,
  tag: string,
): string | null {
  const webhook = tagWebhook(cluster, tag);
  return webhook ? revisionOf(webhook) : null;
}

/** The webhook configuration of a tag. */
export function tagWebhook(
  cluster: ClusterInventory,
  tag: string,
): StoredObject | undefined {
  return tagsIn(cluster).find(({ metadata }) => metadata.labels?.[TAG] === tag);
}

/** The injectors of revisions, that tags are made from. */
export function revisionInjectors(cluster: ClusterInventory): StoredObject[] {
  return injectorsIn(cluster).filter(
    ({ metadata }) => metadata.labels?.[TAG] === undefined,
  );
}

/** The revision that an injector or a tag's webhook bears. */
export function revisionOf({
  metadata,
}: {
  metadata: { labels?: Record<string, string> };
}): string {
  return metadata.labels?.[REVISION] ?? 'default';
}

/**
 * The objects of a tag, as istioctl of the version in use writes them, without
 * the certificate that istiod's is checked with.
 */
export function tagObjects(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
  { tag, revision }: { tag: string; revision: string },
  injector: RevisionInjector,
): RevisionTagObject[] {
  const istioNamespace = controlPlaneNamespace(cluster.details);
  const version = home
    ? controlPlanesIn(home).find(one => one.revision === revision)?.version
    : undefined;
  const minor = version && parseIstioVersion(version).minor;
  const hasService =
    cluster
      .store('Service')
      .get(istioNamespace, revisionTagServiceName(tag)) !== undefined;
  return revisionTagObjects({
    tag,
    revision,
    istioNamespace,
    injector,
    withService:
      hasService ||
      (home === cluster && !!minor && compareMinors(minor, WITH_SERVICE) >= 0),
    // istiod sets it to Fail by itself; what is there is kept when it is written.
    validatorFailurePolicy: 'Fail',
  });
}

function injectorsIn(cluster: ClusterInventory): StoredObject[] {
  return cluster
    .store('MutatingWebhookConfiguration')
    .list()
    .filter(({ metadata }) => metadata.labels?.app === 'sidecar-injector')
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
