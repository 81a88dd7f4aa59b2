import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  RevisionTagPlan,
  RevisionTagRequest,
  RevisionTagsAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { followingOf, RevisionTagObject } from '@meshport/istio';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { isUnreadable } from '../../entities/readability';
import { ReadScope } from '../../entities/ReadScope';
import { ClusterInventory, Inventory, WatchedKindName } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { chosenCluster } from '../../remote-clusters/setup/chosenCluster';
import { homeOf } from '../ReleasesReader';
import { revisionInjectors, revisionOf, tagsIn } from './clusterTags';
import { manifestText } from './manifestText';
import { gitOwnerOfTag, TagPlanner } from './TagPlanner';

const READ_KINDS: readonly WatchedKindName[] = [
  'MutatingWebhookConfiguration',
  'Namespace',
  'Pod',
];

/** Shows the tags of a cluster, and what a change of one means. */
export class TagsReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      planner: TagPlanner;
    },
  ) {}

  /** @throws `NotAllowedError` for a cluster that is not there or may not be read */
  async list(
    { cluster: name }: { cluster: string },
    credentials: BackstageCredentials,
  ): Promise<RevisionTagsAnswer> {
    const { inventory, authorizer } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const cluster = chosenCluster(inventory, scope, name);
    const home = homeOf(cluster, inventory, scope);
    const isKnown = !isUnreadable(cluster, 'MutatingWebhookConfiguration');
    const running = home ? controlPlanesIn(home) : [];
    const tagged = new Set(revisionInjectors(cluster).map(revisionOf));
    const revisions = new Set([
      ...tagged,
      ...running.map(({ revision }) => revision),
    ]);
    return {
      cluster: name,
      ...(isKnown ? { tags: this.#tags(cluster, scope) } : {}),
      revisions: [...revisions].sort().map(revision => {
        const version = running.find(one => one.revision === revision)?.version;
        return {
          revision,
          ...(version ? { version } : {}),
          canBeTagged: tagged.has(revision),
        };
      }),
      ...(cluster.details.readOnly
        ? {
            notWritable:
              'Writes are switched off for it (mesh.clusters[].readOnly).',
          }
        : {}),
      clusters: [cluster.freshness(READ_KINDS)],
    };
  }

  #tags(
    cluster: ClusterInventory,
    scope: ReadScope,
  ): NonNullable<RevisionTagsAnswer['tags']> {
    const webhooks = cluster.store('MutatingWebhookConfiguration').list();
    const following = cluster
      .store('Namespace')
      .list()
      .map(namespace => followingOf(namespace, webhooks));
    return tagsIn(cluster).map(webhook => {
      const tag = webhook.metadata.labels!['istio.io/tag'];
      const all = following
        .filter(one => one.tag === tag)
        .map(({ namespace }) => namespace)
        .sort();
      const namespaces = all.filter(one =>
        scope.mayReadNamespace(cluster.details.name, one),
      );
      const keptBy = gitOwnerOfTag(cluster, tag);
      return {
        tag,
        revision: revisionOf(webhook),
        namespaces,
        withheldNamespaces: all.length - namespaces.length,
        ...(keptBy ? { keptBy } : {}),
      };
    });
  }

  /** @throws what the plan of such a request throws */
  async plan(
    { cluster: name, tag, revision, from }: RevisionTagRequest,
    credentials: BackstageCredentials,
  ): Promise<RevisionTagPlan> {
    const { inventory, authorizer, planner } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const cluster = chosenCluster(inventory, scope, name);
    const planned = planner.plan(cluster, { tag, revision });
    if (from !== undefined && from !== planned.from) {
      throw new ConflictError(
        `from: tag ${tag} of ${name} leads to ${
          planned.from ?? 'nowhere'
        } by now`,
      );
    }
    const { namespaces, restarts, unknown } = planned.effect;
    const mayRead = (one: string) => scope.mayReadNamespace(name, one);
    const readable = restarts.filter(({ namespace }) => mayRead(namespace));
    return {
      cluster: name,
      tag,
      revision,
      from: planned.from,
      manifests: planned.objects.map(object => manifestOf(cluster, object)),
      namespaces: namespaces.filter(mayRead),
      withheldNamespaces: namespaces.filter(one => !mayRead(one)).length,
      restarts: readable,
      withheldRestarts: restarts.length - readable.length,
      unknown,
      warnings: planned.warnings,
    };
  }
}

function manifestOf(
  cluster: ClusterInventory,
  object: RevisionTagObject,
): RevisionTagPlan['manifests'][number] {
  const { kind, metadata } = object;
  const live =
    kind === 'MutatingWebhookConfiguration'
      ? cluster.store('MutatingWebhookConfiguration').get('', metadata.name)
      : undefined;
  return {
    kind,
    name: metadata.name,
    yaml: manifestText(object),
    ...(live ? { before: revisionOf(live) } : {}),
  };
}
