import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { Mesh } from './equipment';
import { Kubectl } from './Kubectl';

/** The API server of the mesh, as a process that can fail. */
export class ApiServer {
  readonly #paused: string;

  constructor(private readonly mesh: Mesh, private readonly kubectl: Kubectl) {
    this.#paused = join(mesh.dir, 'cluster/paused');
  }

  /** It goes down and keeps its data. */
  async pause(): Promise<void> {
    writeFileSync(this.#paused, '');
    await eventually(20, () => {
      const left = this.#processes();
      expect(left.length === 0, 'the API server is down', left);
    });
  }

  /** It starts again with the same data, keys and port; does not wait for it. */
  start(): void {
    rmSync(this.#paused, { force: true });
  }

  /** It starts again, and answers. */
  async resume(): Promise<void> {
    this.start();
    await eventually(60, () => this.kubectl.run('get', '--raw', '/readyz'));
  }

  /** It takes connections and answers nobody, until `goOn`. */
  hang(): void {
    this.#signal('SIGSTOP');
  }

  goOn(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    const processes = this.#processes();
    expect(processes.length === 1, 'one API server runs', processes);
    process.kill(processes[0], signal);
  }

  /** Its process, by the folder that it serves from. */
  #processes(): number[] {
    const folder = join(this.mesh.dir, 'cluster');
    return readdirSync('/proc')
      .map(Number)
      .filter(pid => {
        const [program, ...args] = commandOf(pid);
        return (
          program?.endsWith('kube-apiserver') &&
          args.some(arg => arg.startsWith(`--cert-dir=${folder}`))
        );
      });
  }
}

function commandOf(pid: number): string[] {
  if (!pid) return [];
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch (error) {
    // It ended while we looked.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return [];
    throw error;
  }
}
