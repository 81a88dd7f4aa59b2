import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../support/programs';

/** A certificate with its key, as files. */
export interface Pair {
  certificate: string;
  key: string;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** A certificate authority of a test's own, in a folder. */
export class Authority {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly own: Pair,
  ) {}

  static async create(folder: string, name: string): Promise<Authority> {
    const own = pair(folder, `${name}-ca`);
    await request(own, '-subj', `/O=${name}/CN=root`);
    return new Authority(folder, name, own);
  }

  /** The file with its certificate, in PEM. */
  get file(): string {
    return this.own.certificate;
  }

  /** The file with its key. */
  get keyFile(): string {
    return this.own.key;
  }

  /** Its certificate in PEM. */
  get pem(): string {
    return readFileSync(this.file, 'utf8');
  }

  /** Signs a new certificate for names, or for a client when there are none. */
  async sign(commonName: string, ...names: string[]): Promise<Pair> {
    const signed = pair(this.folder, `${this.name}-${commonName}`);
    const alternatives = names.map(one => `DNS:${one}`).join();
    await request(
      signed,
      ...['-CA', this.own.certificate, '-CAkey', this.own.key],
      ...['-subj', `/CN=${commonName}`],
      ...['-addext', 'basicConstraints=critical,CA:false'],
      ...(names.length > 0
        ? ['-addext', `subjectAltName=${alternatives}`]
        : []),
    );
    return signed;
  }
}

function pair(folder: string, name: string): Pair {
  return {
    certificate: join(folder, `${name}.crt`),
    key: join(folder, `${name}.key`),
  };
}

function request(files: Pair, ...args: string[]) {
  return run('openssl', [
    ...['req', '-x509', ...NEW_KEY, '-nodes', '-days', '2'],
    ...['-keyout', files.key, '-out', files.certificate, ...args],
  ]);
}
