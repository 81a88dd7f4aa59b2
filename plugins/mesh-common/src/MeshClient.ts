import { parseEntityRef } from '@backstage/catalog-model';
import { KnownAnswers } from './KnownAnswers';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import { queryOf } from './queryOf';
import {
  ApplyEgressGatewayRequest,
  ApplyManifestsRequest,
  ApplyReport,
  CheckFindingsReport,
  CheckFindingsRequest,
  ClusterSummary,
  FindingsAnswer,
  FindingsQuery,
  MeshAnswer,
  MeshFindingDetail,
  MeshVersion,
  PolicyReport,
  UpgradeFindingsAnswer,
  VirtualMachine,
  VirtualMachineQuery,
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
    options?: MeshRequestOptions & VirtualMachineQuery,
  ): Promise<MeshAnswer<VirtualMachine>>;
  getPolicies(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<PolicyReport>>;
  getFindings(
    options?: MeshRequestOptions & FindingsQuery,
  ): Promise<FindingsAnswer>;
  getEntityFindings(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<FindingsAnswer>;
  /** One finding with its object's YAML and the mend as a diff. */
  getFinding(
    id: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<MeshFindingDetail>>;
  /**
   * What a target version would refuse or read differently; without `to` only
   * the versions that can be asked about.
   */
  getUpgradeFindings(
    query: { cluster: string; to?: string },
    options?: MeshRequestOptions,
  ): Promise<UpgradeFindingsAnswer>;
  /** Which findings manifests would cause and cure. */
  checkFindings(
    request: CheckFindingsRequest,
    options?: MeshRequestOptions,
  ): Promise<CheckFindingsReport>;
  /**
   * Takes over the revision of a nudge: later answers are no older than it.
   * Absent where answers are not a backend's.
   */
  noteRevision?(revision: string): void;
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
 * Without a token, as in a browser, it keeps the last answers: it asks only for
 * what is new, and never takes an answer that is older than one before it.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshClient implements MeshApi {
  readonly #transport: MeshTransport;
  readonly #known = new KnownAnswers();

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  getClusters(options?: MeshRequestOptions) {
    return this.#read<ClusterSummary>('clusters', options);
  }

  getVersion(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<MeshVersion>(`${entityPath(entityRef)}/version`, options);
  }

  getVirtualMachines(
    entityRef: string,
    options?: MeshRequestOptions & VirtualMachineQuery,
  ) {
    return this.#read<VirtualMachine>(
      `${entityPath(entityRef)}/virtual-machines${machineQuery(options)}`,
      options,
    );
  }

  noteRevision(revision: string) {
    this.#known.note(revision);
  }

  getPolicies(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<PolicyReport>(
      `${entityPath(entityRef)}/policies`,
      options,
    );
  }

  getFindings(options?: MeshRequestOptions & FindingsQuery) {
    return this.#read(
      `findings${findingsQuery(options)}`,
      options,
    ) as Promise<FindingsAnswer>;
  }

  getEntityFindings(entityRef: string, options?: MeshRequestOptions) {
    return this.#read(
      `${entityPath(entityRef)}/findings`,
      options,
    ) as Promise<FindingsAnswer>;
  }

  getFinding(id: string, options?: MeshRequestOptions) {
    return this.#read<MeshFindingDetail>(
      `findings/${encodeURIComponent(id)}`,
      options,
    );
  }

  getUpgradeFindings(
    { cluster, to }: { cluster: string; to?: string },
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<UpgradeFindingsAnswer>(
      `findings/upgrade${queryOf({ cluster, to: to || undefined })}`,
      options,
    );
  }

  checkFindings(request: CheckFindingsRequest, options?: MeshRequestOptions) {
    return this.#transport.json<CheckFindingsReport>(
      'findings/check',
      options,
      request,
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

  #read<T>(path: string, options?: MeshRequestOptions): Promise<MeshAnswer<T>> {
    return this.#known.read(this.#transport, path, options);
  }
}

function machineQuery(query: VirtualMachineQuery = {}): string {
  const { limit, cursor, search, health, order } = query;
  return queryOf({
    limit: limit?.toString(),
    cursor,
    search: search || undefined,
    health: health?.length ? health.join(',') : undefined,
    order,
  });
}

function findingsQuery(query: FindingsQuery = {}): string {
  const { cluster, namespace, severity, code, search, state } = query;
  return queryOf({
    cluster: cluster || undefined,
    namespace: namespace || undefined,
    severity: severity?.length ? severity.join(',') : undefined,
    code: code?.length ? code.join(',') : undefined,
    search: search || undefined,
    state,
    limit: query.limit?.toString(),
    cursor: query.cursor,
  });
}

/** `entities/KIND/NAMESPACE/NAME` of a reference. */
export function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return ['entities', kind, namespace, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/');
}
