import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, HttpAnswer, HttpRequest } from './connection';
import { valueAt } from './values';

/** Seconds that namespaces get to go away. */
const LIMIT = 60;

/**
 * Remembers what cases made outside of their namespace, and the namespaces,
 * and deletes it at the end.
 */
export class Cleanup {
  readonly #connection: Connection;
  readonly #made = new Set<string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  readonly witness = (sent: HttpRequest, answer: HttpAnswer): void => {
    const path = new URL(sent.path, 'https://cluster').pathname;
    const name = valueAt(answer.body, 'metadata.name');
    const inNamespace = /\/namespaces\/[^/]+\/[^/]+/.test(path);
    if (answer.status !== 201 || inNamespace || typeof name !== 'string')
      return;
    this.#made.add(sent.method === 'POST' ? `${path}/${name}` : path);
  };

  /** Deletes it all and gives back the paths of what stays behind, and why. */
  async run(): Promise<string[]> {
    const left: string[] = [];
    for (const path of this.#made) {
      const answer = await this.#connection.send({ method: 'DELETE', path });
      if (answer.status >= 300 && ![404, 409].includes(answer.status)) {
        left.push(`${path} (HTTP ${answer.status})`);
      }
    }
    const deadline = Date.now() + LIMIT * 1000;
    for (const path of this.#made) {
      while ((await this.#exists(path)) && Date.now() < deadline) {
        await sleep(200);
      }
      if (await this.#exists(path)) left.push(`${path} (still going)`);
    }
    this.#made.clear();
    return left;
  }

  async #exists(path: string): Promise<boolean> {
    const { status } = await this.#connection.send({ method: 'GET', path });
    return status !== 404;
  }
}
