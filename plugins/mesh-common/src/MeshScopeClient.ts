import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import {
  DiscoveryScope,
  DiscoverySimulation,
  MutualTlsPlan,
  MutualTlsPlanRequest,
  SidecarScopeAnswer,
} from './wire';

/** Encryption of a whole mesh, what istiod watches, and what proxies know, as pages see them. */
export interface MeshScopeApi {
  /** The way of a mesh to STRICT, and who would be cut off. */
  planMutualTls(
    request: MutualTlsPlanRequest,
    options?: MeshRequestOptions,
  ): Promise<MutualTlsPlan>;
  /** What istiod watches of a cluster. */
  getDiscoveryScope(
    cluster: string,
    options?: MeshRequestOptions,
  ): Promise<DiscoveryScope>;
  /** What it would watch under other selectors or labels. */
  simulateDiscovery(
    simulation: DiscoverySimulation,
    options?: MeshRequestOptions,
  ): Promise<DiscoveryScope>;
  /** A Sidecar of what the catalog declares that an entity calls. */
  getSidecarScope(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<SidecarScopeAnswer>;
}

/**
 * Client of the mesh backend for what holds for whole meshes.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshScopeClient implements MeshScopeApi {
  readonly #transport: MeshTransport;

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  planMutualTls(request: MutualTlsPlanRequest, options?: MeshRequestOptions) {
    return this.#transport.json<MutualTlsPlan>(
      'mutual-tls/plan',
      options,
      request,
    );
  }

  getDiscoveryScope(cluster: string, options?: MeshRequestOptions) {
    return this.#transport.json<DiscoveryScope>(
      `discovery-scope?cluster=${encodeURIComponent(cluster)}`,
      options,
    );
  }

  simulateDiscovery(
    simulation: DiscoverySimulation,
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<DiscoveryScope>(
      'discovery-scope/simulate',
      options,
      simulation,
    );
  }

  getSidecarScope(entityRef: string, options?: MeshRequestOptions) {
    return this.#transport.json<SidecarScopeAnswer>(
      `sidecar-scope?entity=${encodeURIComponent(entityRef)}`,
      options,
    );
  }
}
