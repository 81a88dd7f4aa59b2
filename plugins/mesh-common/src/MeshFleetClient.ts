import { KnownAnswers } from './KnownAnswers';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import { FleetOverview } from './wire';

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

  getOverview(options?: MeshRequestOptions): Promise<FleetOverview> {
    return this.#known.read(this.#transport, OVERVIEW, options);
  }
}
