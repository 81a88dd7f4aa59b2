import { KnownAnswers } from './KnownAnswers';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import { FleetCluster, FleetOverview } from './wire';

const OVERVIEW = 'fleet/overview';

/** The whole fleet of the mesh backend as its callers see it. */
export interface MeshFleetApi {
  /** What needs somebody, every cluster, and the topology. */
  getOverview(options?: MeshRequestOptions): Promise<FleetOverview>;
  /** As that of `MeshApi`. */
  noteRevision?(revision: string): void;
}

/**
 * Client of the overview of the mesh backend. As `MeshClient`, it keeps the
 * last answer where it sends no token.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshFleetClient implements MeshFleetApi {
  readonly #transport: MeshTransport;
  readonly #known = new KnownAnswers();

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  noteRevision(revision: string) {
    this.#known.note(revision);
  }

  async getOverview(options?: MeshRequestOptions): Promise<FleetOverview> {
    // Another caller's answers are not kept.
    const known = options?.token ? new KnownAnswers() : this.#known;
    const response = await this.#transport.send(
      OVERVIEW,
      options,
      undefined,
      known.headers(OVERVIEW),
    );
    return (await known.take<FleetCluster>(
      OVERVIEW,
      response,
    )) as FleetOverview;
  }
}
