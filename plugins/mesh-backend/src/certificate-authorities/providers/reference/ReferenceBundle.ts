import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { CaDescription } from '@meshport/backstage-plugin-mesh-node';
import { readCertificates, readPrivateKey } from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { readFile } from 'fs/promises';
import { findObject } from '../../../clusters/findObject';
import { ClusterRegistry } from '../../../clusters/types';
import { toBackstageError } from '../../../manifests/clusterErrors';

/** Files of a bundle by what they are, wherever they lie. */
interface BundleFiles {
  certificate: string;
  key: string;
  chain: string;
  root: string;
}

type Source =
  | { files: BundleFiles }
  | { secret: { cluster: string; namespace: string; name: string } };

/** A bundle of the adopter's own, read where it lies and never sent here. */
export interface TakenBundle {
  /** PEM of the intermediate alone. */
  certificate: string;
  /** From its issuer up to the root, each in PEM. */
  chain: string[];
  key: KeyObject;
}

/** Names of a bundle's files in a Secret: as istiod has them, else as Kubernetes' TLS Secrets. */
const IN_SECRET: BundleFiles[] = [
  {
    certificate: 'ca-cert.pem',
    key: 'ca-key.pem',
    chain: 'cert-chain.pem',
    root: 'root-cert.pem',
  },
  { certificate: 'tls.crt', key: 'tls.key', chain: 'tls.crt', root: 'ca.crt' },
];

/** An intermediate that somebody else issued, referred to by files or by a Secret. */
export class ReferenceBundle {
  readonly #source: Source;
  readonly #registry: Pick<ClusterRegistry, 'get'>;

  /** @throws `InputError` that names the field */
  constructor(config: Config, registry: Pick<ClusterRegistry, 'get'>) {
    this.#source = readSource(config);
    this.#registry = registry;
  }

  /** Where it lies, in words. */
  get words(): string {
    const source = this.#source;
    return 'files' in source
      ? `file ${source.files.certificate}`
      : `Secret ${source.secret.namespace}/${source.secret.name} of cluster ${source.secret.cluster}`;
  }

  async describe(): Promise<CaDescription> {
    const { certificate, chain } = await this.take();
    const [own, ...above] = readCertificates(
      [certificate, ...chain].join('\n'),
    );
    const [issuer] = above;
    return {
      id: this.words,
      subject: issuer.subject,
      keyAlgorithm: issuer.keyAlgorithm,
      signatureAlgorithm: issuer.signatureAlgorithm,
      certificate: issuer.pem,
      chain: above.slice(1).map(({ pem }) => pem),
      notAfter: [own, ...above].map(({ notAfter }) => notAfter).sort()[0],
      limits: [
        'It issues nothing: what lies there is taken as it is, and renewed by whoever puts it there.',
        'It revokes nothing.',
      ],
    };
  }

  /** Reads all of it, the key too. Errors name the file and never what is in it. */
  async take(): Promise<TakenBundle> {
    const { names, files } = await this.#read();
    try {
      const text = (name: string) => files.get(name)!.toString();
      const [own, ...rest] = readCertificates(text(names.certificate));
      const chain = readCertificates(text(names.chain));
      const roots = readCertificates(text(names.root));
      const above = [...rest, ...chain, ...roots].filter(
        ({ fingerprint }, index, all) =>
          fingerprint !== own.fingerprint &&
          all.findIndex(one => one.fingerprint === fingerprint) === index,
      );
      const taken = {
        certificate: own.pem,
        chain: above.map(({ pem }) => pem),
        key: readPrivateKey(files.get(names.key)!),
      };
      if (!taken.chain.length) {
        throw new InputError('its issuer is not in it; give the whole chain');
      }
      return taken;
    } catch (error) {
      throw error instanceof InputError
        ? new InputError(`${this.words}: ${error.message}`)
        : error;
    } finally {
      files.get(names.key)?.fill(0);
    }
  }

  async #read(): Promise<{ names: BundleFiles; files: Map<string, Buffer> }> {
    const source = this.#source;
    if ('files' in source) {
      const names = source.files;
      const paths = [...new Set(Object.values(names) as string[])];
      const files = new Map<string, Buffer>();
      for (const path of paths) {
        files.set(path, await readOne(path));
      }
      return { names, files };
    }
    const data = await this.#secret(source.secret);
    const names = IN_SECRET.find(one =>
      Object.values(one).every(name => Object.hasOwn(data, name)),
    );
    if (!names) {
      throw new InputError(
        `${this.words}: holds no bundle; it needs ${Object.values(
          IN_SECRET[0],
        ).join(', ')}, or tls.crt, tls.key and ca.crt`,
      );
    }
    return {
      names,
      files: new Map(
        Object.values(names).map(name => [
          name,
          Buffer.from(data[name], 'base64'),
        ]),
      ),
    };
  }

  async #secret(of: {
    cluster: string;
    namespace: string;
    name: string;
  }): Promise<Record<string, string>> {
    const connection = this.#registry.get(of.cluster);
    try {
      const found = await findObject(
        connection,
        `/api/v1/namespaces/${encodeURIComponent(
          of.namespace,
        )}/secrets/${encodeURIComponent(of.name)}`,
      );
      if (!found) {
        throw new InputError(`${this.words}: is not there; have it made`);
      }
      return found.data ?? {};
    } catch (error) {
      throw toBackstageError(error, { cluster: of.cluster });
    }
  }
}

function readSource(config: Config): Source {
  const at = `mesh.certificateAuthorities (${config.getOptionalString(
    'name',
  )}): reference`;
  const block = config.getOptionalConfig('reference');
  const files = block?.getOptionalConfig('files');
  const secret = block?.getOptionalConfig('secret');
  if (Boolean(files) === Boolean(secret)) {
    throw new InputError(
      `${at}: say where the bundle is, by either files or secret`,
    );
  }
  const text = (from: Config, field: string): string => {
    const value = from.getOptionalString(field);
    if (!value) {
      throw new InputError(
        `${at}.${files ? 'files' : 'secret'}.${field}: give it`,
      );
    }
    return value;
  };
  if (files) {
    return {
      files: {
        certificate: text(files, 'certificate'),
        key: text(files, 'key'),
        chain: text(files, 'chain'),
        root: text(files, 'root'),
      },
    };
  }
  return {
    secret: {
      cluster: text(secret!, 'cluster'),
      namespace: text(secret!, 'namespace'),
      name: text(secret!, 'name'),
    },
  };
}

async function readOne(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(
      `file ${path}: cannot be read (${
        (error as NodeJS.ErrnoException).code
      }); have it put where the backend reads it`,
    );
  }
}
