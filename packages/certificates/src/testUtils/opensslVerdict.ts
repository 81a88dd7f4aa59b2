import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { certificatesOf } from '../certificate/Certificate';
import { readPrivateKey } from '../keys/keyTypes';
import { createWorkloadCertificate } from '../trial/workloadCertificate';
import { BundleFiles } from './BundleCase';

/** Whether the openssl program is there. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/**
 * What `openssl verify -x509_strict` says of a workload certificate below a
 * bundle: undefined when it is content, else its words.
 */
export function opensslVerdict(files: BundleFiles): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const place = (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const workload = createWorkloadCertificate({
      authority: certificatesOf(files['ca-cert.pem'])[0],
      authorityKey: readPrivateKey(Buffer.from(files['ca-key.pem'])),
      identity: 'spiffe://cluster.local/ns/trial/sa/trial',
    });
    const lists = files['ca-crl.pem'];
    execFileSync(
      'openssl',
      [
        'verify',
        '-x509_strict',
        '-CAfile',
        place('root-cert.pem', files['root-cert.pem']),
        '-untrusted',
        place('cert-chain.pem', files['cert-chain.pem']),
        ...(lists
          ? ['-crl_check_all', '-CRLfile', place('ca-crl.pem', lists)]
          : []),
        place('workload.pem', workload.certificate),
      ],
      { stdio: 'pipe' },
    );
    return undefined;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    if (!stderr) {
      throw error;
    }
    return stderr.toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
