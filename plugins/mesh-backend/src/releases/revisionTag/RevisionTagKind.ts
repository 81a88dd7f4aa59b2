import { assertError, ConflictError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  meshNamespaceApplyPermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import {
  revisionTagName,
  RevisionTagObject,
  revisionTagObjects,
  revisionTagServiceName,
} from '@meshport/istio';
import { controlPlaneNamespace } from '../../clusters';
import { ClusterRegistry } from '../../clusters/types';
import { noCluster } from '../../findings/FindingSight';
import { ClusterInventory, Inventory } from '../../inventory';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { revisionOf } from './clusterTags';
import { changeOf, contentOf, refuseMoved, TagChange } from './tagChange';
import { tagFindings, tagStatements } from './tagWords';
import { gitOwnerOfTag, PlannedTag, TagPlanner } from './TagPlanner';
import { readTagRequest } from './tagRequest';
import { pathOf, TagReference, TagWriter } from './TagWriter';

/** A revision tag that is to lead to another revision. */
export class RevisionTagKind implements RequestKind {
  readonly name = 'revision-tag';
  readonly title = 'Revision tag';
  readonly schema: JsonObject = {
    type: 'object',
    required: ['cluster', 'tag', 'revision'],
    additionalProperties: false,
    properties: {
      cluster: { type: 'string', description: 'Name of the cluster' },
      tag: { type: 'string', description: 'The tag, e.g. prod' },
      revision: { type: 'string', description: 'Where it is to lead' },
      from: {
        type: ['string', 'null'],
        description:
          'Where it led when this was asked; the request fails when that is no longer so',
      },
    },
  };
  readonly renderer = { name: '@meshport/istio/releases', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = {
    create: meshNamespaceApplyPermission,
    retire: meshNamespaceApplyPermission,
  };
  readonly withoutPolicy = 'approval' as const;

  constructor(
    private readonly services: {
      inventory: Inventory;
      registry: ClusterRegistry;
      settings: ApplySettings;
      planner: TagPlanner;
    },
  ) {}

  async plan(
    parameters: unknown,
    { mayRead }: RequestPlanCall,
  ): Promise<RequestDraft> {
    const asked = readTagRequest(parameters);
    const { cluster: name, tag, revision } = asked;
    const cluster = this.services.inventory.cluster(name);
    const namespace = cluster && controlPlaneNamespace(cluster.details);
    if (!cluster || !namespace || !mayRead(name, namespace)) {
      throw noCluster(name);
    }
    const planned = this.services.planner.plan(cluster, asked);
    const from = asked.from === undefined ? planned.from : asked.from;
    if (planned.from === revision) {
      throw new ConflictError(
        `revision: tag ${tag} of ${name} leads to ${revision} already`,
      );
    }
    const change: TagChange = {
      cluster: name,
      tag,
      revision,
      from,
      content: contentOf(planned.objects),
      withService: planned.objects.some(({ kind }) => kind === 'Service'),
    };
    return {
      title: `Tag ${tag} of ${name} to revision ${revision}`,
      subject: `${name}/${tag}`,
      targets: [{ cluster: name, namespace }],
      parameters: change as unknown as JsonObject,
      objects: [],
      statements: tagStatements(change, planned, one => mayRead(name, one)),
    };
  }

  async check(plan: RequestPlan): Promise<void> {
    const { cluster: name, tag, from } = changeOf(plan);
    writableCluster(this.services.registry, this.services.settings, name);
    const cluster = this.#cluster(name);
    const owner = gitOwnerOfTag(cluster, tag);
    if (owner) {
      throw new ConflictError(
        `tag: ${tag} of ${name} is kept by ${owner}; change it in Git`,
      );
    }
    const writer = this.#writer(name);
    const [webhook] = this.#references(changeOf(plan));
    refuseMoved(changeOf(plan), await writer.find(webhook), [from]);
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster: name, tag, revision } = changeOf(plan);
    const cluster = this.services.inventory.cluster(name);
    if (!cluster) {
      return [];
    }
    let planned: PlannedTag;
    try {
      planned = this.services.planner.plan(cluster, { tag, revision });
    } catch (error) {
      // What cannot be worked out now is worth knowing, also of a request that is done.
      assertError(error);
      return [
        { code: 'TAG_WARNING', severity: 'warning', message: error.message },
      ];
    }
    return tagFindings(revision, planned);
  }

  async provision(work: RequestWork): Promise<void> {
    const change = changeOf(work.plan);
    const writer = this.#writer(change.cluster, () => work.keepLease());
    const objects = await this.#objects(writer, change);
    if (contentOf(objects) !== change.content) {
      throw new ConflictError(
        `revision: the injector of ${change.revision} in ${change.cluster} leads elsewhere than when this was asked; ask anew`,
      );
    }
    await this.#lead(writer, change, objects, [change.from]);
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const change = changeOf(work.plan);
    const { tag, cluster, revision } = change;
    const writer = this.#writer(cluster);
    const [webhook] = this.#references(change);
    const live = await writer.find(webhook);
    const leads = live && revisionOf(live);
    return leads === revision
      ? {
          state: 'ready',
          message: `Tag ${tag} of ${cluster} leads to ${revision}. Workloads that run follow it once they are restarted.`,
        }
      : {
          state: 'failed',
          message: `Tag ${tag} of ${cluster} ${
            leads ? `leads to ${leads}` : 'is gone'
          }: somebody has changed it since.`,
          mend: 'See who changed it, and ask again for where it is to lead.',
        };
  }

  /** Leads the tag back to where it led before; one that was not there is taken away. */
  async retire(work: RequestWork): Promise<void> {
    const change = changeOf(work.plan);
    const { cluster, tag, from, revision } = change;
    const writer = this.#writer(cluster, () => work.keepLease());
    if (from !== null) {
      const back = { ...change, revision: from, from: revision };
      await this.#lead(writer, back, await this.#objects(writer, back), [
        revision,
      ]);
      return;
    }
    if (tag === 'default') {
      throw new ConflictError(
        `tag: default of ${cluster} led nowhere before, and without it namespaces with istio-injection=enabled get no proxies; ask for another revision for it`,
      );
    }
    for (const object of this.#references(change)) {
      const live = await writer.find(object);
      if (live) {
        refuseMoved(change, live, [revision]);
        await writer.remove(live, pathOf(object));
      }
    }
  }

  /** The webhook that decides goes first: after a crash the rest follows. */
  async #lead(
    writer: TagWriter,
    change: TagChange,
    objects: RevisionTagObject[],
    before: (string | null)[],
  ): Promise<void> {
    const [decides, ...others] = objects;
    await writer.write(decides, live => refuseMoved(change, live, before));
    if (change.tag === 'default') {
      await writer.deactivateDefault();
    }
    for (const object of others) {
      await writer.write(await withLiveFailurePolicy(writer, object), () => {});
    }
  }

  async #objects(
    writer: TagWriter,
    { cluster, tag, revision, withService }: TagChange,
  ): Promise<RevisionTagObject[]> {
    return revisionTagObjects({
      tag,
      revision,
      istioNamespace: controlPlaneNamespace(this.#cluster(cluster).details),
      injector: await writer.injector(revision),
      withService,
      validatorFailurePolicy: 'Fail',
    });
  }

  /** The objects of a tag that is not `default`, by their names. */
  #references({ cluster, tag, withService }: TagChange): TagReference[] {
    const namespace = controlPlaneNamespace(this.#cluster(cluster).details);
    return [
      {
        kind: 'MutatingWebhookConfiguration',
        metadata: { name: revisionTagName(tag, namespace) },
      },
      ...(withService
        ? [
            {
              kind: 'Service',
              metadata: { name: revisionTagServiceName(tag), namespace },
            },
          ]
        : []),
    ];
  }

  #cluster(name: string): ClusterInventory {
    const cluster = this.services.inventory.cluster(name);
    if (!cluster) {
      throw noCluster(name);
    }
    return cluster;
  }

  #writer(name: string, keepLease?: () => Promise<void>): TagWriter {
    const { registry, settings } = this.services;
    return new TagWriter(writableCluster(registry, settings, name), keepLease);
  }
}

/** istiod sets it; an update must not set it back. */
async function withLiveFailurePolicy(
  writer: TagWriter,
  object: RevisionTagObject,
): Promise<RevisionTagObject> {
  if (object.kind !== 'ValidatingWebhookConfiguration') {
    return object;
  }
  const live = await writer.find(object);
  const policies = new Map<string, string>(
    (live?.webhooks ?? []).map((one: any) => [one.name, one.failurePolicy]),
  );
  return {
    ...object,
    webhooks: (object.webhooks as { name: string }[]).map(one => ({
      ...one,
      failurePolicy: policies.get(one.name) ?? 'Ignore',
    })),
  };
}
