import { messageOf } from './messageOf';
import { CaDescription } from '@meshport/backstage-plugin-mesh-node';

/** What a provider says of an authority, or why it does not. */
export type Described = { description: CaDescription } | { why: string };

/** A description that is no older is given again; milliseconds. */
const FRESH_MS = 5 * 60_000;
/** What failed is asked again sooner. */
const FAILED_MS = 30_000;
/** A page does not wait longer for a provider; milliseconds. */
const WAIT_MS = 3_000;
const TIMEOUT_MS = 20_000;

const ASKING = 'It is being asked; look again in a moment.';

/**
 * What providers say of their authorities, asked when somebody looks, and then
 * not again for five minutes. A provider that is slow holds no page up.
 */
export class AuthorityDescriptions {
  readonly #describe: (
    name: string,
    options: { signal: AbortSignal },
  ) => Promise<CaDescription>;
  readonly #waitMs: number;
  readonly #now: () => number;
  readonly #known = new Map<
    string,
    { until: number; answer: Promise<Described> }
  >();

  constructor(options: {
    describe: (
      name: string,
      options: { signal: AbortSignal },
    ) => Promise<CaDescription>;
    waitMs?: number;
    now?: () => number;
  }) {
    this.#describe = options.describe;
    this.#waitMs = options.waitMs ?? WAIT_MS;
    this.#now = options.now ?? Date.now;
  }

  /** All of them at once, by name. */
  async of(names: readonly string[]): Promise<Map<string, Described>> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Described>(resolve => {
      timer = setTimeout(() => resolve({ why: ASKING }), this.#waitMs);
    });
    try {
      return new Map(
        await Promise.all(
          names.map(
            async (name): Promise<[string, Described]> => [
              name,
              await Promise.race([this.#answer(name), patience]),
            ],
          ),
        ),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  #answer(name: string): Promise<Described> {
    const known = this.#known.get(name);
    if (known && this.#now() < known.until) {
      return known.answer;
    }
    const entry = {
      until: Number.POSITIVE_INFINITY,
      answer: this.#ask(name),
    };
    this.#known.set(name, entry);
    entry.answer.then(answer => {
      entry.until = this.#now() + ('why' in answer ? FAILED_MS : FRESH_MS);
    });
    return entry.answer;
  }

  async #ask(name: string): Promise<Described> {
    try {
      return {
        description: await this.#describe(name, {
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }),
      };
    } catch (error) {
      // Told as what it is: the provider cannot be asked now.
      return { why: messageOf(error) };
    }
  }
}
