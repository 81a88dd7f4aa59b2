import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import { queryOf } from './queryOf';
import {
  ReleasesAnswer,
  RevisionTagPlan,
  RevisionTagRequest,
  RevisionTagsAnswer,
  UpgradePathAnswer,
} from './wire';

/** Releases of Istio and revision tags, as callers of the mesh backend see them. */
export interface MeshReleasesApi {
  /** The releases that are known, and how a cluster stands to them. */
  getReleases(
    query: { cluster?: string },
    options?: MeshRequestOptions,
  ): Promise<ReleasesAnswer>;
  /** The steps to another version; without `to` to the newest that is supported. */
  getUpgradePath(
    query: { cluster: string; to?: string },
    options?: MeshRequestOptions,
  ): Promise<UpgradePathAnswer>;
  /** The tags of a cluster, and the revisions that they may lead to. */
  getRevisionTags(
    query: { cluster: string },
    options?: MeshRequestOptions,
  ): Promise<RevisionTagsAnswer>;
  /** What a change of a tag means; changes nothing. */
  planRevisionTag(
    request: RevisionTagRequest,
    options?: MeshRequestOptions,
  ): Promise<RevisionTagPlan>;
}

/**
 * Client of the releases and revision tags of the mesh backend.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshReleasesClient implements MeshReleasesApi {
  readonly #transport: MeshTransport;

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  getReleases(query: { cluster?: string }, options?: MeshRequestOptions) {
    return this.#transport.json<ReleasesAnswer>(
      `releases${queryOf(query)}`,
      options,
    );
  }

  getUpgradePath(
    query: { cluster: string; to?: string },
    options?: MeshRequestOptions,
  ) {
    return this.#transport.json<UpgradePathAnswer>(
      `releases/upgrade-path${queryOf(query)}`,
      options,
    );
  }

  getRevisionTags(query: { cluster: string }, options?: MeshRequestOptions) {
    return this.#transport.json<RevisionTagsAnswer>(
      `revision-tags${queryOf(query)}`,
      options,
    );
  }

  planRevisionTag(request: RevisionTagRequest, options?: MeshRequestOptions) {
    return this.#transport.json<RevisionTagPlan>(
      'revision-tags/plan',
      options,
      request,
    );
  }
}
