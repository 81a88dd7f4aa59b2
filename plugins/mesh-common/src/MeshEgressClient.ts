import { KnownAnswers } from './KnownAnswers';
import { entityPath } from './MeshClient';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import { queryOf } from './queryOf';
import {
  ApplyEgressGatewayRequest,
  EgressApplyReport,
  EgressChoices,
  EgressGatewayDetail,
  EgressGatewaySummary,
  EgressPreview,
  EgressPreviewRequest,
  EgressRemovalOptions,
  EgressRemovalReport,
  EgressTest,
  StartEgressTest,
  EntityEgress,
  MeshAnswer,
} from './wire';

/** Names one gateway. */
export interface EgressGatewayRef {
  cluster: string;
  namespace: string;
  name: string;
}

/** The egress gateways of the mesh backend as its callers see them. */
export interface MeshEgressApi {
  /** All egress gateways of all clusters, ours and others'. */
  listGateways(
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<EgressGatewaySummary>>;
  /** One of them: manifests, findings, who uses it, what removal deletes. */
  getGateway(
    gateway: EgressGatewayRef,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<EgressGatewayDetail>>;
  /** What a form offers for a cluster: namespaces, service accounts, ingress gateways, providers. */
  getChoices(
    cluster: string,
    options?: MeshRequestOptions,
  ): Promise<EgressChoices>;
  /** What a component may reach outside the mesh, and by which gateway. */
  getEntityEgress(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<EntityEgress>>;
  /** What a gateway would be and do; changes nothing. */
  preview(
    request: EgressPreviewRequest,
    options?: MeshRequestOptions,
  ): Promise<EgressPreview>;
  /** Makes or changes a gateway. */
  apply(
    request: ApplyEgressGatewayRequest,
    options?: MeshRequestOptions & { dryRun?: boolean },
  ): Promise<EgressApplyReport>;
  /** Adds an upstream to a gateway as it is then. */
  addUpstream(
    gateway: EgressGatewayRef,
    request: { upstream: Record<string, unknown>; waitSeconds?: number },
    options?: MeshRequestOptions & { dryRun?: boolean },
  ): Promise<EgressApplyReport>;
  /** Deletes a gateway, or says what that would delete. */
  remove(
    gateway: EgressGatewayRef,
    options?: MeshRequestOptions & EgressRemovalOptions,
  ): Promise<EgressRemovalReport>;
  /** Sends a call through a gateway from within the cluster. */
  test(
    gateway: EgressGatewayRef,
    request: StartEgressTest,
    options?: MeshRequestOptions,
  ): Promise<EgressTest>;
  /** As that of `MeshApi`. */
  noteRevision?(revision: string): void;
}

/**
 * Client of the egress gateways of the mesh backend. As `MeshClient`, it keeps
 * the last answers where it sends no token.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshEgressClient implements MeshEgressApi {
  readonly #transport: MeshTransport;
  readonly #known = new KnownAnswers();

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  noteRevision(revision: string) {
    this.#known.note(revision);
  }

  listGateways(options?: MeshRequestOptions) {
    return this.#read<EgressGatewaySummary>('egress-gateways', options);
  }

  getGateway(gateway: EgressGatewayRef, options?: MeshRequestOptions) {
    return this.#read<EgressGatewayDetail>(pathOf(gateway), options);
  }

  getChoices(cluster: string, options?: MeshRequestOptions) {
    return this.#transport.json<EgressChoices>(
      `egress-gateways/choices${queryOf({ cluster })}`,
      options,
    );
  }

  getEntityEgress(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<EntityEgress>(`${entityPath(entityRef)}/egress`, options);
  }

  preview(request: EgressPreviewRequest, options?: MeshRequestOptions) {
    return this.#transport.json<EgressPreview>(
      'egress-gateways/preview',
      options,
      request,
    );
  }

  apply(
    request: ApplyEgressGatewayRequest,
    options?: MeshRequestOptions & { dryRun?: boolean },
  ) {
    return this.#transport.json<EgressApplyReport>(
      `egress-gateways${queryOf({ dryRun: flag(options?.dryRun) })}`,
      options,
      request,
    );
  }

  addUpstream(
    gateway: EgressGatewayRef,
    request: { upstream: Record<string, unknown>; waitSeconds?: number },
    options?: MeshRequestOptions & { dryRun?: boolean },
  ) {
    return this.#transport.json<EgressApplyReport>(
      `${pathOf(gateway)}/upstreams${queryOf({
        dryRun: flag(options?.dryRun),
      })}`,
      options,
      request,
    );
  }

  async remove(
    gateway: EgressGatewayRef,
    options?: MeshRequestOptions & EgressRemovalOptions,
  ) {
    const { dryRun, plan, evenIfUsed } = options ?? {};
    const response = await this.#transport.send(
      `${pathOf(gateway)}${queryOf({
        dryRun: flag(dryRun),
        plan,
        evenIfUsed: flag(evenIfUsed),
      })}`,
      options,
      undefined,
      {},
      'DELETE',
    );
    return (await response.json()) as EgressRemovalReport;
  }

  test(
    gateway: EgressGatewayRef,
    request: StartEgressTest,
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<EgressTest>(
      `${pathOf(gateway)}/tests`,
      options,
      request,
    );
  }

  #read<T>(path: string, options?: MeshRequestOptions): Promise<MeshAnswer<T>> {
    return this.#known.read(this.#transport, path, options);
  }
}

function pathOf({ cluster, namespace, name }: EgressGatewayRef): string {
  return ['egress-gateways', cluster, namespace, name]
    .map(encodeURIComponent)
    .join('/');
}

function flag(value: boolean | undefined): string | undefined {
  return value ? 'true' : undefined;
}
