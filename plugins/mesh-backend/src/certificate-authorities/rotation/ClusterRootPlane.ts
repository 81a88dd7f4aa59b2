import { NotAllowedError } from '@backstage/errors';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { ClusterRegistry } from '../../clusters/types';
import { Inventory } from '../../inventory';
import { bundleRules, oldestVersion } from '../controlPlane/bundleRules';
import { CacertsSecret } from '../controlPlane/CacertsSecret';
import { IstiodReload } from '../controlPlane/IstiodReload';
import { readProxySecrets } from '../controlPlane/ProxySecrets';
import { givenLists, listsStillGiven } from '../revocation-lists/givenLists';
import {
  IntermediateIssuer,
  operationOf,
} from '../issuance/IntermediateIssuer';
import { fingerprintsIn, gateOf } from './gates';
import { neighboursInTheWay } from './meshNeighbours';
import { meshProxies } from './meshProxies';
import { NewSigner } from './NewSigner';
import { changesRoots, RootChangeFacts, RootStage } from './RootChange';
import { orderOf } from './rootChangeParameters';
import { RootChangePlane, StageWritten } from './RootChangePlane';
import { RootChangeSettings } from './rootChangeSettings';
import { RootChangeStore, StoredRootChange } from './RootChangeStore';
import { rootMapsBehind } from './rootMaps';
import { judgeServed, rootsOf, Served } from './served';
import { StageWriter } from './StageWriter';
import { TurnOver, TurnOverLook } from './TurnOver';

/** Does to a cluster what a change of its root takes, and looks at what became of it. */
export class ClusterRootPlane implements RootChangePlane {
  readonly #registry: Pick<ClusterRegistry, 'get'>;
  readonly #inventory: Pick<Inventory, 'cluster' | 'clusters'>;
  readonly #store: RootChangeStore;
  readonly #issuer: IntermediateIssuer;
  readonly #settings: RootChangeSettings;
  readonly #spreadMs: (authority: string) => number;
  readonly #now: () => number;
  /** By request: what this instance has seen. */
  readonly #turnOvers = new Map<string, TurnOver>();

  constructor(options: {
    registry: Pick<ClusterRegistry, 'get'>;
    inventory: Pick<Inventory, 'cluster' | 'clusters'>;
    store: RootChangeStore;
    issuer: IntermediateIssuer;
    settings: RootChangeSettings;
    /** How long revocation lists take to every proxy, in milliseconds; throws for an authority that is not configured. */
    spreadMs: (authority: string) => number;
    now?: () => number;
  }) {
    this.#registry = options.registry;
    this.#inventory = options.inventory;
    this.#store = options.store;
    this.#issuer = options.issuer;
    this.#settings = options.settings;
    this.#spreadMs = options.spreadMs;
    this.#now = options.now ?? Date.now;
  }

  async write(
    change: StoredRootChange,
    stage: RootStage,
    work: RequestWork,
  ): Promise<StageWritten> {
    const writer = this.#writer(change, work);
    const written = (await writer.find(stage)) ?? (await writer.write(stage));
    return { ...written, istiods: await this.#uids(change, work) };
  }

  async found(
    change: StoredRootChange,
    stage: RootStage,
    work: RequestWork,
  ): Promise<StageWritten | undefined> {
    const writer = this.#writer(change, work);
    const written = await writer.find(stage);
    if (!written) {
      await writer.giveUp();
    }
    return written && { ...written, istiods: await this.#uids(change, work) };
  }

  async restart(
    change: StoredRootChange,
    work: RequestWork,
  ): Promise<string | undefined> {
    const { namespace } = change.facts;
    if (!this.#settings.restartIstiod) {
      return `Meshport does not restart istiod here (mesh.rootChanges.restartIstiod): run 'kubectl rollout restart deployment -l app=istiod -n ${namespace}'.`;
    }
    try {
      await this.#istiods(change.facts).restart({
        at: change.state.writtenAt!,
        signal: work.signal,
        keepLease: () => work.keepLease(),
      });
      return undefined;
    } catch (error) {
      if (error instanceof NotAllowedError) {
        return `${error.message}.`;
      }
      throw error;
    }
  }

  async served(change: StoredRootChange, work: RequestWork): Promise<Served> {
    const { facts, state } = change;
    const looks = await this.#istiods(facts).look({ signal: work.signal });
    return judgeServed(looks, facts, state, {
      isRestart: changesRoots(state.before, state.at),
      now: this.#now(),
    });
  }

  async turnOver(
    change: StoredRootChange,
    { signal }: RequestWork,
  ): Promise<TurnOverLook | undefined> {
    const { facts, state, events } = change;
    const gate = gateOf(facts, state);
    if (!gate) {
      return undefined;
    }
    const written = events.findLast(({ type }) => type === 'written');
    const proxies = meshProxies(this.#inventory, {
      cluster: facts.cluster,
      namespace: facts.namespace,
      leastLifeMs: this.#settings.leastLifeMs,
    });
    const look = await this.#turnOverOf(facts).look(gate, proxies, {
      gateId: `${facts.requestId}/${written?.sequence}`,
      servedAt: state.servedAt!,
      signal,
    });
    if (!look.complete || !gate.include.length) {
      return look;
    }
    const lists = await this.#listsLeft(change);
    if (lists) {
      return { ...look, complete: false, note: lists };
    }
    const behind = await rootMapsBehind(
      this.#registry.get(facts.cluster),
      {
        namespaces: new Set(proxies.proxies.map(one => one.namespace)),
        home: facts.namespace,
        roots: fingerprintsIn(rootsOf(facts, state.at)),
      },
      signal,
    );
    return behind.length
      ? {
          ...look,
          complete: false,
          note: `istiod has not written the roots into ConfigMap istio-ca-root-cert of ${behind.join(
            ', ',
          )} yet.`,
        }
      : look;
  }

  /** The new authority must not sign while Envoys look for its certificates in lists of the former one. */
  async #listsLeft({
    facts: { cluster, namespace, authority },
    state,
  }: StoredRootChange): Promise<string | undefined> {
    if (state.at !== 'both' || state.direction !== 'forward') {
      return undefined;
    }
    return listsStillGiven(
      await givenLists(this.#registry.get(cluster), namespace),
      { now: this.#now(), spreadMs: this.#spreadMs(authority) },
    );
  }

  async turned({ facts, state }: StoredRootChange): Promise<void> {
    const operation = operationOf(facts.requestId);
    if (
      (state.at === 'signing' || facts.shortWay) &&
      state.direction === 'forward'
    ) {
      const issuance = (await this.#issuer.store.tries(operation)).at(-1);
      if (issuance) {
        await this.#issuer.live(
          issuance,
          'Every proxy was seen with a certificate of it, or had the time to ask for one.',
        );
      }
    }
  }

  async neighbours(
    facts: RootChangeFacts,
    stage: RootStage,
  ): Promise<string | undefined> {
    return neighboursInTheWay(
      this.#inventory,
      facts,
      stage,
      await this.#store.ofOthers(facts.cluster),
    );
  }

  async end(change: StoredRootChange, work: RequestWork): Promise<void> {
    this.#turnOvers.delete(change.facts.requestId);
    await this.#writer(change, work).end();
  }

  #writer(change: StoredRootChange, work: RequestWork): StageWriter {
    const { facts } = change;
    const { cluster, namespace } = facts;
    const connection = this.#registry.get(cluster);
    return new StageWriter({
      change,
      connection,
      secret: new CacertsSecret(connection, namespace),
      newSigner: new NewSigner({
        facts,
        issuer: this.#issuer,
        order: orderOf(work, facts),
      }),
      rules: () => ({
        // As they were at the start, where none tells at the moment.
        istioVersion: oldestVersion(facts.istiodVersions),
        ...bundleRules(this.#inventory.cluster(cluster), namespace),
        now: this.#now(),
      }),
      keep: () => work.keepLease(),
    });
  }

  #istiods({ cluster, namespace }: RootChangeFacts): IstiodReload {
    return new IstiodReload(this.#registry.get(cluster), namespace);
  }

  /** Whoever ran when the Secret had been written may have read it before. */
  async #uids(
    { facts }: StoredRootChange,
    { signal }: RequestWork,
  ): Promise<string[]> {
    const looks = await this.#istiods(facts).look({ signal });
    return looks.map(({ uid }) => uid);
  }

  #turnOverOf({ requestId }: RootChangeFacts): TurnOver {
    let found = this.#turnOvers.get(requestId);
    if (!found) {
      found = new TurnOver({
        now: this.#now,
        ask: ({ cluster, namespace, name }, signal) =>
          readProxySecrets(
            this.#registry.get(cluster),
            { namespace, name },
            signal,
          ),
      });
      this.#turnOvers.set(requestId, found);
    }
    return found;
  }
}
