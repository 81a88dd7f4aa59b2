import { ClusterConnection } from './types';

/** An answer that is no older is given again; milliseconds. */
const FRESH_MS = 10_000;

/**
 * What clusters answer, read when somebody asks, and then not again for ten
 * seconds: a page that follows it costs a cluster six questions a minute, and a
 * page that nobody has open costs nothing.
 */
export class RecentReadings<Reading> {
  readonly #read: (connection: ClusterConnection) => Promise<Reading>;
  readonly #freshMs: number;
  readonly #known = new WeakMap<
    ClusterConnection,
    { until: number; reading: Promise<Reading> }
  >();

  constructor(
    read: (connection: ClusterConnection) => Promise<Reading>,
    options: { freshMs?: number } = {},
  ) {
    this.#read = read;
    this.#freshMs = options.freshMs ?? FRESH_MS;
  }

  /** Reads these clusters, all at once; the answers by their names. */
  async of(
    connections: readonly ClusterConnection[],
  ): Promise<Map<string, Reading>> {
    return new Map(
      await Promise.all(
        connections.map(
          async (connection): Promise<[string, Reading]> => [
            connection.details.name,
            await this.#reading(connection),
          ],
        ),
      ),
    );
  }

  #reading(connection: ClusterConnection): Promise<Reading> {
    const known = this.#known.get(connection);
    if (known && Date.now() < known.until) {
      return known.reading;
    }
    const reading = this.#read(connection);
    const entry = { until: Number.POSITIVE_INFINITY, reading };
    this.#known.set(connection, entry);
    // Those who ask meanwhile wait for the same answer.
    reading.then(
      () => {
        entry.until = Date.now() + this.#freshMs;
      },
      () => this.#known.delete(connection),
    );
    return reading;
  }
}
