import { InjectionRestart } from '@meshport/backstage-plugin-mesh-common';
import {
  followingOf,
  RevisionTagObject,
  WebhookConfiguration,
} from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../../inventory';
import {
  restartsIn,
  unknownRestarts,
} from '../../remote-clusters/setup/injectionRestarts';

/** What the change of a tag does to namespaces and workloads. */
export interface TagEffect {
  /** Namespaces whose new pods the tag decides, before or after. */
  namespaces: string[];
  /** Workloads that run another proxy than a new pod would get. */
  restarts: InjectionRestart[];
  /** Why nothing can be said, as sentences. */
  unknown: string[];
}

/**
 * What happens when a tag's webhook configuration is the one given, or is gone.
 *
 * @param after - absent where the tag is taken away
 */
export function tagEffect(
  cluster: ClusterInventory,
  tag: string,
  after: RevisionTagObject | undefined,
): TagEffect {
  const unknown = unknownRestarts(cluster);
  if (unknown.length > 0) {
    return { namespaces: [], restarts: [], unknown };
  }
  const before = cluster
    .store('MutatingWebhookConfiguration')
    .list() as unknown as WebhookConfiguration[];
  const changed = [
    ...before.filter(one => !isOfTag(one, tag)).map(one => quietened(one, tag)),
    ...(after ? [after as unknown as WebhookConfiguration] : []),
  ];
  const namespaces = cluster
    .store('Namespace')
    .list()
    .filter(
      namespace =>
        followingOf(namespace, before).tag === tag ||
        followingOf(namespace, changed).tag === tag,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const withOwnLabel = cluster
    .store('Namespace')
    .list()
    .filter(one => !namespaces.includes(one) && namesTag(cluster, one, tag));
  return {
    namespaces: namespaces.map(({ metadata }) => metadata.name),
    restarts: [...namespaces, ...withOwnLabel].flatMap(namespace =>
      restartsIn(cluster, namespace, namespace.metadata.labels ?? {}, changed),
    ),
    unknown,
  };
}

/** Whether a pod names the tag itself, in a namespace that does not. */
function namesTag(
  cluster: ClusterInventory,
  { metadata: { name } }: StoredObject,
  tag: string,
): boolean {
  return cluster
    .store('Pod')
    .list(name)
    .some(({ metadata }) => metadata.labels?.['istio.io/rev'] === tag);
}

function isOfTag({ metadata }: WebhookConfiguration, tag: string): boolean {
  return (
    metadata.labels?.app === 'sidecar-injector' &&
    metadata.labels['istio.io/tag'] === tag
  );
}

const NEVER = { matchLabels: { 'istio.io/deactivated': 'never-match' } };

/** With the tag `default`, istioctl has the injector of revision `default` match nothing. */
function quietened(
  webhook: WebhookConfiguration,
  tag: string,
): WebhookConfiguration {
  const { labels = {} } = webhook.metadata;
  const isDefault =
    labels.app === 'sidecar-injector' &&
    labels['istio.io/tag'] === undefined &&
    (labels['istio.io/rev'] ?? 'default') === 'default';
  return tag === 'default' && isDefault
    ? {
        ...webhook,
        webhooks: webhook.webhooks?.map(one => ({
          ...one,
          namespaceSelector: NEVER,
          objectSelector: NEVER,
        })),
      }
    : webhook;
}
