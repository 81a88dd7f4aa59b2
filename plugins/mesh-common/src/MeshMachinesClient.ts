import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import { queryOf } from './queryOf';
import { REVISION_HEADER } from './revisions';
import {
  CreateEnrolmentCode,
  EnrolmentCode,
  EnrolmentCodes,
  MadeEnrolmentCode,
  VmBundleRequest,
  MachineChoices,
  MachineFleetQuery,
  MachineProgress,
  MeshAnswer,
  VirtualMachine,
} from './wire';

/** A bundle as it is saved by a browser. */
export interface DownloadedBundle {
  /** E.g. `ratings-vm.tar.gz`. */
  fileName: string;
  /** A tar.gz; it holds a token, so it is kept nowhere but where it is needed. */
  content: Blob;
}

/** Virtual machines that join, as the pages and programs see the mesh backend. */
export interface MeshMachinesApi {
  /** The machines of all clusters, page by page. */
  listMachines(
    query?: MachineFleetQuery,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<VirtualMachine>>;
  /** What a form offers for a cluster and a namespace. */
  getChoices(
    place: { cluster: string; namespace?: string },
    options?: MeshRequestOptions,
  ): Promise<MachineChoices>;
  /** How far the machines of a request are, and what keeps them back. */
  getProgress(
    requestId: string,
    options?: MeshRequestOptions,
  ): Promise<MachineProgress>;
  /** A bundle with a token that is minted now. */
  downloadBundle(
    requestId: string,
    request?: VmBundleRequest,
    options?: MeshRequestOptions,
  ): Promise<DownloadedBundle>;
  /** A code for one machine; it is seen in this answer only. */
  createCode(
    requestId: string,
    request?: CreateEnrolmentCode,
    options?: MeshRequestOptions,
  ): Promise<MadeEnrolmentCode>;
  /** The codes of a request without the codes themselves, and what the caller may do. */
  listCodes(
    requestId: string,
    options?: MeshRequestOptions,
  ): Promise<EnrolmentCodes>;
  /** Ends a code's life; doing it again changes nothing. */
  revokeCode(
    requestId: string,
    codeId: string,
    options?: MeshRequestOptions,
  ): Promise<EnrolmentCode>;
}

/**
 * Client of the virtual machines of the mesh backend.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshMachinesClient implements MeshMachinesApi {
  readonly #transport: MeshTransport;

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  listMachines(query: MachineFleetQuery = {}, options?: MeshRequestOptions) {
    const { limit, cursor, search, health, order, cluster } = query;
    return this.#transport.json<MeshAnswer<VirtualMachine>>(
      `virtual-machines${queryOf({
        limit: limit?.toString(),
        cursor,
        search: search || undefined,
        health: health?.length ? health.join(',') : undefined,
        order,
        cluster: cluster || undefined,
      })}`,
      options,
    );
  }

  getChoices(
    { cluster, namespace }: { cluster: string; namespace?: string },
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<MachineChoices>(
      `virtual-machines/choices${queryOf({
        cluster,
        namespace: namespace || undefined,
      })}`,
      options,
    );
  }

  async getProgress(requestId: string, options?: MeshRequestOptions) {
    const response = await this.#transport.send(
      `${pathOf(requestId)}/virtual-machines`,
      options,
    );
    const progress = (await response.json()) as MachineProgress;
    const revision = response.headers.get(REVISION_HEADER);
    return { ...progress, ...(revision ? { revision } : {}) };
  }

  async downloadBundle(
    requestId: string,
    request: VmBundleRequest = {},
    options?: MeshRequestOptions,
  ): Promise<DownloadedBundle> {
    const response = await this.#transport.send(
      `${pathOf(requestId)}/vm-bundle`,
      options,
      request,
    );
    const disposition = response.headers.get('Content-Disposition') ?? '';
    const [, fileName = 'bundle.tar.gz'] =
      /filename="([^"]+)"/.exec(disposition) ?? [];
    return { fileName, content: await response.blob() };
  }

  createCode(
    requestId: string,
    request: CreateEnrolmentCode = {},
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<MadeEnrolmentCode>(
      `${pathOf(requestId)}/enrolment-codes`,
      options,
      request,
    );
  }

  listCodes(requestId: string, options?: MeshRequestOptions) {
    return this.#transport.json<EnrolmentCodes>(
      `${pathOf(requestId)}/enrolment-codes`,
      options,
    );
  }

  async revokeCode(
    requestId: string,
    codeId: string,
    options?: MeshRequestOptions,
  ) {
    const response = await this.#transport.send(
      `${pathOf(requestId)}/enrolment-codes/${encodeURIComponent(codeId)}`,
      options,
      undefined,
      {},
      'DELETE',
    );
    return (await response.json()) as EnrolmentCode;
  }
}

function pathOf(requestId: string): string {
  return `requests/${encodeURIComponent(requestId)}`;
}
