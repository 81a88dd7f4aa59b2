import { KnownAnswers } from './KnownAnswers';
import { entityPath } from './MeshClient';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import {
  CaImport,
  CaImportRequest,
  CertificateAuthorityChoices,
  CertificateFleet,
  ChangeRootChange,
  ClusterCertificates,
  ClusterCertificatesDetail,
  MeshAnswer,
  RootChangeAction,
  RootChangeProgress,
} from './wire';

/** The certificate authorities of the mesh backend as its callers see them. */
export interface MeshCertificatesApi {
  /** Every cluster's certificates, the configured authorities, and who trusts whom. */
  getFleet(options?: MeshRequestOptions): Promise<CertificateFleet>;
  /** One cluster's chain, roots, revocation lists and history. */
  getCluster(
    cluster: string,
    options?: MeshRequestOptions,
  ): Promise<ClusterCertificatesDetail>;
  /** Of the cluster that a catalog resource stands for, or of the clusters in which a component runs. */
  getEntityCertificates(
    entityRef: string,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<ClusterCertificates>>;
  /** What forms offer: authorities, clusters, and what may be asked for each pair. */
  getChoices(
    options?: MeshRequestOptions,
  ): Promise<CertificateAuthorityChoices>;
  /** What a file of `getmesh gen-ca` means here; stores nothing. */
  import(
    request: CaImportRequest,
    options?: MeshRequestOptions,
  ): Promise<CaImport>;
  /** How far a guided root change is. */
  getRootChange(
    requestId: string,
    options?: MeshRequestOptions,
  ): Promise<RootChangeProgress>;
  /** Pauses, resumes or rolls back a guided root change. */
  changeRootChange(
    requestId: string,
    action: RootChangeAction,
    change: ChangeRootChange,
    options?: MeshRequestOptions,
  ): Promise<RootChangeProgress>;
  /** As that of `MeshApi`. */
  noteRevision?(revision: string): void;
}

/**
 * Client of the certificate authorities of the mesh backend. As `MeshClient`,
 * it keeps the last answers where it sends no token.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshCertificatesClient implements MeshCertificatesApi {
  readonly #transport: MeshTransport;
  readonly #known = new KnownAnswers();

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  noteRevision(revision: string) {
    this.#known.note(revision);
  }

  getFleet(options?: MeshRequestOptions) {
    return this.#read<CertificateFleet>('certificate-authorities', options);
  }

  getCluster(cluster: string, options?: MeshRequestOptions) {
    return this.#read<ClusterCertificatesDetail>(
      `certificate-authorities/clusters/${encodeURIComponent(cluster)}`,
      options,
    );
  }

  getEntityCertificates(entityRef: string, options?: MeshRequestOptions) {
    return this.#read<MeshAnswer<ClusterCertificates>>(
      `${entityPath(entityRef)}/certificates`,
      options,
    );
  }

  getChoices(options?: MeshRequestOptions) {
    return this.#transport.json<CertificateAuthorityChoices>(
      'certificate-authorities/choices',
      options,
    );
  }

  import(request: CaImportRequest, options?: MeshRequestOptions) {
    return this.#transport.json<CaImport>(
      'certificate-authorities/import',
      options,
      request,
    );
  }

  getRootChange(requestId: string, options?: MeshRequestOptions) {
    return this.#transport.json<RootChangeProgress>(
      rootChangePath(requestId),
      options,
    );
  }

  changeRootChange(
    requestId: string,
    action: RootChangeAction,
    change: ChangeRootChange,
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<RootChangeProgress>(
      `${rootChangePath(requestId)}/${action}`,
      options,
      change,
    );
  }

  #read<T extends MeshAnswer<ClusterCertificates>>(
    path: string,
    options?: MeshRequestOptions,
  ): Promise<T> {
    return this.#known.read(this.#transport, path, options);
  }
}

function rootChangePath(requestId: string): string {
  return `certificate-authorities/root-changes/${encodeURIComponent(
    requestId,
  )}`;
}
