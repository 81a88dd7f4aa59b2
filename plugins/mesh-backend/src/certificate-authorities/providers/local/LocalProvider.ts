import { InputError } from '@backstage/errors';
import {
  CaDescription,
  CaProvider,
  CaProviderFactory,
  CaRevocationList,
  IntermediateRequest,
  IssuedIntermediate,
} from '@meshport/backstage-plugin-mesh-node';
import {
  LocalAuthority,
  readCertificates,
  readPrivateKey,
} from '@meshport/certificates';
import { createHash } from 'crypto';
import { readFile } from 'fs/promises';
import { developmentRoot } from './developmentRoot';
import { LocalKey } from './LocalKey';
import { LocalSettings, readLocalSettings } from './localSettings';

/** How many answers are remembered; each is a few kilobytes. */
const REMEMBERED = 1_000;

/** An authority whose key lies in files of the backend, or is made to try things out. */
export class LocalProvider implements CaProvider {
  readonly remembersSeconds = 3_600;
  readonly #settings: LocalSettings;
  readonly #issued = new Map<string, IssuedIntermediate>();
  #made: Promise<LocalKey> | undefined;

  constructor(settings: LocalSettings) {
    this.#settings = settings;
  }

  async describe(_options: { signal: AbortSignal }): Promise<CaDescription> {
    const { certificate, chain = '' } = await this.#key();
    const all = readCertificates(`${certificate}\n${chain}`);
    const [own] = all;
    const settings = this.#settings;
    const rooms = all.flatMap(({ pathLength }, below) =>
      pathLength === undefined ? [] : [pathLength - below],
    );
    const root = all[all.length - 1];
    return {
      id: `local:${own.fingerprint}`,
      subject: own.subject,
      keyAlgorithm: own.keyAlgorithm,
      signatureAlgorithm: own.signatureAlgorithm,
      certificate: own.pem,
      chain: all.slice(1).map(({ pem }) => pem),
      notAfter: all.map(({ notAfter }) => notAfter).sort()[0],
      ...(rooms.length ? { pathLengthRoom: Math.min(...rooms) } : {}),
      ...(root.selfSigned
        ? {}
        : {
            unable: `Its chain ends at ${root.subject}, which is no root: give every certificate up to the root in local.chainFile.`,
          }),
      ...('development' in settings
        ? {
            unfit: settings.directory
              ? 'Its root is made for development, and its key lies unprotected in a folder of the backend. Do not use it in production.'
              : 'Its root is made for development and lives as long as this process of the backend; after a restart there is another. Do not use it in production.',
          }
        : {}),
      limits: [
        'It keeps no list of what it signed, so that a certificate cannot be looked for.',
        'It revokes nothing: its revocation lists are empty.',
      ],
    };
  }

  async issueIntermediate(
    request: IntermediateRequest,
  ): Promise<IssuedIntermediate> {
    const { idempotencyKey, csr, notAfter, pathLength } = request;
    const known = this.#issued.get(idempotencyKey);
    if (known) {
      return known;
    }
    const authority = new LocalAuthority(await this.#key());
    // The same for every try, so that even a lost answer is known by its serial.
    const serial = createHash('sha256')
      .update(`${idempotencyKey}\n${csr}`)
      .digest()
      .subarray(0, 16);
    serial[0] = (serial[0] & 0x7f) | 0x40;
    const certificate = authority.signIntermediate(csr, {
      notAfter,
      pathLength,
      serial,
    });
    const issued: IssuedIntermediate = {
      certificate,
      chain: authority.chain,
      reference: serial.toString('hex'),
      notes: [],
    };
    this.#issued.set(idempotencyKey, issued);
    if (this.#issued.size > REMEMBERED) {
      this.#issued.delete(this.#issued.keys().next().value!);
    }
    return issued;
  }

  async revocationLists(_options: {
    signal: AbortSignal;
  }): Promise<CaRevocationList[]> {
    const key = await this.#key();
    const authority = new LocalAuthority(key);
    const [own, ...above] = readCertificates(authority.chain.join('\n'));
    if (above.length) {
      throw new InputError(
        `revocationLists: ${above[0].subject} stands above the local authority, and its key is not here to sign a list; leave revocation lists off, or sign by the root`,
      );
    }
    return [
      {
        crl: authority.emptyRevocationList({
          nextUpdate: new Date(own.notAfter),
        }),
        source: 'signed by the local authority',
      },
    ];
  }

  async #key(): Promise<LocalKey> {
    const settings = this.#settings;
    if (!('development' in settings)) {
      return readFiles(settings);
    }
    this.#made ??= developmentRoot(settings.directory).catch(error => {
      this.#made = undefined;
      throw new InputError(
        `local.directory: the root could not be kept there (${error.code}); give a folder that the backend may write`,
      );
    });
    return this.#made;
  }
}

/** Read anew each time: what is renewed in the files counts from then on. */
async function readFiles(settings: {
  certificateFile: string;
  keyFile: string;
  chainFile?: string;
}): Promise<LocalKey> {
  const { certificateFile, keyFile, chainFile } = settings;
  const certificate = await read('certificateFile', certificateFile);
  const chain = chainFile && (await read('chainFile', chainFile));
  const pem = await read('keyFile', keyFile);
  try {
    return {
      key: readPrivateKey(pem),
      certificate: certificate.toString(),
      ...(chain ? { chain: chain.toString() } : {}),
    };
  } finally {
    pem.fill(0);
  }
}

async function read(field: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(
      `local.${field}: the file cannot be read (${
        (error as NodeJS.ErrnoException).code
      }); have it put where the backend reads it`,
    );
  }
}

/** Makes authorities whose key lies in files of the backend. */
export const localProviderFactory: CaProviderFactory = {
  type: 'local',
  create: config => new LocalProvider(readLocalSettings(config)),
};
