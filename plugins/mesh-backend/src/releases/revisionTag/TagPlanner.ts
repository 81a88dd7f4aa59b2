import {
  ConflictError,
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { RevisionTagRequest } from '@meshport/backstage-plugin-mesh-common';
import {
  compareMinors,
  isLivePod,
  parseIstioVersion,
  podProxyVersion,
  RevisionTagObject,
} from '@meshport/istio';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, Inventory } from '../../inventory';
import { findGitOwner } from '../../manifests/owners';
import { concernsCluster } from '../flavours/FlavourRule';
import { ReleaseRules } from '../ReleaseRules';
import {
  revisionInjectors,
  revisionOf,
  revisionOfTag,
  tagObjects,
  tagWebhook,
} from './clusterTags';
import { TagEffect, tagEffect } from './tagEffect';

/** A change of a tag, worked out. */
export interface PlannedTag {
  from: string | null;
  /** What is written, without certificates. */
  objects: RevisionTagObject[];
  effect: TagEffect;
  /** What to know before, as sentences. */
  warnings: string[];
}

const HELM_RELEASE = 'meta.helm.sh/release-name';

/** Works out from memory what a change of a tag writes and does. */
export class TagPlanner {
  constructor(
    private readonly services: { inventory: Inventory; rules: ReleaseRules },
  ) {}

  /**
   * @throws `NotFoundError`, `ConflictError`, `InputError` or
   * `ServiceUnavailableError` that names the field
   */
  plan(
    cluster: ClusterInventory,
    { tag, revision }: Pick<RevisionTagRequest, 'tag' | 'revision'>,
  ): PlannedTag {
    const { name, primary } = cluster.details;
    if (isUnreadable(cluster, 'MutatingWebhookConfiguration')) {
      throw new ServiceUnavailableError(
        `cluster: the webhook configurations of ${name} could not be read, so its tags are not known; try again when they are`,
      );
    }
    const injectors = revisionInjectors(cluster);
    const revisions = [...new Set(injectors.map(revisionOf))].sort();
    if (tag !== 'default' && revisions.includes(tag)) {
      throw new InputError(
        `tag: ${tag} is a revision of ${name}; a tag needs a name of its own`,
      );
    }
    const found = injectors.filter(one => revisionOf(one) === revision);
    if (found.length === 0) {
      throw new NotFoundError(
        `revision: ${name} has no injector of revision ${revision}; it has ${
          revisions.join(', ') || 'none'
        }`,
      );
    }
    if (found.length > 1) {
      throw new ConflictError(
        `revision: ${name} has several injectors of revision ${revision} (${found
          .map(({ metadata }) => metadata.name)
          .join(', ')}); remove those that are not meant`,
      );
    }
    const home = this.services.inventory.cluster(primary ?? name);
    const objects = tagObjects(cluster, home, { tag, revision }, found[0]);
    return {
      from: revisionOfTag(cluster, tag),
      objects,
      effect: tagEffect(cluster, tag, objects[0]),
      warnings: this.#warnings(cluster, home, { tag, revision }),
    };
  }

  #warnings(
    cluster: ClusterInventory,
    home: ClusterInventory | undefined,
    { tag, revision }: { tag: string; revision: string },
  ): string[] {
    const { name } = cluster.details;
    const plane = home
      ? controlPlanesIn(home, this.services.rules.table).find(
          one => one.revision === revision,
        )
      : undefined;
    const warnings: string[] = [];
    if (home && !isUnreadable(home, 'Pod') && !plane) {
      warnings.push(
        `No istiod runs as revision ${revision}: pods that follow the tag could not be made.`,
      );
    }
    const version = plane?.version;
    const { minor, flavour } = parseIstioVersion(version ?? '');
    if (plane?.support.status === 'endOfLife') {
      warnings.push(
        `Revision ${revision} runs ${version}, whose support ended on ${plane.support.endOfLife}.`,
      );
    }
    if (minor) {
      const ahead = proxiesAhead(cluster, tag, minor);
      if (ahead > 0) {
        warnings.push(
          `${ahead} ${
            ahead === 1 ? 'proxy that follows' : 'proxies that follow'
          } the tag ${
            ahead === 1 ? 'is' : 'are'
          } of a newer minor version than ${version}; Istio supports no proxy that is newer than its control plane.`,
        );
      }
      warnings.push(
        ...this.services.rules.flavours
          .filter(
            rule =>
              !rule.namespaceLabels &&
              concernsCluster(rule, name) &&
              !rule.flavours.includes(flavour),
          )
          .map(
            rule =>
              `Revision ${revision} runs ${version}, which is not of the distribution that ${rule.name} requires.`,
          ),
      );
    }
    const release = tagWebhook(cluster, tag)?.metadata.annotations?.[
      HELM_RELEASE
    ];
    if (release) {
      warnings.push(
        `Helm release ${release} made the tag: its next upgrade sets it back, unless its value revisionTags is changed too.`,
      );
    }
    return warnings;
  }
}

/** Who keeps a tag in step with Git, as words. */
export function gitOwnerOfTag(
  cluster: ClusterInventory,
  tag: string,
): string | undefined {
  const webhook = tagWebhook(cluster, tag);
  const owner = webhook && findGitOwner(webhook);
  return owner && `${owner.tool} (${owner.name})`;
}

/** Proxies of namespaces that name the tag, of a newer minor than the revision. */
function proxiesAhead(
  cluster: ClusterInventory,
  tag: string,
  minor: string,
): number {
  const isDefault = tag === 'default';
  return cluster
    .store('Pod')
    .list()
    .filter(pod => {
      const { labels = {} } =
        cluster.store('Namespace').get('', pod.metadata.namespace ?? '')
          ?.metadata ?? {};
      const follows =
        labels['istio.io/rev'] === tag ||
        (isDefault && labels['istio-injection'] === 'enabled');
      const version = follows && isLivePod(pod) && podProxyVersion(pod);
      const its = version ? parseIstioVersion(version).minor : undefined;
      return its !== undefined && compareMinors(its, minor) > 0;
    }).length;
}
