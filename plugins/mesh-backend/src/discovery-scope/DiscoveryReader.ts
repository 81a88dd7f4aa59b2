import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  DiscoveryScope,
  DiscoverySimulation,
  ObjectReference,
} from '@meshport/backstage-plugin-mesh-common';
import { MissingName } from '@meshport/istio';
import { ReadScope } from '../entities/ReadScope';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { chosenCluster } from '../remote-clusters/setup/chosenCluster';
import { DiscoveryScopes } from './DiscoveryScopes';
import { allowedKeys } from './labelKeys';

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
    },
  ) {}

  /** @throws `NotAllowedError` */
  async read(
    cluster: string,
    credentials: BackstageCredentials,
  ): Promise<{ scope: DiscoveryScope; decision: string }> {
    return this.#answer({ cluster }, credentials);
  }

  /** @throws `NotAllowedError`, and `NotFoundError` for a namespace that is not there or may not be read */
  async simulate(
    simulation: DiscoverySimulation,
    credentials: BackstageCredentials,
  ): Promise<DiscoveryScope> {
    return (await this.#answer(simulation, credentials)).scope;
  }

  async #answer(
    { cluster: name, selectors, changes }: DiscoverySimulation,
    credentials: BackstageCredentials,
  ): Promise<{ scope: DiscoveryScope; decision: string }> {
    const { inventory, authorizer, scopes, labelKeys } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
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
        scope: { ...head, ...UNKNOWN, notJudged: verdict.notJudged },
        decision: scope.decision,
      };
    }
    const { now, change } = verdict;
    const { source } = now;
    const namespaces = change.namespaces.filter(one => mayRead(one.name));
    return {
      decision: scope.decision,
      scope: {
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
