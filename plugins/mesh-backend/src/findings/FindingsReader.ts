import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  FindingCounts,
  FindingsAnswer,
  MeshAnswer,
  MeshFinding,
  MeshFindingDetail,
  NotJudged,
} from '@meshport/backstage-plugin-mesh-common';
import { Caller, EntityLookup } from '../entities/EntityLookup';
import { chosenClusters } from '../entities/EntityVerdict';
import { ReadyAnswer, readyAnswer } from '../entities/ReadyAnswer';
import { selectReadable } from '../entities/selectReadable';
import { ClusterInventory, Inventory, StoredObject } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { concernsEntity } from './concernsEntity';
import { FindingSight } from './FindingSight';
import { inOrder, isChosen, pageOf, readFindingsQuery } from './findingsQuery';
import { FindingsWatch } from './FindingsWatch';
import { detailOf } from './manifestText';
import { JUDGED_KINDS } from './snapshots';

/** Answers what is found, out of memory. */
export class FindingsReader {
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;
  readonly #watch: FindingsWatch;
  readonly #lookup: EntityLookup;

  constructor(options: {
    catalog: CatalogService;
    inventory: Inventory;
    authorizer: MeshAuthorizer;
    watch: FindingsWatch;
  }) {
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
    this.#watch = options.watch;
    this.#lookup = new EntityLookup(options.catalog);
  }

  /**
   * @throws `NotAllowedError` when the caller may not read clusters or
   * namespaces at all, `InputError` for a query that cannot be read
   */
  async list(
    query: Record<string, unknown>,
    { credentials }: Caller,
  ): Promise<ReadyAnswer> {
    const wanted = readFindingsQuery(query);
    const sight = await this.#sight(credentials);
    const clusters = sight
      .readableClusters()
      .filter(
        one =>
          wanted.cluster === undefined || wanted.cluster === one.details.name,
      );
    const { history } = this.#watch;
    const records =
      wanted.state === 'open' ? history.open() : history.resolved();
    const chosen = records
      .filter(
        ({ finding }) =>
          (wanted.cluster === undefined ||
            finding.resource.cluster === wanted.cluster) &&
          sight.maySee(finding),
      )
      .map(record => sight.viewRecord(record))
      .filter(finding => isChosen(finding, wanted));
    const { items, nextCursor } = pageOf(chosen, wanted);
    const answer: FindingsAnswer = {
      ...this.#frame(items, clusters, sight),
      counts: countsOf(chosen),
      suppressed: this.#suppressed(clusters, sight),
      ...(wanted.cluster === undefined &&
      clusters.length < this.#inventory.clusters().length
        ? { withheldClusters: true }
        : {}),
      page: {
        total: chosen.length,
        limit: wanted.limit,
        ...(nextCursor ? { nextCursor } : {}),
      },
    };
    return readyAnswer(answer, sight.scope.decision);
  }

  /**
   * @throws as `EntityReader.read`
   */
  async ofEntity(ref: CompoundEntityRef, caller: Caller): Promise<ReadyAnswer> {
    const [sight, selection] = await Promise.all([
      this.#sight(caller.credentials),
      this.#lookup.selection(ref, caller),
    ]);
    if (!selection) {
      const nothing: FindingsAnswer = {
        items: [],
        clusters: [],
        withheld: [],
        missingAnnotation: true,
        notJudged: [],
      };
      return readyAnswer(nothing, sight.scope.decision);
    }
    const clusters = chosenClusters(
      this.#inventory.clusters(),
      selection,
      sight.scope,
    );
    const items: MeshFinding[] = [];
    const withheld: MeshAnswer<unknown>['withheld'] = [];
    for (const cluster of clusters) {
      const selected = selectReadable(cluster, selection, sight.scope);
      withheld.push(...selected.withheld);
      const concerns = concernsEntity(cluster, selected.objects, selection);
      items.push(
        ...this.#watch.history
          .open()
          .filter(
            ({ finding }) =>
              finding.resource.cluster === cluster.details.name &&
              sight.maySee(finding) &&
              concerns(finding),
          )
          .map(record => sight.viewRecord(record)),
      );
    }
    const answer: FindingsAnswer = {
      ...this.#frame(inOrder(items), clusters, sight),
      withheld,
      counts: countsOf(items),
      ...(selection.cluster === undefined &&
      clusters.length < this.#inventory.clusters().length
        ? { withheldClusters: true }
        : {}),
    };
    return readyAnswer(answer, sight.scope.decision);
  }

  /**
   * One finding with its object.
   *
   * @throws `NotFoundError` in the same words for one that is not there and
   * one that the caller may not see
   */
  async one(id: string, { credentials }: Caller): Promise<ReadyAnswer> {
    const sight = await this.#sight(credentials);
    const record = this.#watch.history.get(id);
    if (!record || !sight.maySee(record.finding)) {
      throw new NotFoundError(
        'There is no such finding that you may see; it may be resolved long ago, or the backend was started anew',
      );
    }
    const { finding } = record;
    const cluster = this.#inventory.cluster(finding.resource.cluster ?? '');
    const item: MeshFindingDetail = {
      ...sight.viewRecord(record),
      ...(cluster
        ? detailOf(finding, sight, resource => objectOf(cluster, resource))
        : {}),
    };
    return readyAnswer(
      this.#frame([item], cluster ? [cluster] : [], sight),
      sight.scope.decision,
    );
  }

  #sight(credentials: BackstageCredentials): Promise<FindingSight> {
    return FindingSight.create(this.#inventory, this.#authorizer, credentials);
  }

  #frame(
    items: MeshFinding[],
    clusters: ClusterInventory[],
    sight: FindingSight,
  ): FindingsAnswer {
    const names = new Set(clusters.map(one => one.details.name));
    return {
      items,
      clusters: clusters.map(one => one.freshness(JUDGED_KINDS)),
      withheld: sight.withheld(clusters),
      notJudged: [
        ...clusters.filter(one => !this.#watch.isJudged(one)).map(notYetJudged),
        ...sight
          .notJudged(this.#watch.unjudged)
          .filter(({ cluster }) => cluster === undefined || names.has(cluster)),
      ],
    };
  }

  #suppressed(clusters: ClusterInventory[], sight: FindingSight): number {
    const names = new Set(clusters.map(one => one.details.name));
    return this.#watch.suppressed.filter(
      ({ finding }) =>
        names.has(finding.resource.cluster ?? '') && sight.maySee(finding),
    ).length;
  }
}

function notYetJudged(cluster: ClusterInventory): NotJudged {
  return {
    cluster: cluster.details.name,
    codes: ['*'],
    reason: 'The first look at this cluster is not over yet.',
  };
}

function countsOf(findings: MeshFinding[]): FindingCounts {
  const counts = { error: 0, warning: 0, info: 0 };
  findings.forEach(({ severity }) => {
    counts[severity] += 1;
  });
  return counts;
}

function objectOf(
  cluster: ClusterInventory,
  resource: {
    apiVersion?: string;
    kind: string;
    namespace?: string;
    name: string;
  },
): StoredObject | undefined {
  const isGatewayApi = resource.apiVersion?.startsWith(
    'gateway.networking.k8s.io/',
  );
  const wanted =
    resource.kind === 'Gateway' && isGatewayApi
      ? 'KubernetesGateway'
      : resource.kind;
  const kind = JUDGED_KINDS.find(one => one === wanted);
  return kind === undefined
    ? undefined
    : cluster.store(kind).get(resource.namespace ?? '', resource.name);
}
