import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  CallAnswer,
  CallerChoices,
  CallQuestion,
} from '@meshport/backstage-plugin-mesh-common';
import { askCall, CallAnswer as Asked, CallObjects } from '@meshport/istio';
import { configurationOf } from '../entities/policiesView';
import { pointerFor } from '../entities/policyReport';
import { ReadScope } from '../entities/ReadScope';
import { viewFreshness } from '../entities/viewFreshness';
import { ClusterInventory, Inventory, StoredObject } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { callObjectsOf, QUESTION_VIEW, whyNotKnown } from './callObjects';
import { callersIn, findCaller } from './callers';
import { readCallersQuery } from './readQuestion';

const HIDDEN: Record<CallAnswer['answer'], string> = {
  yes: 'A policy in a namespace you may not read allows it.',
  no: 'A policy in a namespace you may not read stops it.',
  notKnown: 'Not known, because of a policy in a namespace you may not read.',
};

/** Answers whether one may call another, out of memory. */
export class PolicyQuestions {
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;

  constructor(options: { inventory: Inventory; authorizer: MeshAuthorizer }) {
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
  }

  /**
   * @throws `NotFoundError` for a cluster, a caller or a Service that is not
   * there, in the same words as for one that may not be read; `InputError` for
   * a port that the Service does not have
   */
  async ask(
    question: CallQuestion,
    credentials: BackstageCredentials,
  ): Promise<CallAnswer> {
    const scope = await ReadScope.create(this.#authorizer, credentials);
    const cluster = this.#cluster(question.cluster, scope);
    const clusters = [viewFreshness(QUESTION_VIEW, cluster, this.#inventory)];
    const why = whyNotKnown(cluster, this.#inventory);
    // What exists is not told where nothing is known.
    const callers = this.#callersOf(question, cluster, scope, why);
    this.#requirePort(question, cluster, scope, why);
    if (why) {
      return {
        answer: 'notKnown',
        decidedBy: [],
        why: `Not known, because ${why}.`,
        clusters,
      };
    }
    const objects = callObjectsOf(cluster, this.#inventory);
    const answers: Asked[] = [];
    for (const caller of callers) {
      answers.push(await askFor(objects, question, caller));
    }
    return { ...this.#answer(answers, cluster, scope), clusters };
  }

  /**
   * Who can be asked for as a caller.
   *
   * @throws `InputError` for a query that cannot be read, `NotFoundError` for a
   * cluster that is not there or may not be read
   */
  async callers(
    query: Record<string, unknown>,
    credentials: BackstageCredentials,
  ): Promise<CallerChoices> {
    const { cluster: name, search, limit } = readCallersQuery(query);
    const scope = await ReadScope.create(this.#authorizer, credentials);
    const cluster = this.#cluster(name, scope);
    const wanted = search.toLocaleLowerCase('en-US');
    const found = callersIn(cluster, namespace =>
      scope.mayReadNamespace(name, namespace),
    )
      .map(({ choice }) => choice)
      .filter(choice =>
        `${choice.namespace}/${choice.name} ${choice.kind}`
          .toLocaleLowerCase('en-US')
          .includes(wanted),
      );
    return {
      items: found.slice(0, limit),
      total: found.length,
      clusters: [viewFreshness(QUESTION_VIEW, cluster, this.#inventory)],
    };
  }

  #cluster(name: string, scope: ReadScope): ClusterInventory {
    const cluster = this.#inventory.cluster(name);
    if (!cluster || !scope.mayReadCluster(name)) {
      throw new NotFoundError(
        `cluster: there is no cluster ${name} that you may read; ask the platform team`,
      );
    }
    return cluster;
  }

  #callersOf(
    { from }: CallQuestion,
    cluster: ClusterInventory,
    scope: ReadScope,
    unknown: string | undefined,
  ): StoredObject[] {
    const { name } = cluster.details;
    const found = scope.mayReadNamespace(name, from.namespace)
      ? findCaller(cluster, from)
      : undefined;
    if (!found && !unknown) {
      throw new NotFoundError(
        `from: there is no ${from.kind} ${from.namespace}/${from.name} in cluster ${name} that you may read`,
      );
    }
    return found?.objects ?? [];
  }

  #requirePort(
    { to, port }: CallQuestion,
    cluster: ClusterInventory,
    scope: ReadScope,
    unknown: string | undefined,
  ) {
    const { name } = cluster.details;
    const service = scope.mayReadNamespace(name, to.namespace)
      ? cluster.store('Service').get(to.namespace, to.name)
      : undefined;
    if (unknown) {
      return;
    }
    if (!service) {
      throw new NotFoundError(
        `to: there is no Service ${to.namespace}/${to.name} in cluster ${name} that you may read`,
      );
    }
    const ports: number[] = (service.spec?.ports ?? []).map(
      (one: any) => one.port,
    );
    if (!ports.includes(port)) {
      throw new InputError(
        ports.length > 0
          ? `port: Service ${to.namespace}/${
              to.name
            } has no port ${port}; it has ${ports.join(', ')}`
          : `port: Service ${to.namespace}/${to.name} has no ports`,
      );
    }
  }

  #answer(
    answers: readonly Asked[],
    cluster: ClusterInventory,
    scope: ReadScope,
  ): Omit<CallAnswer, 'clusters'> {
    const { allowed, mtls, why, decidedBy } = together(answers);
    const point = pointerFor(
      {
        mayReadCluster: name => scope.mayReadCluster(name),
        mayReadNamespace: (name, namespace) =>
          scope.mayReadNamespace(name, namespace),
      },
      configurationOf(cluster, this.#inventory).details.name,
    );
    const deciders = decidedBy.map(({ rule, ...object }) => {
      const shown = point(
        object,
        rule === undefined ? '/spec' : `/spec/rules/${rule}`,
      );
      return rule === undefined || shown.hidden ? shown : { ...shown, rule };
    });
    const answer = answerOf(allowed);
    const isHidden = deciders.some(one => one.hidden);
    return {
      answer,
      decidedBy: [
        ...new Map(deciders.map(one => [JSON.stringify(one), one])).values(),
      ],
      // Its words are those of the objects that decide.
      why: isHidden ? HIDDEN[answer] : why,
      ...(mtls === undefined ? {} : { mtls }),
    };
  }
}

function answerOf(allowed: boolean | undefined): CallAnswer['answer'] {
  if (allowed === undefined) {
    return 'notKnown';
  }
  return allowed ? 'yes' : 'no';
}

async function askFor(
  objects: CallObjects,
  { to, port, method, path, headers }: CallQuestion,
  { kind, metadata }: StoredObject,
): Promise<Asked> {
  const { namespace = '', name } = metadata;
  return askCall(objects, {
    from: {
      kind: kind === 'WorkloadEntry' ? 'WorkloadEntry' : 'Pod',
      namespace,
      name,
    },
    to,
    port,
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(headers === undefined ? {} : { headers }),
  });
}

/** Pods of one caller may differ; then it is not known which of them calls. */
function together(answers: readonly Asked[]): Asked {
  const [first, ...others] = answers;
  if (others.every(one => one.allowed === first.allowed)) {
    return others.every(one => one.mtls === first.mtls)
      ? first
      : { ...first, mtls: undefined };
  }
  return {
    decidedBy: answers.flatMap(one => one.decidedBy),
    why: 'Not known, because it depends on which of the caller’s pods calls.',
  };
}
