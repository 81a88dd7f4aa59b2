import { renameSync, writeFileSync } from 'node:fs';
import { Kubectl } from './Kubectl';

/**
 * The tokens of the portal's account in a file. Each is bound to an object of
 * its own, so that it ends with that object: the API server's shortest
 * lifetime is ten minutes.
 */
export class BoundTokens {
  #number = 0;

  constructor(
    private readonly kubectl: Kubectl,
    private readonly file: string,
  ) {}

  /** Puts a new token into the file; the one before goes on being valid. */
  async renew(): Promise<void> {
    const secret = `bound-${++this.#number}`;
    await this.#run('create', 'secret', 'generic', secret);
    const token = await this.#run(
      ...['create', 'token', 'meshport', '--duration=1h'],
      ...['--bound-object-kind=Secret', `--bound-object-name=${secret}`],
    );
    // In one step, as the kubelet does it.
    writeFileSync(`${this.file}.new`, token, { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }

  /** The token before the one in the file ends. */
  endFormer(): Promise<string> {
    return this.#end(this.#number - 1);
  }

  /** The token in the file ends. */
  endCurrent(): Promise<string> {
    return this.#end(this.#number);
  }

  #end(number: number): Promise<string> {
    return this.#run('delete', 'secret', `bound-${number}`);
  }

  #run(...args: string[]): Promise<string> {
    return this.kubectl.run('-n', 'meshport', ...args);
  }
}
