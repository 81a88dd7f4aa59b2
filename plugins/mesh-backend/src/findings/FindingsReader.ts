import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { FindingsAnswer } from '@meshport/backstage-plugin-mesh-common';
import { Caller, EntityLookup } from '../entities/EntityLookup';
import { ShownAnswer } from '../entities/EntityReader';
import { etagOf, ReadyAnswer, readyAnswer } from '../entities/ReadyAnswer';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { FindingAnswers } from './FindingAnswers';
import { FindingSight } from './FindingSight';
import { readFindingsQuery } from './findingsQuery';
import { FindingsWatch } from './FindingsWatch';

/** Answers what is found, out of memory. */
export class FindingsReader {
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;
  readonly #answers: FindingAnswers;
  readonly #lookup: EntityLookup;
  readonly #onShown: (shown: ShownAnswer) => void;

  constructor(options: {
    catalog: CatalogService;
    inventory: Inventory;
    authorizer: MeshAuthorizer;
    watch: FindingsWatch;
    /** Called for every answer to a user. */
    onShown?: (shown: ShownAnswer) => void;
  }) {
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
    this.#answers = new FindingAnswers(options);
    this.#lookup = new EntityLookup(options.catalog);
    this.#onShown = options.onShown ?? (() => {});
  }

  /**
   * @throws `NotAllowedError` when the caller may not read clusters or
   * namespaces at all, `InputError` for a query that cannot be read
   */
  async list(
    query: Record<string, unknown>,
    caller: Caller,
  ): Promise<ReadyAnswer> {
    const wanted = readFindingsQuery(query);
    return this.#show(
      JSON.stringify(['findings', wanted]),
      caller,
      await this.#sight(caller.credentials),
      sight => this.#answers.list(wanted, sight),
    );
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
    return this.#show(
      JSON.stringify(['entity-findings', selection]),
      caller,
      sight,
      now => this.#answers.ofEntity(selection, now),
    );
  }

  /**
   * One finding with its object.
   *
   * @throws `NotFoundError` in the same words for one that is not there and
   * one that the caller may not see
   */
  async one(id: string, caller: Caller): Promise<ReadyAnswer> {
    const sight = await this.#sight(caller.credentials);
    const answer = this.#answers.one(id, sight);
    if (!answer) {
      throw new NotFoundError(
        'There is no such finding that you may see; it may be resolved long ago',
      );
    }
    return this.#show(
      JSON.stringify(['finding', id]),
      caller,
      sight,
      now => this.#answers.one(id, now) ?? { ...answer, items: [] },
    );
  }

  #sight(credentials: BackstageCredentials): Promise<FindingSight> {
    return FindingSight.create(this.#inventory, this.#authorizer, credentials);
  }

  /** Answers, and has it remembered that the user was shown this. */
  #show(
    question: string,
    { user }: Caller,
    sight: FindingSight,
    answerFor: (sight: FindingSight) => FindingsAnswer,
  ): ReadyAnswer {
    const ready = ({ scope }: FindingSight, answer: FindingsAnswer) => ({
      ...readyAnswer(answer, scope.decision),
      etag: etagOf(answer.clusters, scope.decision, withoutLastSeen(answer)),
    });
    const answer = answerFor(sight);
    const shown = ready(sight, answer);
    if (user) {
      this.#onShown({
        user,
        question,
        etag: shown.etag,
        kinds: new Map(answer.clusters.map(({ name }) => [name, []])),
        look: () => {
          const now = sight.renewed();
          return ready(now, answerFor(now));
        },
      });
    }
    return shown;
  }
}

/** What is there is seen again with every look, and no other answer for it. */
function withoutLastSeen({ clusters: _, ...answer }: FindingsAnswer): string {
  return JSON.stringify(answer, (name, part) =>
    name === 'lastSeen' ? undefined : part,
  );
}
