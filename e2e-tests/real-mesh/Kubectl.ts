import { delimiter } from 'node:path';
import { run } from '../support/programs';
import { Mesh } from './equipment';

/** The real kubectl and istioctl, as administrator of the mesh. */
export class Kubectl {
  readonly #env: NodeJS.ProcessEnv;

  constructor(mesh: Mesh) {
    this.#env = {
      ...process.env,
      KUBECONFIG: mesh.kubeconfig,
      PATH: `${mesh.bin}${delimiter}${process.env.PATH}`,
    };
  }

  /** Runs kubectl and answers what it wrote. */
  async run(...args: string[]): Promise<string> {
    const { stdout } = await run('kubectl', args, { env: this.#env });
    return stdout.trim();
  }

  /** Runs istioctl and answers what it wrote, on both channels. */
  async istioctl(...args: string[]): Promise<string> {
    const output = await run('istioctl', args, { env: this.#env });
    return `${output.stdout}${output.stderr}`.trim();
  }

  /** Replaces an object by this one. */
  async replace(object: object): Promise<void> {
    await run('kubectl', ['replace', '-f', '-'], {
      env: this.#env,
      input: JSON.stringify(object),
    });
  }

  /** One object or list as JSON. */
  async json<T = any>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run('get', ...args, '-o', 'json'));
  }

  /** Runs a program in a container of a Deployment. */
  exec(namespace: string, target: string, ...command: string[]) {
    return this.run(
      '-n',
      namespace,
      'exec',
      target,
      '-c',
      'app',
      '--',
      ...command,
    );
  }
}
