import { delimiter } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { run } from '../support/programs';
import { Mesh } from './equipment';

/** The real kubectl and istioctl, as administrator of the mesh. */
export class Kubectl {
  readonly #env: NodeJS.ProcessEnv;

  constructor(mesh: Pick<Mesh, 'kubeconfig' | 'bin'>) {
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

  /** The same for a command that takes its time. */
  async runFor(seconds: number, ...args: string[]): Promise<string> {
    const { stdout } = await run('kubectl', args, {
      env: this.#env,
      timeout: seconds,
    });
    return stdout.trim();
  }

  /** Runs istioctl and answers what it wrote, on both channels. */
  async istioctl(...args: string[]): Promise<string> {
    const output = await run('istioctl', args, { env: this.#env });
    return `${output.stdout}${output.stderr}`.trim();
  }

  /** Makes an object. */
  create(object: object): Promise<void> {
    return this.#send('create', object);
  }

  /** Makes or changes an object, or those of a list. */
  apply(object: object): Promise<void> {
    return this.#send('apply', object);
  }

  /** Replaces an object by this one. */
  replace(object: object): Promise<void> {
    return this.#send('replace', object);
  }

  /** Deletes objects, those that are gone too. */
  async delete(objects: object[]): Promise<void> {
    await run('kubectl', ['delete', '--ignore-not-found', '-f', '-'], {
      env: this.#env,
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    });
  }

  /** What the API server would make of objects, its webhooks included. */
  async dryRun(objects: object[]): Promise<any[]> {
    const { stdout } = await run(
      'kubectl',
      ['create', '-f', '-', '--dry-run=server', '-o', 'yaml'],
      {
        env: this.#env,
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'List',
          items: objects,
        }),
      },
    );
    return parseAllDocuments(stdout).map(one => one.toJS());
  }

  /** Whether objects would be taken as they are, unknown fields refused. */
  async check(objects: object[]): Promise<void> {
    await run(
      'kubectl',
      [
        ...['apply', '--server-side', '--force-conflicts', '-f', '-'],
        ...['--dry-run=server', '--validate=strict'],
      ],
      {
        env: this.#env,
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'List',
          items: objects,
        }),
      },
    );
  }

  /** What istioctl finds in files by themselves, without the cluster. */
  async analyze(
    ...files: string[]
  ): Promise<{ code: string; message: string; origin?: string }[]> {
    const { stdout } = await run(
      'istioctl',
      ['analyze', '--use-kube=false', '-A', '-o', 'json', ...files],
      { env: this.#env },
    );
    return JSON.parse(stdout);
  }

  /** One object or list as JSON. */
  async json<T = any>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run('get', ...args, '-o', 'json'));
  }

  /** What kubectl and the API server say of their versions. */
  async version(): Promise<{ serverVersion: { gitVersion: string } }> {
    return JSON.parse(await this.run('version', '-o', 'json'));
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

  /** Upstream clusters of a pod's Envoy with their counters, a line each. */
  envoyClusters(namespace: string, target: string) {
    return this.run(
      ...['-n', namespace, 'exec', target, '-c', 'istio-proxy', '--'],
      ...['curl', '-s', 'localhost:15000/clusters'],
    );
  }

  async #send(verb: string, object: object): Promise<void> {
    await run('kubectl', [verb, '-f', '-'], {
      env: this.#env,
      input: JSON.stringify(object),
    });
  }
}
