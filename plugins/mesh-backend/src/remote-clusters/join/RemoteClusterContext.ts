import { Config } from '@backstage/config';
import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { ClusterRegistry } from '../../clusters/types';
import { ExternalSecretSettings, readExternalSecrets } from './externalSecret';
import { Join } from './Join';
import { Holder, JoinHold } from './JoinHold';
import { JoinStore } from './JoinStore';
import { Pairs } from './Pairs';
import { IstioFix, readIstioFixes } from '../tokens/istioFixes';
import { renewAt } from '../tokens/renewal';
import { readTokenSettings, TokenSettings } from './TokenSettings';

/** What stands in the way of a pair, for those who decide. */
export type PairFindings = (
  primary: string,
  remote: string,
) => Promise<RequestFinding[]>;

/** What join, rotation and leaving have in common. */
export class RemoteClusterContext {
  readonly pairs: Pairs;
  readonly store: JoinStore;
  readonly registry: ClusterRegistry;
  readonly preflight: PairFindings;
  readonly now: () => number;
  readonly #config: Config;

  constructor(options: {
    config: Config;
    pairs: Pairs;
    store: JoinStore;
    registry: ClusterRegistry;
    preflight?: PairFindings;
    now?: () => number;
  }) {
    this.#config = options.config;
    this.pairs = options.pairs;
    this.store = options.store;
    this.registry = options.registry;
    this.preflight = options.preflight ?? (async () => []);
    this.now = options.now ?? (() => Date.now());
  }

  /** As configuration is now. */
  tokenSettings(): TokenSettings {
    return readTokenSettings(this.#config);
  }

  /** As configuration is now; undefined where it says nothing. */
  externalSecrets(): ExternalSecretSettings | undefined {
    return readExternalSecrets(this.#config);
  }

  /** As configuration is now. */
  istioFixes(): readonly IstioFix[] {
    return readIstioFixes(this.#config);
  }

  /** Does something to a join for a request, while nobody else does. */
  hold<T>(
    id: string,
    work: Pick<RequestWork, 'requestId' | 'keepLease' | 'signal'>,
    run: (hold: JoinHold) => Promise<T>,
  ): Promise<T> {
    return this.holdAs(
      id,
      {
        owner: `request/${work.requestId}`,
        keep: () => work.keepLease(),
        signal: work.signal,
      },
      run,
    );
  }

  holdAs<T>(
    id: string,
    holder: Holder,
    run: (hold: JoinHold) => Promise<T>,
  ): Promise<T> {
    const { store, now } = this;
    return JoinHold.with(
      { store, id, holder, now, renewAt: (join: Join) => renewAt(join) },
      run,
    );
  }
}
