import { CompoundEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ClusterFreshness,
  FailingClusterSource,
  KUBERNETES_CLUSTER_ANNOTATION,
  Revisions,
} from '@meshport/backstage-plugin-mesh-common';
import { Inventory, WatchedKindName } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { AnswerCache } from './AnswerCache';
import { CatchUp } from './CatchUp';
import { Caller, EntityLookup } from './EntityLookup';
import { EntitySelection } from './EntitySelection';
import { chosenClusters, EntityVerdict, judgeEntity } from './EntityVerdict';
import { EntityView } from './EntityView';
import { neededKinds } from './neededKinds';
import { ReadRecord } from './ReadRecord';
import { ReadScope } from './ReadScope';
import { etagOf, readyAnswer, ReadyAnswer } from './ReadyAnswer';
import { viewFreshness } from './viewFreshness';

/** What a user was shown, so that they can be told when it is another. */
export interface ShownAnswer {
  user: string;
  /** The same for the same question of the same user. */
  question: string;
  etag: string;
  kinds: Map<string, WatchedKindName[]>;
  /** The answer as it is now, for the decision of then. */
  look(): { etag: string; revisions: Revisions };
}

/** A question about an entity. */
export interface EntityQuestion {
  view: EntityView<unknown>;
  ref: CompoundEntityRef;
  /** The query of the request. */
  query: Record<string, unknown>;
  /** What the client was shown already. */
  seen: Revisions;
}

/** A question whose caller and objects are known. */
interface Asked {
  view: EntityView<unknown>;
  page: object;
  selection: EntitySelection;
  scope: ReadScope;
}

/** Answers questions about catalog entities out of the inventory. */
export class EntityReader {
  readonly #lookup: EntityLookup;
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;
  readonly #catchUp: CatchUp;
  readonly #failingSources: () => FailingClusterSource[];
  readonly #onShown: (shown: ShownAnswer) => void;
  readonly #verdicts = new AnswerCache<EntityVerdict>();

  constructor(options: {
    catalog: CatalogService;
    inventory: Inventory;
    authorizer: MeshAuthorizer;
    catchUp?: CatchUp;
    /** Sources of clusters that cannot be asked now; default: none. */
    failingSources?: () => FailingClusterSource[];
    /** Called for every answer to a user. */
    onShown?: (shown: ShownAnswer) => void;
  }) {
    this.#lookup = new EntityLookup(options.catalog);
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
    this.#catchUp = options.catchUp ?? new CatchUp();
    this.#failingSources = options.failingSources ?? (() => []);
    this.#onShown = options.onShown ?? (() => {});
  }

  /**
   * @throws `NotAllowedError` when the caller may not read clusters or
   * namespaces at all, `NotFoundError` when the caller does not see the
   * entity, `InputError` when its label selector, the reference or the query
   * cannot be read, `BehindError` when the caller was shown more elsewhere
   */
  async read(question: EntityQuestion, caller: Caller): Promise<ReadyAnswer> {
    const { view, ref, query, seen } = question;
    const page = view.paging?.read(query) ?? {};
    const [scope, selection] = await Promise.all([
      ReadScope.create(this.#authorizer, caller.credentials),
      this.#lookup.selection(ref, caller),
    ]);
    if (!selection) {
      return readyAnswer(
        { items: [], clusters: [], withheld: [], missingAnnotation: true },
        scope.decision,
      );
    }
    const asked = { view, page, selection, scope };
    if (seen.size > 0) {
      await this.#catchUp.reach(
        chosenClusters(this.#inventory.clusters(), selection, scope).flatMap(
          cluster => neededKinds(view, cluster, this.#inventory),
        ),
        seen,
      );
    }
    const { answer, kinds } = this.#answer(asked);
    if (caller.user) {
      this.#onShown({
        user: caller.user,
        question: JSON.stringify([view.name, selection, page]),
        etag: answer.etag,
        kinds,
        look: () => this.#answer({ ...asked, scope: scope.renewed() }).answer,
      });
    }
    return answer;
  }

  #answer(asked: Asked): {
    answer: ReadyAnswer;
    kinds: ShownAnswer['kinds'];
  } {
    const { view, page, selection, scope } = asked;
    const verdict = this.#verdict(asked);
    const chosen = chosenClusters(this.#inventory.clusters(), selection, scope);
    const hidesClusters =
      selection.cluster === undefined &&
      chosen.length < this.#inventory.clusters().length;
    const failing = this.#failingSources();
    const isUnknown = selection.cluster !== undefined && chosen.length === 0;
    const clusters = isUnknown
      ? [unknownCluster(selection.cluster!)]
      : chosen.map(cluster => viewFreshness(view, cluster, this.#inventory));
    return {
      kinds: verdict.kinds,
      answer: {
        etag: etagOf(
          clusters,
          verdict.fingerprint,
          JSON.stringify([page, hidesClusters, failing]),
        ),
        clusters,
        revisions: verdict.revisions,
        body: () => {
          const { items, page: part } = verdict.items(page);
          const more = [
            part ? `,"page":${JSON.stringify(part)}` : '',
            hidesClusters ? ',"withheldClusters":true' : '',
            failing.length > 0
              ? `,"failingSources":${JSON.stringify(failing)}`
              : '',
          ].join('');
          return `{"items":${items},"clusters":${JSON.stringify(
            clusters,
          )},"withheld":${verdict.withheld}${more}}`;
        },
      },
    };
  }

  /** Of the cache, while everything that it was made from is the same. */
  #verdict({ view, selection, scope }: Asked): EntityVerdict {
    const key = JSON.stringify([
      view.name,
      selection,
      scope.decision,
      // Versions go out of support from one day to the next.
      new Date().toISOString().slice(0, 10),
    ]);
    const kept = this.#verdicts.get(key);
    if (kept) {
      return kept;
    }
    const record = new ReadRecord(this.#inventory);
    const verdict = judgeEntity({
      view,
      selection,
      scope,
      inventory: this.#inventory,
      record,
    });
    this.#verdicts.put(key, verdict, record, verdict.weight);
    return verdict;
  }
}

/** The same words for a cluster that is not there and one that may not be read. */
function unknownCluster(name: string): ClusterFreshness {
  return {
    name,
    state: 'unreachable',
    failures: [
      {
        reason: 'Invalid',
        message: `annotation ${KUBERNETES_CLUSTER_ANNOTATION} names the cluster '${name}', which is not configured or which you may not read; correct the annotation or ask the platform team`,
      },
    ],
  };
}
