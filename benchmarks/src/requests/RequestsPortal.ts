import { mkdir, writeFile } from 'fs/promises';
import { join } from 'path';
import { setTimeout as wait } from 'timers/promises';
import { Pool } from 'undici';
import { ChildProgram } from '../processes/ChildProgram';
import { freePort } from '../processes/Portal';
import { groupOf, PEOPLE_ENTITIES, Person } from './people';
import type { RequestsPortalProgram } from './portalProgram';

/** A running portal on a database, with its people signed in. */
export class RequestsPortal {
  readonly #program: ChildProgram<RequestsPortalProgram>;
  readonly #pool: Pool;
  readonly #tokens = new Map<Person, string>();

  /**
   * @param folder - for its files and its log
   * @param database - `backend.database` of its configuration
   * @param clusters - `mesh.clusters` of its configuration
   */
  static async start(
    folder: string,
    database: object,
    clusters: object[] = [],
  ) {
    await mkdir(folder, { recursive: true });
    const catalog = join(folder, 'catalog.yaml');
    await writeFile(
      catalog,
      PEOPLE_ENTITIES.map(entity => JSON.stringify(entity)).join('\n---\n'),
    );
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const configFile = join(folder, 'app-config.json');
    await writeFile(
      configFile,
      JSON.stringify({
        app: { baseUrl: url },
        backend: {
          baseUrl: url,
          listen: { host: '127.0.0.1', port },
          database,
        },
        auth: { providers: { people: {} } },
        permission: { enabled: true },
        catalog: {
          rules: [{ allow: ['User', 'Group'] }],
          locations: [{ type: 'file', target: catalog }],
        },
        mesh: {
          clusters,
          requests: {
            policies: [
              {
                name: 'production',
                approval: 'required',
                approverGroups: [groupOf('engineer')],
              },
            ],
          },
        },
      }),
      { mode: 0o600 },
    );
    const portal = new RequestsPortal(folder, configFile, url);
    try {
      await portal.#program.call('ready');
      await portal.#signIn('developer');
      await portal.#signIn('engineer');
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  private constructor(folder: string, configFile: string, url: string) {
    this.#program = new ChildProgram<RequestsPortalProgram>(
      join('..', 'requests', 'portalProgram.ts'),
      { log: join(folder, 'portal.log'), args: ['--config', configFile] },
    );
    this.#pool = new Pool(url, { connections: 1 });
  }

  /** Waits until the portal has done what it does at its start: it looks at all that wait for approval. */
  async untilQuiet(): Promise<void> {
    const deadline = Date.now() + 600_000;
    for (let calm = 0; calm < 3; ) {
      const before = await this.#program.call('cpuMs');
      await wait(1000);
      const share = ((await this.#program.call('cpuMs')) - before) / 1000;
      calm = share < 0.15 ? calm + 1 : 0;
      if (Date.now() > deadline) {
        throw new Error('the portal is not quiet ten minutes after its start');
      }
    }
  }

  /** Has the floor answer with as many bytes. */
  async setFloorLength(length: number): Promise<void> {
    await this.#program.call(
      'setFloorBody',
      JSON.stringify('x'.repeat(length - 2)),
    );
  }

  /** Asks as one of the people; throws when the answer is none of success. */
  ask(person: Person, path: string): Promise<string> {
    return this.#get(path, {
      authorization: `Bearer ${this.#tokens.get(person)}`,
    });
  }

  /** Sends something as one of the people; throws when the answer is none of success. */
  async send(person: Person, path: string, body: object): Promise<Buffer> {
    const response = await this.#pool.request({
      path: `/api${path}`,
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#tokens.get(person)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    const answer = Buffer.from(await response.body.arrayBuffer());
    if (response.statusCode >= 300) {
      throw new Error(
        `${path} answers ${response.statusCode}: ${answer
          .toString()
          .slice(0, 300)}`,
      );
    }
    return answer;
  }

  /** User and system time of its process so far, in milliseconds. */
  cpuMs(): Promise<number> {
    return this.#program.call('cpuMs');
  }

  async stop(): Promise<void> {
    await this.#pool.destroy();
    await this.#program.stop();
  }

  /** The catalog takes a moment to know its people and their groups. */
  async #signIn(person: Person): Promise<void> {
    const deadline = Date.now() + 120_000;
    for (;;) {
      try {
        const { backstageIdentity } = JSON.parse(
          await this.#get('/auth/people/refresh', { 'x-person': person }),
        );
        const { token, identity } = backstageIdentity;
        if (identity.ownershipEntityRefs.length > 1) {
          this.#tokens.set(person, token);
          return;
        }
        throw new Error(`the catalog does not know the groups of ${person}`);
      } catch (error) {
        if (Date.now() > deadline) {
          throw error;
        }
        await wait(500);
      }
    }
  }

  async #get(path: string, headers: Record<string, string>): Promise<string> {
    const response = await this.#pool.request({
      path: `/api${path}`,
      method: 'GET',
      headers,
      headersTimeout: 120_000,
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) {
      throw new Error(
        `${path} answers ${response.statusCode}: ${text.slice(0, 300)}`,
      );
    }
    return text;
  }
}
