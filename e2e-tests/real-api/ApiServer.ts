import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { eventually } from '../support/eventually';
import { CleanUp, serve } from '../support/programs';

/** A real API server with its etcd, and nothing else. */
export class ApiServer {
  readonly #folder: string;
  readonly kubeconfig: string;

  /** @param bin - the folder of the equipment's programs */
  static async start(
    bin: string,
    folder: string,
    cleanUp: CleanUp,
  ): Promise<ApiServer> {
    const service = serve(
      join(bin, 'kube'),
      ['up', '--dir', folder, '--controllers=false', '--name', 'east'],
      { log: `${folder}.log` },
    );
    cleanUp.add(() => service.stop(30));
    const server = new ApiServer(folder);
    await eventually(120, () => {
      if (!service.alive()) throw new Error(`it ended: ${service.tail()}`);
      if (!existsSync(server.kubeconfig)) throw new Error(service.tail());
    });
    return server;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.kubeconfig = join(folder, 'kubeconfig');
  }

  get port(): number {
    return Number(new URL(this.#read().clusters[0].cluster.server).port);
  }

  /** Writes a kubeconfig that goes by another port. */
  writeKubeconfigBy(port: number, file: string): void {
    const kubeconfig = this.#read();
    kubeconfig.clusters[0].cluster.server = `https://127.0.0.1:${port}`;
    writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });
  }

  /** The API server ends; data, keys and port stay. */
  takeDown(): void {
    writeFileSync(join(this.#folder, 'paused'), '');
  }

  bringUp(): void {
    rmSync(join(this.#folder, 'paused'), { force: true });
  }

  /** The process stands still, its connections open, or goes on. */
  freeze(isFrozen: boolean): void {
    const lines = execFileSync('ps', ['-eo', 'pid=,args='], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const pid = lines
      .split('\n')
      .filter(line => line.includes(`--secure-port=${this.port}`))
      .map(line => Number(line.trim().split(' ')[0]))[0];
    if (!pid) throw new Error('the process of the API server is not found');
    process.kill(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  #read(): any {
    return parse(readFileSync(this.kubeconfig, 'utf8'));
  }
}
