import { createExtensionPoint } from '@backstage/backend-plugin-api';

/** What a strategy is told of the cluster, as the kubernetes plugin tells it. */
export interface MeshAuthCluster {
  /** Name of the cluster in Meshport. */
  name: string;
  title?: string;
  /** `https` URL of the API server. */
  url: string;
  /** `authMetadata` of the cluster; `kubernetes.io/auth-provider` is the strategy's name. */
  authMetadata: Record<string, string>;
  caData?: string;
  caFile?: string;
  skipTLSVerify?: boolean;
}

/** What a strategy gives; `anonymous` counts as a failure. */
export type MeshAuthCredential =
  | {
      type: 'bearer token';
      token: string;
      /**
       * When it ends, in milliseconds since 1970. Without it a JWT's own end
       * counts, and any other token is fetched anew after four minutes.
       */
      expiresAt?: number;
    }
  | {
      type: 'x509 client certificate';
      /** PEM. */
      cert: string;
      /** PEM; secret. */
      key: string;
      /** When it ends, in milliseconds since 1970. */
      expiresAt?: number;
    }
  | { type: 'anonymous' };

/**
 * Fetches credentials without a person at the browser. An
 * `AuthenticationStrategy` of `@backstage/plugin-kubernetes-node` fits.
 */
export interface MeshAuthStrategy {
  /**
   * Asked once at a time for each cluster, again shortly before the credential
   * ends and when the cluster refuses it. What it throws is shown without its
   * words, for they may hold secrets; they go, shortened, to the log.
   *
   * @param requestAuth - always empty: nobody is at the browser
   */
  getCredential(
    cluster: MeshAuthCluster,
    requestAuth: Record<string, never>,
  ): Promise<MeshAuthCredential>;
  /** What is wrong with a cluster's `authMetadata`; nothing when it is absent. */
  validateCluster?(authMetadata: Record<string, string>): Error[];
}

/** What Meshport may do with a strategy. */
export interface MeshAuthStrategyOptions {
  /**
   * True when each credential is good for the one cluster only that it was asked
   * for, so that another server can do nothing with it. Only such strategies
   * are used for clusters whose address comes from the catalog. There the writer
   * of an entity writes `authMetadata`: what a credential is good for must follow
   * from the cluster's name or address, never from it. Default: false.
   */
  audienceBound?: boolean;
}

/** Where modules of the mesh backend add strategies. */
export interface MeshAuthStrategyExtensionPoint {
  /**
   * @param name - what `authStrategy` of a cluster, and `authProvider` of the
   * kubernetes plugin's clusters, call it, e.g. `aws`
   * @throws when the name is taken
   */
  addStrategy(
    name: string,
    strategy: MeshAuthStrategy,
    options?: MeshAuthStrategyOptions,
  ): void;
}

/** @see MeshAuthStrategyExtensionPoint */
export const meshAuthStrategyExtensionPoint =
  createExtensionPoint<MeshAuthStrategyExtensionPoint>({
    id: 'mesh.auth-strategy',
  });
