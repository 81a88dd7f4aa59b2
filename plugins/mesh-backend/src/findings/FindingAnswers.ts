import {
  ClusterFindingCounts,
  FindingCounts,
  FindingsAnswer,
  MeshAnswer,
  MeshFinding,
  MeshFindingDetail,
  NotJudged,
} from '@meshport/backstage-plugin-mesh-common';
import { EntitySelection } from '../entities/EntitySelection';
import { chosenClusters } from '../entities/EntityVerdict';
import { selectReadable } from '../entities/selectReadable';
import { ClusterInventory, Inventory } from '../inventory';
import { concernsEntity } from './concernsEntity';
import { FindingSight } from './FindingSight';
import {
  inOrder,
  isAmong,
  isChosen,
  pageOf,
  ReadFindingsQuery,
} from './findingsQuery';
import { FindingsWatch } from './FindingsWatch';
import { FindingRecord } from './history/FindingRecord';
import { detailOf } from './manifestText';
import { objectOf } from './objectOf';
import { JUDGED_KINDS } from './snapshots';

/** Makes answers of what is found at this moment, for one who may see so much. */
export class FindingAnswers {
  readonly #inventory: Inventory;
  readonly #watch: FindingsWatch;

  constructor(options: { inventory: Inventory; watch: FindingsWatch }) {
    this.#inventory = options.inventory;
    this.#watch = options.watch;
  }

  list(wanted: ReadFindingsQuery, sight: FindingSight): FindingsAnswer {
    const readable = sight.readableClusters();
    const clusters = readable.filter(
      one =>
        wanted.cluster === undefined || wanted.cluster === one.details.name,
    );
    const among = this.#records(wanted.state)
      .filter(({ finding }) => sight.maySee(finding))
      .map(record => sight.viewRecord(record))
      .filter(finding => isAmong(finding, wanted));
    const chosen = among.filter(finding => isChosen(finding, wanted));
    const { items, nextCursor } = pageOf(chosen, wanted);
    return {
      ...this.#frame(items, clusters, sight),
      counts: countsOf(chosen),
      clusterCounts: readable.map(({ details: { name } }) =>
        clusterCountsOf(name, among),
      ),
      suppressed: this.#suppressed(clusters, sight).length,
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
  }

  ofEntity(selection: EntitySelection, sight: FindingSight): FindingsAnswer {
    const clusters = chosenClusters(
      this.#inventory.clusters(),
      selection,
      sight.scope,
    );
    const items: MeshFinding[] = [];
    const withheld: MeshAnswer<unknown>['withheld'] = [];
    let suppressed = 0;
    for (const cluster of clusters) {
      const selected = selectReadable(cluster, selection, sight.scope);
      withheld.push(...selected.withheld);
      const concerns = concernsEntity(cluster, selected.objects, selection);
      const isIts = ({ finding }: FindingRecord) =>
        finding.resource.cluster === cluster.details.name &&
        sight.maySee(finding) &&
        concerns(finding);
      const { history } = this.#watch;
      items.push(
        ...history
          .open()
          .filter(isIts)
          .map(record => sight.viewRecord(record)),
      );
      suppressed += history.hidden().filter(isIts).length;
    }
    return {
      ...this.#frame(inOrder(items), clusters, sight),
      withheld,
      counts: countsOf(items),
      suppressed,
      ...(selection.cluster === undefined &&
      clusters.length < this.#inventory.clusters().length
        ? { withheldClusters: true }
        : {}),
    };
  }

  /** One finding with its object; undefined for one that is not there or that the caller may not see. */
  one(
    id: string,
    sight: FindingSight,
  ): (FindingsAnswer & { items: MeshFindingDetail[] }) | undefined {
    const record = this.#watch.history.get(id);
    if (!record || !sight.maySee(record.finding)) {
      return undefined;
    }
    const { finding } = record;
    const cluster = this.#inventory.cluster(finding.resource.cluster ?? '');
    const item: MeshFindingDetail = {
      ...sight.viewRecord(record),
      ...(cluster
        ? detailOf(finding, sight, resource => objectOf(cluster, resource))
        : {}),
    };
    return {
      ...this.#frame([item], cluster ? [cluster] : [], sight),
      items: [item],
    };
  }

  #records(state: ReadFindingsQuery['state']): FindingRecord[] {
    const { history } = this.#watch;
    switch (state) {
      case 'resolved':
        return history.resolved();
      case 'suppressed':
        return history.hidden();
      default:
        return history.open();
    }
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

  #suppressed(
    clusters: ClusterInventory[],
    sight: FindingSight,
  ): FindingRecord[] {
    const names = new Set(clusters.map(one => one.details.name));
    return this.#watch.history
      .hidden()
      .filter(
        ({ finding }) =>
          names.has(finding.resource.cluster ?? '') && sight.maySee(finding),
      );
  }
}

function notYetJudged(cluster: ClusterInventory): NotJudged {
  return {
    cluster: cluster.details.name,
    codes: ['*'],
    reason: 'The first look at this cluster is not over yet.',
  };
}

function countsOf(findings: readonly MeshFinding[]): FindingCounts {
  const counts = { error: 0, warning: 0, info: 0 };
  findings.forEach(({ severity }) => {
    counts[severity] += 1;
  });
  return counts;
}

function clusterCountsOf(
  cluster: string,
  findings: readonly MeshFinding[],
): ClusterFindingCounts {
  return {
    cluster,
    ...countsOf(findings.filter(one => one.cluster === cluster)),
  };
}
