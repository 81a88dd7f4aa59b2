import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

/** A self-signed certificate for a test, made by the openssl command. */
export function makeCertificate(directory: string, commonName: string) {
  const certFile = join(directory, `${commonName}.crt`);
  const keyFile = join(directory, `${commonName}.key`);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-nodes', '-days', '2'],
      ...['-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-subj', `/CN=${commonName}`],
      ...['-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-out', certFile, '-keyout', keyFile],
    ],
    { stdio: 'pipe' },
  );
  const base64 = (file: string) => readFileSync(file).toString('base64');
  return {
    certFile,
    keyFile,
    certData: base64(certFile),
    keyData: base64(keyFile),
  };
}
