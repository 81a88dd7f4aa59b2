import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { Kubernetes } from './kubernetes';
import { freePort } from './ports';
import { Portal } from './Portal';
import { CleanUp, serve } from './programs';

const ROOT = join(__dirname, '../..');

/** The running demo: the portal with two development clusters. */
export class Demo {
  constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly control: string,
  ) {}

  /** Starts `npm run demo` on free ports and waits until it says that it is ready. */
  static async start(cleanUp: CleanUp, seconds: number): Promise<Demo> {
    const folder = mkdtempSync(join(tmpdir(), 'meshport-e2e-'));
    cleanUp.add(() => rmSync(folder, { recursive: true, force: true }));
    const [port, control] = [await freePort(), await freePort()];
    const service = serve(
      process.execPath,
      [
        join(ROOT, 'scripts/run.mjs'),
        ...['demo', '--folder', join(folder, 'demo')],
        ...['--port', String(port), '--control', String(control)],
      ],
      { cwd: ROOT, log: join(folder, 'log') },
    );
    cleanUp.add(() => service.stop(30));
    await eventually(seconds, () => {
      if (!service.alive())
        throw new Error(`the demo ended: ${service.tail()}`);
      if (!/is ready/.test(service.tail())) throw new Error(service.tail());
    });
    return Demo.running(
      `http://127.0.0.1:${port}`,
      join(folder, 'demo'),
      `http://127.0.0.1:${control}`,
    );
  }

  /** A demo that runs already. */
  static running(url: string, folder: string, control: string): Demo {
    return new Demo(url, folder, control);
  }

  /** The portal's API as one of the people, with the token written for scripts. */
  as(persona: string): Portal {
    const { tokens } = this.#read('tokens.json');
    return new Portal(this.url, tokens[persona]);
  }

  /** A cluster, past the portal. */
  cluster(name: string): Kubernetes {
    return new Kubernetes(join(this.folder, 'kubeconfig'), name);
  }

  /** Switches faults of a cluster, e.g. `{ stop: true }`. */
  async faults(cluster: string, switches: object): Promise<void> {
    const response = await fetch(`${this.control}/faults`, {
      method: 'POST',
      body: JSON.stringify({ cluster, ...switches }),
    });
    if (!response.ok) {
      throw new Error(`faults answered ${await response.text()}`);
    }
  }

  #read(name: string) {
    return JSON.parse(readFileSync(join(this.folder, name), 'utf8'));
  }
}
