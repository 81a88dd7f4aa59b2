import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import {
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
  preflight,
  assembleBundle,
  privateKeyPem,
  readCertificates,
} from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { CaProviders } from './CaProviders';
import { developmentRoot } from './local/developmentRoot';
import { localProviderFactory } from './local/LocalProvider';

const DAY = 86_400_000;
const signal = new AbortController().signal;

describe('providers of certificate authorities', () => {
  let folder: string;
  let rootKey: KeyObject;
  let root: string;
  let key: KeyObject;
  let bundle: ReturnType<typeof assembleBundle>;

  const at = (name: string) => join(folder, name);
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(at(name), content);
  const csrOf = (of: KeyObject) =>
    createIntermediateCsr({
      key: of,
      subject: { commonName: 'Intermediate CA' },
      pathLength: 0,
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-providers-'));
    rootKey = await generateCaKey('P-256');
    root = createRoot({
      key: rootKey,
      subject: { commonName: 'Corp root' },
      notAfter: new Date(Date.now() + 400 * DAY),
    });
    key = await generateCaKey('P-256');
    const certificate = new LocalAuthority({
      key: rootKey,
      certificate: root,
    }).signIntermediate(csrOf(key), {
      notAfter: new Date(Date.now() + 90 * DAY),
      pathLength: 0,
    });
    bundle = assembleBundle({ certificate, issuers: [root] });
    write('root.pem', root);
    write('root-key.pem', privateKeyPem(rootKey));
    write('ca-cert.pem', bundle.certificate);
    write('ca-key.pem', privateKeyPem(key));
    write('cert-chain.pem', bundle.chain);
    write('root-cert.pem', bundle.root);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const FILES = () => ({
    certificate: at('ca-cert.pem'),
    key: at('ca-key.pem'),
    chain: at('cert-chain.pem'),
    root: at('root-cert.pem'),
  });

  function authorities(entry: object, secret?: Record<string, string>) {
    const providers = new CaProviders();
    providers.addProvider(localProviderFactory);
    return new CertificateAuthorities({
      config: new ConfigReader({
        mesh: {
          certificateAuthorities: [
            { name: 'one', clusters: ['east'], ...entry },
          ],
        },
      } as any),
      logger: mockServices.logger.mock(),
      providers,
      registry: {
        get: () =>
          ({
            details: { name: 'east' },
            request: async () => ({ metadata: {}, data: secret }),
          } as any),
      },
    });
  }

  function local(block: object) {
    const authority = authorities({ provider: 'local', local: block }).get(
      'one',
    );
    if (!('provider' in authority)) {
      throw new Error('it has a provider');
    }
    return authority.provider;
  }

  it('signs by a key in files, the same for one idempotency key', async () => {
    const provider = local({
      certificateFile: at('root.pem'),
      keyFile: at('root-key.pem'),
    });
    const description = await provider.describe({ signal });
    expect(description).toMatchObject({ chain: [], keyAlgorithm: 'P-256' });
    expect(description.unfit).toBeUndefined();
    const mine = await generateCaKey('P-384');
    const request = {
      csr: csrOf(mine),
      notAfter: new Date(Date.now() + 30 * DAY),
      pathLength: 0,
      idempotencyKey: 'a'.repeat(32),
      signal,
    };
    const issued = await provider.issueIntermediate(request);
    expect(await provider.issueIntermediate(request)).toEqual(issued);
    const other = await provider.issueIntermediate({
      ...request,
      idempotencyKey: 'b'.repeat(32),
    });
    const serials = [issued, other].map(
      ({ certificate }) => readCertificates(certificate)[0].serial,
    );
    expect(new Set(serials).size).toBe(2);
    expect(serials[0]).toBe(issued.reference);
    const made = assembleBundle({
      certificate: issued.certificate,
      issuers: issued.chain,
    });
    expect((await preflight(made, mine)).fit).toBe(true);
  });

  it('signs below a root by an intermediate, with its whole chain', async () => {
    const upperKey = await generateCaKey('P-256');
    const upper = new LocalAuthority({
      key: rootKey,
      certificate: root,
    }).signIntermediate(csrOf(upperKey), {
      notAfter: new Date(Date.now() + 200 * DAY),
      pathLength: 1,
    });
    write('upper.pem', upper);
    write('upper-key.pem', privateKeyPem(upperKey));
    const provider = local({
      certificateFile: at('upper.pem'),
      keyFile: at('upper-key.pem'),
      chainFile: at('root.pem'),
    });
    const { chain, pathLengthRoom, notAfter } = await provider.describe({
      signal,
    });
    expect(chain).toHaveLength(1);
    expect(pathLengthRoom).toBe(1);
    expect(Date.parse(notAfter)).toBeLessThan(Date.now() + 201 * DAY);
    await expect(provider.revocationLists!({ signal })).rejects.toThrow(
      /stands above the local authority/,
    );
  });

  it.each([
    [{}, /local: name the PEM file|certificateFile: name/],
    [{ certificateFile: 'x' }, /local\.keyFile: name the PEM file/],
    [
      { development: true, keyFile: 'x' },
      /local\.development: leave it out, or certificateFile/,
    ],
  ])('does not start with local %j', (block, words) => {
    expect(() => local(block)).toThrow(words);
  });

  it('names a file that is missing and a key that is another, and no byte of it', async () => {
    await expect(
      local({
        certificateFile: at('none.pem'),
        keyFile: at('root-key.pem'),
      }).describe({ signal }),
    ).rejects.toThrow(
      'local.certificateFile: the file cannot be read (ENOENT)',
    );
    await expect(
      local({
        certificateFile: at('root.pem'),
        keyFile: at('ca-key.pem'),
      }).issueIntermediate({
        csr: csrOf(key),
        notAfter: new Date(Date.now() + DAY),
        pathLength: 0,
        idempotencyKey: 'c'.repeat(32),
        signal,
      }),
    ).rejects.toThrow(/The key is not that of CN=Corp root/);
    write('broken.pem', 'sentinel-key-material');
    const failure = await local({
      certificateFile: at('root.pem'),
      keyFile: at('broken.pem'),
    })
      .describe({ signal })
      .catch(error => error);
    expect(failure.name).toBe('InputError');
    expect(failure.message).not.toContain('sentinel');
  });

  it('makes one development root when two backends start at once', async () => {
    const place = at('shared');
    const roots = await Promise.all([
      developmentRoot(place),
      developmentRoot(place),
    ]);
    expect(roots[0].certificate).toBe(roots[1].certificate);
    const { unfit } = await local({
      development: true,
      directory: place,
    }).describe({ signal });
    expect(unfit).toMatch(/Do not use it in production/);
  });

  it.each(['files', 'secret'] as const)(
    'refers to a bundle in %s',
    async how => {
      const data = Object.fromEntries(
        Object.entries({
          'ca-cert.pem': bundle.certificate,
          'ca-key.pem': privateKeyPem(key),
          'cert-chain.pem': bundle.chain,
          'root-cert.pem': bundle.root,
        }).map(([name, content]) => [
          name,
          Buffer.from(content).toString('base64'),
        ]),
      );
      const all = authorities(
        {
          provider: 'reference',
          reference:
            how === 'files'
              ? { files: FILES() }
              : { secret: { cluster: 'east', namespace: 'pki', name: 'ca' } },
        },
        data,
      );
      const authority = all.get('one');
      if (!('reference' in authority)) {
        throw new Error('it is a reference');
      }
      const taken = await authority.reference.take();
      const made = assembleBundle({
        certificate: taken.certificate,
        issuers: taken.chain,
      });
      expect((await preflight(made, taken.key)).fit).toBe(true);
      const description = await all.describe('one', { signal });
      expect(description.subject).toBe('CN=Corp root');
      expect(JSON.stringify(description)).not.toContain('PRIVATE');
    },
  );

  it('says what a referenced Secret lacks', async () => {
    const all = authorities(
      {
        provider: 'reference',
        reference: {
          secret: { cluster: 'east', namespace: 'pki', name: 'ca' },
        },
      },
      { 'ca-cert.pem': '' },
    );
    await expect(all.describe('one', { signal })).rejects.toThrow(
      /Secret pki\/ca of cluster east: holds no bundle; it needs ca-cert\.pem/,
    );
  });

  it.each([
    [{ provider: 'aws-pca' }, /add @meshport\/.*module-aws-pca to the backend/],
    [
      { provider: 'nobody' },
      /there is no provider nobody; use one of local, ref/,
    ],
    [{ provider: 'reference' }, /by either files or secret/],
    [{ provider: 'local', name: 'No Name' }, /\[0\]\.name: is no name/],
    [{ provider: 'local', clusters: [] }, /clusters: name at least one/],
    [{ provider: 'local', keys: ['P-521'] }, /keys: use P-256, P-384/],
    [
      { provider: 'local', validity: { max: { hours: 36 } } },
      /validity\.max: give whole days/,
    ],
    [
      {
        provider: 'local',
        validity: { default: { days: 9 }, max: { days: 8 } },
      },
      /min, default and max have to grow/,
    ],
    [{ provider: 'local', pathLength: { max: 9 } }, /pathLength\.max: give/],
  ])('does not start with %j', (entry, words) => {
    expect(() =>
      authorities({ local: { development: true }, ...entry }),
    ).toThrow(words);
  });

  it('has one authority of a name, and one provider of a type', () => {
    const entry = {
      name: 'one',
      clusters: ['east'],
      provider: 'local',
      local: { development: true },
    };
    const providers = new CaProviders();
    providers.addProvider(localProviderFactory);
    expect(() => providers.addProvider(localProviderFactory)).toThrow(
      /two providers of certificate authorities of type local/,
    );
    expect(
      () =>
        new CertificateAuthorities({
          config: new ConfigReader({
            mesh: { certificateAuthorities: [entry, entry] },
          } as any),
          logger: mockServices.logger.mock(),
          providers,
          registry: { get: () => undefined as any },
        }),
    ).toThrow(/another authority is called one already/);
  });
});
