import { join } from 'node:path';
import { CleanUp, run, serve, Service } from '../support/programs';
import { Mesh } from './equipment';
import { Kubectl } from './Kubectl';

/** A virtual machine that joins the mesh and serves a component. */
export class Machine {
  #program: Service | undefined;

  constructor(
    private readonly mesh: Omit<Mesh, 'addresses'>,
    private readonly work: string,
    readonly name: string,
    readonly address: string,
  ) {}

  /**
   * Makes it, and joins it through a WorkloadGroup by istioctl's own bundle.
   *
   * @param program - What it serves with; unless told, files by HTTP.
   */
  async join(
    kubectl: Kubectl,
    group: { name: string; namespace: string; port: number },
    cleanUp: CleanUp,
    program = ['python3', '-m', 'http.server', String(group.port)],
  ): Promise<void> {
    const { dir, vm, istiod } = this.mesh;
    const bundle = join(this.work, `bundle-${this.name}`);
    await kubectl.istioctl(
      ...['x', 'workload', 'entry', 'configure', '--autoregister'],
      ...['--name', group.name, '--namespace', group.namespace],
      ...['--ingressIP', istiod, '-o', bundle],
    );
    await run(vm, ['up', dir, this.name, this.address]);
    cleanUp.add(() => this.leave());
    // The agent outlives `vm join`, and would keep its pipes open.
    await run('sh', [
      '-c',
      '"$0" join "$1" "$2" "$3" >"$3.log" 2>&1',
      vm,
      dir,
      this.name,
      bundle,
    ]);
    this.#program = serve(vm, ['exec', dir, this.name, '--', ...program], {
      log: join(this.work, `${this.name}.log`),
    });
  }

  /** Runs something on it to its end. */
  exec(...command: string[]) {
    return this.execWith('', ...command);
  }

  /** The same, with something to read. */
  execWith(input: string, ...command: string[]) {
    const { vm, dir } = this.mesh;
    return run(vm, ['exec', dir, this.name, '--', ...command], { input });
  }

  /** What agent and Envoy wrote. */
  async log(): Promise<string> {
    const { vm, dir } = this.mesh;
    return (await run(vm, ['log', dir, this.name])).stdout;
  }

  /** The program on it ends; the machine stays in the mesh. */
  async stopServing(): Promise<void> {
    await this.#program?.stop(5);
    this.#program = undefined;
  }

  /** Its programs end at once, without a word to anybody. */
  async kill(): Promise<void> {
    const { bridge } = this.mesh;
    await run('sh', [
      '-c',
      'ip netns pids "$0" | xargs -r kill -9',
      `${bridge}-${this.name}`,
    ]);
  }

  /** Switches it off. */
  async leave(): Promise<void> {
    await this.stopServing();
    await run(this.mesh.vm, ['down', this.mesh.dir, this.name]);
  }
}
