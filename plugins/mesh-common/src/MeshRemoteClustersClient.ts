import { KnownAnswers } from './KnownAnswers';
import { entityPath } from './MeshClient';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import {
  InjectionPlan,
  InjectionPlanRequest,
  InjectionPreview,
  InjectionPreviewRequest,
  MeshAnswer,
  OldRemoteValues,
  OldRemoteValuesRequest,
  RemoteClusterChoices,
  RemoteFleet,
  RemoteLink,
  RemoteLinkDetail,
  RemotePreflightReport,
  RemotePreflightRequest,
  RemoteSetupPlan,
  RemoteSetupRequest,
} from './wire';

/** The remote clusters of the mesh backend as its callers see them. */
export interface MeshRemoteClustersApi {
  /** Every link of every primary, and the topology. */
  getFleet(options?: MeshRequestOptions): Promise<RemoteFleet>;
  /** One link with what stands in its way. */
  getLink(
    link: { primary: string; remote: string },
    options?: MeshRequestOptions,
  ): Promise<RemoteLinkDetail>;
  /** The links of the cluster that a catalog resource stands for. */
  getEntityLinks(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<RemoteLink>>;
  /** What forms offer: clusters, revisions, namespaces. */
  getChoices(options?: MeshRequestOptions): Promise<RemoteClusterChoices>;
  /** What stands in the way of clusters; runs pods only when told to. */
  preflight(
    request: RemotePreflightRequest,
    options?: MeshRequestOptions,
  ): Promise<RemotePreflightReport>;
  /** Drafts of what has to be installed; changes nothing. */
  setup(
    request: RemoteSetupRequest,
    options?: MeshRequestOptions,
  ): Promise<RemoteSetupPlan>;
  /** What the injectors would make of a pod; changes nothing. */
  previewInjection(
    request: InjectionPreviewRequest,
    options?: MeshRequestOptions,
  ): Promise<InjectionPreview>;
  /** What labels of namespaces would change, and what has to be restarted; changes nothing. */
  planInjection(
    request: InjectionPlanRequest,
    options?: MeshRequestOptions,
  ): Promise<InjectionPlan>;
  /** Today's values for those of the `istio-remote` chart. */
  mapOldValues(
    request: OldRemoteValuesRequest,
    options?: MeshRequestOptions,
  ): Promise<OldRemoteValues>;
  /** As that of `MeshApi`. */
  noteRevision?(revision: string): void;
}

/**
 * Client of the remote clusters of the mesh backend. As `MeshClient`, it keeps
 * the last answers where it sends no token.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshRemoteClustersClient implements MeshRemoteClustersApi {
  readonly #transport: MeshTransport;
  readonly #known = new KnownAnswers();

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  noteRevision(revision: string) {
    this.#known.note(revision);
  }

  getFleet(options?: MeshRequestOptions) {
    return this.#read<RemoteFleet>('remote-clusters', options);
  }

  getLink(
    { primary, remote }: { primary: string; remote: string },
    options?: MeshRequestOptions,
  ) {
    return this.#read<RemoteLinkDetail>(
      ['remote-clusters', primary, remote].map(encodeURIComponent).join('/'),
      options,
    );
  }

  getEntityLinks(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<MeshAnswer<RemoteLink>>(
      `${entityPath(entityRef)}/remote-links`,
      options,
    );
  }

  getChoices(options?: MeshRequestOptions) {
    return this.#transport.json<RemoteClusterChoices>(
      'remote-clusters/choices',
      options,
    );
  }

  preflight(request: RemotePreflightRequest, options?: MeshRequestOptions) {
    return this.#transport.json<RemotePreflightReport>(
      'remote-clusters/preflight',
      options,
      request,
    );
  }

  setup(request: RemoteSetupRequest, options?: MeshRequestOptions) {
    return this.#transport.json<RemoteSetupPlan>(
      'remote-clusters/setup',
      options,
      request,
    );
  }

  previewInjection(
    request: InjectionPreviewRequest,
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<InjectionPreview>(
      'remote-clusters/injection/preview',
      options,
      request,
    );
  }

  planInjection(request: InjectionPlanRequest, options?: MeshRequestOptions) {
    return this.#transport.json<InjectionPlan>(
      'remote-clusters/injection/plan',
      options,
      request,
    );
  }

  mapOldValues(request: OldRemoteValuesRequest, options?: MeshRequestOptions) {
    return this.#transport.json<OldRemoteValues>(
      'remote-clusters/old-values',
      options,
      request,
    );
  }

  #read<T extends MeshAnswer<RemoteLink>>(
    path: string,
    options?: MeshRequestOptions,
  ): Promise<T> {
    return this.#known.read(this.#transport, path, options);
  }
}
