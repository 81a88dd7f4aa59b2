import {
  MeshAuthStrategy,
  MeshAuthStrategyExtensionPoint,
  MeshAuthStrategyOptions,
  MeshClusterDetails,
} from '@meshport/backstage-plugin-mesh-node';
import { ConflictError } from '@backstage/errors';

/** `ANNOTATION_KUBERNETES_AUTH_PROVIDER` of the kubernetes plugin. */
export const AUTH_PROVIDER = 'kubernetes.io/auth-provider';

/** The strategies that modules have added. */
export class AuthStrategies implements MeshAuthStrategyExtensionPoint {
  readonly #byName = new Map<
    string,
    { strategy: MeshAuthStrategy; audienceBound: boolean }
  >();

  addStrategy(
    name: string,
    strategy: MeshAuthStrategy,
    options: MeshAuthStrategyOptions = {},
  ): void {
    if (this.#byName.has(name)) {
      throw new ConflictError(
        `two modules add an authentication strategy '${name}'; remove one of them`,
      );
    }
    const { audienceBound = false } = options;
    this.#byName.set(name, { strategy, audienceBound });
  }

  get(name: string): MeshAuthStrategy | undefined {
    return this.#byName.get(name)?.strategy;
  }

  /** Whether its credentials are worth nothing to another server. */
  isAudienceBound(name: string): boolean {
    return this.#byName.get(name)?.audienceBound ?? false;
  }

  /** What is wrong with the strategy that a cluster names, if anything. */
  problemOf({ endpoint }: MeshClusterDetails): string | undefined {
    const name = endpoint?.authStrategy;
    if (name === undefined) {
      return undefined;
    }
    const strategy = this.get(name);
    if (!strategy) {
      const known = [...this.#byName.keys()].join(', ');
      return `authStrategy: no module adds a strategy '${name}'; install one, or use ${
        known ? `one of ${known}` : 'token, tokenFile or clientCertificate'
      }`;
    }
    return metadataProblem(strategy, authMetadata(name, endpoint!));
  }
}

/** A strategy is a module's code: it may throw, and one cluster then pays for it. */
function metadataProblem(
  strategy: MeshAuthStrategy,
  metadata: Record<string, string>,
): string | undefined {
  try {
    const [error] = strategy.validateCluster?.(metadata) ?? [];
    return error && `authMetadata: ${error.message}`;
  } catch (error) {
    return `authMetadata: the strategy could not check it (${
      (error as Error)?.name ?? 'unknown reason'
    })`;
  }
}

/** The metadata of a cluster with the strategy's name, as the kubernetes plugin has it. */
export function authMetadata(
  strategy: string,
  endpoint: { authMetadata?: Record<string, string> },
): Record<string, string> {
  return { ...endpoint.authMetadata, [AUTH_PROVIDER]: strategy };
}
