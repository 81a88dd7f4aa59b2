import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import { AS_OF_HEADER, withAsOf } from './asOf';
import {
  ApplyEgressGatewayRequest,
  ApplyManifestsRequest,
  ApplyReport,
  ClusterSummary,
  MeshAnswer,
  MeshVersion,
  PolicyReport,
  VirtualMachine,
} from './wire';

/** What a call may carry: a backend passes a token, a browser's fetch has its own. */
export interface MeshRequestOptions {
  token?: string;
  signal?: AbortSignal;
}

/** The mesh backend as its callers see it. */
export interface MeshApi {
  getClusters(
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<ClusterSummary>>;
  getVersion(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<MeshVersion>>;
  getVirtualMachines(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<VirtualMachine>>;
  getPolicies(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<PolicyReport>>;
  applyManifests(
    request: ApplyManifestsRequest,
    options?: MeshRequestOptions & { dryRun?: boolean },
  ): Promise<ApplyReport>;
  applyEgressGateway(
    request: ApplyEgressGatewayRequest,
    options?: MeshRequestOptions & { dryRun?: boolean },
  ): Promise<ApplyReport>;
}

/**
 * Client of the mesh backend for browsers and other backends.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshClient implements MeshApi {
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi?: { fetch: typeof fetch };
  }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi?.fetch ?? fetch;
  }

  getClusters(options?: MeshRequestOptions) {
    return this.#read<ClusterSummary>('clusters', options);
  }

  getVersion(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<MeshVersion>(`${entityPath(entityRef)}/version`, options);
  }

  getVirtualMachines(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<VirtualMachine>(
      `${entityPath(entityRef)}/virtual-machines`,
      options,
    );
  }

  getPolicies(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<PolicyReport>(
      `${entityPath(entityRef)}/policies`,
      options,
    );
  }

  applyManifests(
    request: ApplyManifestsRequest,
    options?: MeshRequestOptions & { dryRun?: boolean },
  ) {
    return this.#request<ApplyReport>(
      `manifests/apply${options?.dryRun ? '?dryRun=true' : ''}`,
      options,
      request,
    );
  }

  applyEgressGateway(
    request: ApplyEgressGatewayRequest,
    options?: MeshRequestOptions & { dryRun?: boolean },
  ) {
    return this.#request<ApplyReport>(
      `egress-gateways${options?.dryRun ? '?dryRun=true' : ''}`,
      options,
      request,
    );
  }

  async #read<T>(
    path: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<T>> {
    const response = await this.#send(path, options);
    return withAsOf(await response.json(), response.headers.get(AS_OF_HEADER));
  }

  async #request<T>(
    path: string,
    options: MeshRequestOptions | undefined,
    body: unknown,
  ): Promise<T> {
    const response = await this.#send(path, options, body);
    return (await response.json()) as T;
  }

  async #send(
    path: string,
    options?: MeshRequestOptions,
    body?: unknown,
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('mesh');
    const response = await this.#fetch(`${baseUrl}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      signal: options?.signal,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(options?.token ? { Authorization: `Bearer ${options.token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return ['entities', kind, namespace, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/');
}
