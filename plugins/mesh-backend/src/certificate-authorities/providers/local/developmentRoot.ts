import {
  createRoot,
  generateCaKey,
  privateKeyPem,
  readPrivateKey,
} from '@meshport/certificates';
import { randomUUID } from 'crypto';
import { link, mkdir, readFile, rm, writeFile } from 'fs/promises';
import { join } from 'path';
import { LocalKey } from './LocalKey';

const FILE = 'development-root.pem';
const LIFE_MS = 10 * 365 * 86_400_000;
const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/;

/**
 * A root for trying things out. With a folder it is kept there, readable by the
 * backend's user alone, so that it outlives the process; without one it lives
 * in this process and nowhere else.
 */
export async function developmentRoot(folder?: string): Promise<LocalKey> {
  if (folder === undefined) {
    return makeRoot();
  }
  const path = join(folder, FILE);
  const kept = await readIfThere(path);
  if (kept) {
    return parse(kept);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = await makeRoot();
  const pem = privateKeyPem(made.key);
  const whole = Buffer.concat([pem, Buffer.from(made.certificate)]);
  const draft = join(folder, `.${FILE}.${randomUUID()}`);
  try {
    await writeFile(draft, whole, { mode: 0o600, flag: 'wx' });
    // Of two backends that start at once the first one's root is kept, whole.
    await link(draft, path).catch(error => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  } finally {
    pem.fill(0);
    whole.fill(0);
    await rm(draft, { force: true });
  }
  return parse(await readFile(path));
}

async function makeRoot(): Promise<LocalKey> {
  const key = await generateCaKey('P-256');
  const certificate = createRoot({
    key,
    subject: {
      commonName: 'Meshport development root, unfit for production',
      organization: ['Meshport'],
    },
    notAfter: new Date(Date.now() + LIFE_MS),
  });
  return { key, certificate };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function parse(pem: Buffer): LocalKey {
  try {
    return {
      key: readPrivateKey(pem),
      certificate: CERTIFICATE.exec(pem.toString())?.[0] ?? '',
    };
  } finally {
    pem.fill(0);
  }
}
