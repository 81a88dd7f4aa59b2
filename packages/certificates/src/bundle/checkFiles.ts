import { BundleFinding, isFit } from './BundleFinding';
import { CA_FILES, CA_KEY_FILE, CaBundle } from './CaBundle';
import { checkBundle, CheckBundleOptions } from './checkBundle';
import { readKeyFile } from './checks/privateKey';
import { refused } from './checks/ReadBundle';
import { Preflight } from './preflight';
import { tryHandshake } from '../trial/tryHandshake';

/** The files of a Secret by their names, as they are. */
export type SecretFiles = Readonly<Record<string, Buffer | string | undefined>>;

/** The public files among those of a Secret; what lacks is empty. */
export function bundleOf(files: SecretFiles): CaBundle {
  const text = (name: string) => files[name]?.toString('utf8') ?? '';
  return {
    certificate: text(CA_FILES.certificate),
    chain: text(CA_FILES.chain),
    root: text(CA_FILES.root),
    ...(files[CA_FILES.crl] !== undefined && { crl: text(CA_FILES.crl) }),
  };
}

function tlsFindings(files: SecretFiles): BundleFinding[] {
  return files['tls.crt'] === undefined
    ? []
    : [
        refused({
          code: 'tls-files',
          file: CA_FILES.certificate,
          text: 'tls.crt lies beside the four files: istiod then reads tls.crt, tls.key and ca.crt, and passes over the four.',
          mend: 'Use either the four files, or a Secret without them.',
        }),
      ];
}

/**
 * The whole preflight of files as they lie in a Secret, with their private key:
 * the rules, then the trial, also where the rules refuse, as far as there is a
 * certificate and a key to try. Never throws for what the files hold.
 */
export async function preflightFiles(
  files: SecretFiles,
  options: Omit<CheckBundleOptions, 'key'> & { trustDomain?: string } = {},
): Promise<Preflight & { handshake?: boolean }> {
  const bundle = bundleOf(files);
  const keyFile = Buffer.from(files[CA_KEY_FILE] ?? '');
  try {
    const findings = [
      ...tlsFindings(files),
      ...checkBundle(bundle, { ...options, key: keyFile }),
    ];
    const { key } = readKeyFile(keyFile);
    if (!key) {
      return { fit: isFit(findings), findings };
    }
    const { passed, finding, milliseconds } = await tryHandshake(
      bundle,
      key,
      options,
    );
    const told = finding && isFit(findings) ? [finding] : [];
    return {
      fit: isFit([...findings, ...told]),
      findings: [...findings, ...told],
      handshake: passed,
      handshakeMilliseconds: milliseconds,
    };
  } finally {
    keyFile.fill(0);
  }
}
