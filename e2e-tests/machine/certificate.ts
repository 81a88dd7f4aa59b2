import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/programs';

/** A certificate of nobody but itself, for an address. */
export async function ownCertificate(
  address: string,
  work: string,
): Promise<{ key: Buffer; cert: Buffer; file: string }> {
  const [key, file] = ['tls.key', 'tls.pem'].map(name => join(work, name));
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt'],
    ...['ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-keyout', key, '-out', file, '-subj', '/CN=private authority'],
    ...['-addext', `subjectAltName=IP:${address}`],
  ]);
  return { key: readFileSync(key), cert: readFileSync(file), file };
}
