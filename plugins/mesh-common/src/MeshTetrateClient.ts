import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import {
  TetrateFiles,
  TetrateJoinQuestion,
  TetrateJoinVerdict,
  TetrateOnboardingAnswer,
} from './wire';

/** Tetrate's onboarding of machines, as pages and programs see the mesh backend. */
export interface MeshTetrateApi {
  /** The plane of a cluster, who could join what, and who has. */
  getOnboarding(
    cluster: string,
    options?: MeshRequestOptions,
  ): Promise<TetrateOnboardingAnswer>;
  /** Whether one machine could join each of the groups. */
  askWhetherJoins(
    cluster: string,
    question: TetrateJoinQuestion,
    options?: MeshRequestOptions,
  ): Promise<TetrateJoinVerdict[]>;
  /** What a machine of a request needs; nothing of it is secret. */
  getFiles(
    requestId: string,
    options?: MeshRequestOptions,
  ): Promise<TetrateFiles>;
}

/**
 * Client of Tetrate's onboarding in the mesh backend.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshTetrateClient implements MeshTetrateApi {
  readonly #transport: MeshTransport;

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  getOnboarding(cluster: string, options?: MeshRequestOptions) {
    return this.#transport.json<TetrateOnboardingAnswer>(
      pathOf(cluster),
      options,
    );
  }

  async askWhetherJoins(
    cluster: string,
    question: TetrateJoinQuestion,
    options?: MeshRequestOptions,
  ) {
    const { items } = await this.#transport.json<{
      items: TetrateJoinVerdict[];
    }>(`${pathOf(cluster)}/join-questions`, options, question);
    return items;
  }

  getFiles(requestId: string, options?: MeshRequestOptions) {
    return this.#transport.json<TetrateFiles>(
      `requests/${encodeURIComponent(requestId)}/tetrate-files`,
      options,
    );
  }
}

function pathOf(cluster: string): string {
  return `clusters/${encodeURIComponent(cluster)}/tetrate-onboarding`;
}
