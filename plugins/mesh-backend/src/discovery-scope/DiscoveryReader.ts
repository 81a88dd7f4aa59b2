import { NotFoundError } from '@backstage/errors';
import {
  DiscoveryScope,
  DiscoverySimulation,
  ObjectReference,
} from '@meshport/backstage-plugin-mesh-common';
import { MissingName } from '@meshport/istio';
import { Caller } from '../entities/EntityLookup';
import { ShownAnswer } from '../entities/EntityReader';
import { liveAnswer } from '../entities/liveAnswer';
import { ReadScope } from '../entities/ReadScope';
import { ReadyAnswer } from '../entities/ReadyAnswer';
import { Inventory, WatchedKindName } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { chosenCluster } from '../remote-clusters/setup/chosenCluster';
import { DiscoveryScopes } from './DiscoveryScopes';
import { allowedKeys } from './labelKeys';

/** What decides, of which open pages are told at once; the rest they ask for once a minute. */
const TOLD_KINDS: WatchedKindName[] = ['Namespace', 'ConfigMap'];

const UNKNOWN: Omit<DiscoveryScope, 'cluster' | 'clusters'> = {
  selectors: [],
  invalid: [],
  namespaces: [],
  joins: [],
  leaves: [],
  missing: [],
  warnings: [],
  withheld: 0,
  labelKeys: [],
};

/** Answers what istiod watches, as one caller may see it. */
export class DiscoveryReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      scopes: DiscoveryScopes;
      /** As configured. */
      labelKeys: readonly string[];
      /** Called for every answer to a user. */
      onShown: (shown: ShownAnswer) => void;
    },
  ) {}

  /** @throws `NotAllowedError` */
  async read(
    cluster: string,
    { credentials, user }: Caller,
  ): Promise<ReadyAnswer> {
    const { authorizer, inventory, onShown } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const first = this.#answer({ cluster }, scope);
    const { primary } = inventory.cluster(cluster)!.details;
    return liveAnswer({
      user,
      onShown,
      question: ['discovery-scope', cluster],
      kinds: new Map(
        [cluster, ...(primary ? [primary] : [])].map(one => [one, TOLD_KINDS]),
      ),
      first,
      make: () => this.#answer({ cluster }, scope.renewed()),
    });
  }

  /** @throws `NotAllowedError`, and `NotFoundError` for a namespace that is not there or may not be read */
  async simulate(
    simulation: DiscoverySimulation,
    { credentials }: Pick<Caller, 'credentials'>,
  ): Promise<DiscoveryScope> {
    const { authorizer } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    return this.#answer(simulation, scope).answer;
  }

  #answer(
    { cluster: name, selectors, changes }: DiscoverySimulation,
    scope: ReadScope,
  ): { answer: DiscoveryScope; decision: string } {
    const { inventory, scopes, labelKeys } = this.services;
    const cluster = chosenCluster(inventory, scope, name);
    const mayRead = (namespace: string) =>
      scope.mayReadNamespace(name, namespace);
    for (const { namespace } of changes ?? []) {
      if (
        !cluster.store('Namespace').get('', namespace) ||
        !mayRead(namespace)
      ) {
        throw new NotFoundError(
          `changes: there is no namespace ${namespace} in cluster ${name} that you may see`,
        );
      }
    }
    const verdict = scopes.of(cluster, { selectors, changes });
    const head = { cluster: name, clusters: [cluster.freshness()] };
    if ('notJudged' in verdict) {
      return {
        answer: { ...head, ...UNKNOWN, notJudged: verdict.notJudged },
        decision: scope.decision,
      };
    }
    const { now, change } = verdict;
    const { source } = now;
    const namespaces = change.namespaces.filter(one => mayRead(one.name));
    return {
      decision: scope.decision,
      answer: {
        ...head,
        selectors: now.selectors,
        ...(source && scope.mayReadCluster(source.cluster)
          ? { source: { kind: 'ConfigMap', ...source } }
          : {}),
        invalid: now.invalid,
        ...(selectors ? { proposed: selectors } : {}),
        namespaces,
        joins: change.joins.filter(mayRead),
        leaves: change.leaves.filter(mayRead),
        missing: change.missing
          .filter(one => mayRead(one.namespace))
          .map(one => missingAsSeen(one, name, mayRead)),
        warnings: change.warnings
          .filter(({ namespace }) => mayRead(namespace))
          .map(({ text }) => text),
        withheld: change.namespaces.length - namespaces.length,
        labelKeys: allowedKeys(labelKeys, now.selectors),
      },
    };
  }
}

function missingAsSeen(
  { object, name, why }: MissingName,
  cluster: string,
  mayRead: (namespace: string) => boolean,
) {
  const seen: ObjectReference = mayRead(object.namespace ?? '')
    ? { ...object, cluster }
    : { kind: object.kind, cluster, hidden: true };
  return { object: seen, name, why };
}
