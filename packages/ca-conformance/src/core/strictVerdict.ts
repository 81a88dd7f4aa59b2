import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Whether the openssl program is there. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/**
 * What `openssl verify -x509_strict` says of a certificate: `OK`, its complaint,
 * or `not installed`.
 *
 * @param chain - from the issuer up to the root, each in PEM
 */
export function strictVerdict(certificate: string, chain: string[]): string {
  if (!hasOpenssl) {
    return 'not installed';
  }
  const folder = mkdtempSync(join(tmpdir(), 'strict-verdict-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  try {
    const { status, stdout, stderr } = spawnSync('openssl', [
      'verify',
      '-x509_strict',
      '-CAfile',
      write('root.pem', chain.at(-1) ?? ''),
      ...(chain.length > 1
        ? ['-untrusted', write('between.pem', chain.slice(0, -1).join('\n'))]
        : []),
      write('own.pem', certificate),
    ]);
    return status === 0 ? 'OK' : `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
