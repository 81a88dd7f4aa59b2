import { ClusterConnection, ClusterRegistry } from '../../clusters/types';
import { LinkReading, readLinks } from './LinkReading';

/** An answer that is no older is given again; milliseconds. */
const FRESH_MS = 10_000;

/**
 * What clusters say of their links, read when somebody asks, and then not again
 * for ten seconds: a page that follows it costs a cluster six questions a
 * minute, and a page that nobody has open costs nothing.
 */
export class LinkWatch {
  readonly #registry: Pick<ClusterRegistry, 'list'>;
  readonly #read: typeof readLinks;
  readonly #freshMs: number;
  readonly #isNamed: (name: string) => boolean;
  readonly #known = new WeakMap<
    ClusterConnection,
    { until: number; reading: Promise<LinkReading> }
  >();

  constructor(options: {
    registry: Pick<ClusterRegistry, 'list'>;
    /** Whether an administrator named the cluster; others are not asked. */
    isNamed: (name: string) => boolean;
    read?: typeof readLinks;
    freshMs?: number;
  }) {
    this.#registry = options.registry;
    this.#read = options.read ?? readLinks;
    this.#freshMs = options.freshMs ?? FRESH_MS;
    this.#isNamed = options.isNamed;
  }

  /** Reads these clusters, all at once; those that are gone, or that nobody named, are left out. */
  async of(names: readonly string[]): Promise<Map<string, LinkReading>> {
    const wanted = this.#registry
      .list()
      .filter(
        ({ details: { name } }) => names.includes(name) && this.#isNamed(name),
      );
    return new Map(
      await Promise.all(
        wanted.map(
          async (connection): Promise<[string, LinkReading]> => [
            connection.details.name,
            await this.#reading(connection),
          ],
        ),
      ),
    );
  }

  #reading(connection: ClusterConnection): Promise<LinkReading> {
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
