import { ClusterRegistry } from '../../clusters/types';
import { RecentReadings } from '../../clusters/RecentReadings';
import { LinkReading, readLinks } from './LinkReading';

/** What clusters say of their links, as `RecentReadings`. */
export class LinkWatch {
  readonly #registry: Pick<ClusterRegistry, 'list'>;
  readonly #readings: RecentReadings<LinkReading>;
  readonly #isNamed: (name: string) => boolean;

  constructor(options: {
    registry: Pick<ClusterRegistry, 'list'>;
    /** Whether an administrator named the cluster; others are not asked. */
    isNamed: (name: string) => boolean;
    read?: typeof readLinks;
    freshMs?: number;
  }) {
    this.#registry = options.registry;
    const read = options.read ?? readLinks;
    this.#readings = new RecentReadings(connection => read(connection), {
      freshMs: options.freshMs,
    });
    this.#isNamed = options.isNamed;
  }

  /** Reads these clusters, all at once; those that are gone, or that nobody named, are left out. */
  async of(names: readonly string[]): Promise<Map<string, LinkReading>> {
    return this.#readings.of(
      this.#registry
        .list()
        .filter(
          ({ details: { name } }) =>
            names.includes(name) && this.#isNamed(name),
        ),
    );
  }
}
