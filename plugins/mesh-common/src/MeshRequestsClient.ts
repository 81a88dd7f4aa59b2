import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import {
  ApproveMeshRequest,
  ChangeMeshRequest,
  CreateMeshRequest,
  EditMeshRequest,
  LinkMeshRequest,
  MeshRequestDetail,
  MeshRequestFilter,
  MeshRequestKind,
  MeshRequestList,
  RejectMeshRequest,
  RequestLive,
  RequestPreview,
} from './wire';

/** The requests of the mesh backend as its callers see them. */
export interface MeshRequestsApi {
  /** The kinds that may be asked for. */
  listKinds(
    options?: MeshRequestOptions,
  ): Promise<{ items: MeshRequestKind[] }>;
  list(
    filter?: MeshRequestFilter,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestList>;
  get(id: string, options?: MeshRequestOptions): Promise<MeshRequestDetail>;
  /** What the clusters show of it now. */
  getLive(id: string, options?: MeshRequestOptions): Promise<RequestLive>;
  /** What would be asked for; stores nothing. */
  plan(
    request: CreateMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<RequestPreview>;
  create(
    request: CreateMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  approve(
    id: string,
    body: ApproveMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  reject(
    id: string,
    body: RejectMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  /** Agrees for the owner of the beneficiary. */
  agree(
    id: string,
    body: ApproveMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  /** Withdraws one's own request, or cancels another's. */
  cancel(
    id: string,
    body?: ChangeMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  edit(
    id: string,
    body: EditMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  /** Names the pull request of a request with delivery `git`. */
  link(
    id: string,
    body: LinkMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  retry(
    id: string,
    body?: ChangeMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
  retire(
    id: string,
    body?: ChangeMeshRequest,
    options?: MeshRequestOptions,
  ): Promise<MeshRequestDetail>;
}

/**
 * Client of the requests of the mesh backend, for browsers and other backends.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshRequestsClient implements MeshRequestsApi {
  readonly #transport: MeshTransport;

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  listKinds(options?: MeshRequestOptions) {
    return this.#transport.json<{ items: MeshRequestKind[] }>(
      'requests/kinds',
      options,
    );
  }

  list(filter: MeshRequestFilter = {}, options?: MeshRequestOptions) {
    const query = requestFilterToQuery(filter).toString();
    return this.#transport.json<MeshRequestList>(
      query ? `requests?${query}` : 'requests',
      options,
    );
  }

  get(id: string, options?: MeshRequestOptions) {
    return this.#transport.json<MeshRequestDetail>(pathOf(id), options);
  }

  getLive(id: string, options?: MeshRequestOptions) {
    return this.#transport.json<RequestLive>(`${pathOf(id)}/live`, options);
  }

  plan(request: CreateMeshRequest, options?: MeshRequestOptions) {
    return this.#transport.json<RequestPreview>(
      'requests/plan',
      options,
      request,
    );
  }

  create(request: CreateMeshRequest, options?: MeshRequestOptions) {
    return this.#transport.json<MeshRequestDetail>(
      'requests',
      options,
      request,
    );
  }

  approve(id: string, body: ApproveMeshRequest, options?: MeshRequestOptions) {
    return this.#change(id, 'approve', body, options);
  }

  reject(id: string, body: RejectMeshRequest, options?: MeshRequestOptions) {
    return this.#change(id, 'reject', body, options);
  }

  agree(id: string, body: ApproveMeshRequest, options?: MeshRequestOptions) {
    return this.#change(id, 'agree', body, options);
  }

  cancel(
    id: string,
    body: ChangeMeshRequest = {},
    options?: MeshRequestOptions,
  ) {
    return this.#change(id, 'cancel', body, options);
  }

  edit(id: string, body: EditMeshRequest, options?: MeshRequestOptions) {
    return this.#change(id, 'edit', body, options);
  }

  link(id: string, body: LinkMeshRequest, options?: MeshRequestOptions) {
    return this.#change(id, 'link', body, options);
  }

  retry(
    id: string,
    body: ChangeMeshRequest = {},
    options?: MeshRequestOptions,
  ) {
    return this.#change(id, 'retry', body, options);
  }

  retire(
    id: string,
    body: ChangeMeshRequest = {},
    options?: MeshRequestOptions,
  ) {
    return this.#change(id, 'retire', body, options);
  }

  #change(
    id: string,
    verb: string,
    body: unknown,
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<MeshRequestDetail>(
      `${pathOf(id)}/${verb}`,
      options,
      body,
    );
  }
}

function pathOf(id: string): string {
  return `requests/${encodeURIComponent(id)}`;
}

/** A filter as the query of `GET /requests`; `status` and `kind` are repeated. */
export function requestFilterToQuery(
  filter: MeshRequestFilter,
): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') {
        query.append(name, String(one));
      }
    }
  }
  return query;
}
