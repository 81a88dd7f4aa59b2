import { parseEntityRef } from '@backstage/catalog-model';
import { AS_OF_HEADER, withAsOf } from './asOf';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
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
  readonly #transport: MeshTransport;

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
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
    return this.#transport.json<ApplyReport>(
      `manifests/apply${options?.dryRun ? '?dryRun=true' : ''}`,
      options,
      request,
    );
  }

  applyEgressGateway(
    request: ApplyEgressGatewayRequest,
    options?: MeshRequestOptions & { dryRun?: boolean },
  ) {
    return this.#transport.json<ApplyReport>(
      `egress-gateways${options?.dryRun ? '?dryRun=true' : ''}`,
      options,
      request,
    );
  }

  async #read<T>(
    path: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<T>> {
    const response = await this.#transport.send(path, options);
    return withAsOf(await response.json(), response.headers.get(AS_OF_HEADER));
  }
}

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return ['entities', kind, namespace, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/');
}
