import type { KubernetesObject } from '../resources';
import { followingOf, NamespaceFollowing } from './following';
import {
  injectorsFor,
  isInjector,
  REVISION_LABEL,
  TAG_LABEL,
  WebhookConfiguration,
} from './webhooks';

/**
 * A revision of Istio in a cluster: it has a webhook, a tag, or an istiod.
 *
 * @public
 */
export interface Revision {
  revision: string;
  /** Whether `istio-injection=enabled` leads to it. */
  isDefault: boolean;
  /** Tags that lead to it, sorted. */
  tags: string[];
  /** Namespaces whose pods get its proxy. */
  followers: NamespaceFollowing[];
}

/**
 * Which revisions and tags there are, and who follows them.
 *
 * @public
 */
export interface RevisionReport {
  /** Sorted by name. */
  revisions: Revision[];
  /** Namespaces that name a revision or tag that does not exist. */
  missing: NamespaceFollowing[];
  /** Namespaces in the ambient mesh. */
  ambient: NamespaceFollowing[];
}

/**
 * The revisions of a cluster, their tags and followers.
 *
 * @param running - revisions that an istiod serves, here or on the primary.
 * @public
 */
export function revisionsOf(input: {
  webhooks: readonly WebhookConfiguration[];
  namespaces: readonly KubernetesObject[];
  running: readonly string[];
}): RevisionReport {
  const { webhooks, namespaces, running } = input;
  const injectors = webhooks.filter(isInjector);
  const tags = new Map<string, Set<string>>(
    running.map(revision => [revision, new Set()]),
  );
  for (const { metadata } of injectors) {
    const revision = metadata.labels?.[REVISION_LABEL] ?? 'default';
    const known = tags.get(revision) ?? new Set();
    const tag = metadata.labels?.[TAG_LABEL];
    tags.set(revision, tag === undefined ? known : known.add(tag));
  }
  const byDefault = defaultRevision(webhooks);
  const all = namespaces.map(one => followingOf(one, webhooks));
  return {
    revisions: [...tags.keys()].sort().map(revision => ({
      revision,
      isDefault: revision === byDefault,
      tags: [...tags.get(revision)!].sort(),
      followers: all.filter(
        one => one.mode === 'sidecar' && one.revision === revision,
      ),
    })),
    missing: all.filter(({ wanted }) => wanted !== undefined),
    ambient: all.filter(({ mode }) => mode === 'ambient'),
  };
}

/**
 * The revision that `istio-injection=enabled` leads to; undefined when it leads
 * nowhere.
 *
 * @public
 */
export function defaultRevision(
  webhooks: readonly WebhookConfiguration[],
): string | undefined {
  // A namespace that differs from all others by this label alone.
  const labelled = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: '', labels: { 'istio-injection': 'enabled' } },
  };
  return injectorsFor(labelled, {}, webhooks).at(-1)?.revision;
}
