import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { run } from '../support/programs';

/**
 * Looks over and over at arguments and environment of every process in a
 * machine's network, as anybody on it could with `ps`.
 */
export class Overheard {
  readonly #said = new Map<string, Set<string>>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(private readonly network: string) {}

  static async start(machine: { name: string }): Promise<Overheard> {
    const { stdout } = await run('ip', [
      ...['netns', 'exec', machine.name, 'readlink', '/proc/self/ns/net'],
    ]);
    const overheard = new Overheard(stdout.trim());
    overheard.#timer = setInterval(() => overheard.#look(), 5);
    return overheard;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
  }

  /** How many different command lines and environments were seen. */
  get heard(): number {
    return [...this.#said.values()].reduce((sum, one) => sum + one.size, 0);
  }

  /** The processes whose arguments or environment had a word in them. */
  with(word: string): string[] {
    return [...this.#said]
      .filter(([, said]) => [...said].some(text => text.includes(word)))
      .map(([pid]) => `process ${pid}`);
  }

  #look(): void {
    for (const pid of readdirSync('/proc').filter(one => /^\d+$/.test(one))) {
      try {
        if (readlinkSync(`/proc/${pid}/ns/net`) !== this.network) continue;
        const said = this.#said.get(pid) ?? new Set();
        for (const file of ['cmdline', 'environ']) {
          said.add(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
        }
        this.#said.set(pid, said);
      } catch (error) {
        // A process that has ended meanwhile says nothing.
        const { code = '' } = error as NodeJS.ErrnoException;
        if (!['ENOENT', 'ESRCH', 'EACCES'].includes(code)) throw error;
      }
    }
  }
}
