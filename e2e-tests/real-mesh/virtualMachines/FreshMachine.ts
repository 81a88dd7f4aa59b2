import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ended, execIn } from '../../machine/execIn';
import { furnish, STAND_INS } from '../../machine/furnish';
import { CleanUp, run, serve, Service } from '../../support/programs';
import { Mesh } from '../equipment';

/** Where a machine finds the certificates of the portal. */
export const CA_FILE = '/etc/ssl/portal-ca.pem';

/** A machine beside the mesh on which nothing of Istio is installed yet. */
export class FreshMachine {
  #application: Service | undefined;

  private constructor(
    private readonly mesh: Mesh,
    readonly title: string,
    readonly address: string,
    private readonly work: string,
  ) {}

  static async boot(
    mesh: Mesh,
    of: { title: string; last: number; caFile: string },
    work: string,
    cleanUp: CleanUp,
  ): Promise<FreshMachine> {
    const address = mesh.addresses.machine(of.last);
    const machine = new FreshMachine(mesh, of.title, address, work);
    await run(mesh.vm, ['up', mesh.dir, of.title, address]);
    cleanUp.add(async () => {
      await machine.stopServing();
      await run(mesh.vm, ['down', mesh.dir, of.title]);
    });
    // The equipment lays these down for bundles that are placed by hand.
    for (const path of ['usr/local/bin/pilot-agent', 'usr/local/bin/envoy']) {
      rmSync(join(machine.root, path));
    }
    rmSync(join(machine.root, 'var/lib/istio'), { recursive: true });
    furnish(machine.root, of.title, address);
    copyFileSync(of.caFile, join(machine.root, CA_FILE));
    return machine;
  }

  /** Its network. */
  get name(): string {
    return `${this.mesh.bridge}-${this.title}`;
  }

  get root(): string {
    return join(this.mesh.dir, 'vms', this.title, 'root');
  }

  /** What was written on it. */
  get upper(): string {
    return join(this.mesh.dir, 'vms', this.title, 'upper');
  }

  exec(
    command: string[],
    options?: { input?: string; seconds?: number },
  ): Promise<Ended> {
    return execIn(this.name, this.root, command, options);
  }

  /** Writes a file that only its root may read. */
  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text, { mode: 0o600 });
  }

  /** Runs a line at a terminal, and types what it asks for. */
  type(line: string, typed: string): Promise<Ended> {
    return this.exec(
      ['python3', join(STAND_INS, 'type-code.py'), 'sh', '-c', line],
      { input: `${typed}\n`, seconds: 180 },
    );
  }

  /** The application on it begins to answer. */
  serve(port: number): void {
    this.#application = serve(
      'ip',
      [
        ...['netns', 'exec', this.name, 'chroot', this.root],
        ...['python3', '-m', 'http.server', String(port)],
      ],
      { log: join(this.work, `${this.title}.application.log`) },
    );
  }

  async stopServing(): Promise<void> {
    await this.#application?.stop(5);
    this.#application = undefined;
  }

  /** Status of a call to the mesh; 000 when there is no answer. */
  async call(url: string): Promise<string> {
    const { stdout } = await this.exec([
      ...['curl', '-s', '-o', '/dev/null', '-m', '5', '-w', '%{http_code}'],
      url,
    ]);
    return stdout;
  }
}
