import { KeyObject } from 'crypto';
import { Certificate, certificatesOf } from '../certificate/Certificate';
import { revocationListsOf } from '../revocation/readRevocationLists';
import { BundleFinding } from './BundleFinding';
import { CA_FILES, CaBundle, CaFile } from './CaBundle';
import { aloneFindings, ownAuthority } from './checks/certificate';
import {
  beginsWithOurs,
  hasNothingElse,
  isInOrder,
  reachesRoot,
} from './checks/chain';
import { holdsUpToRoot, pathFindings } from './checks/path';
import { pathsOf } from './checks/paths';
import { pemFindings } from './checks/pemFile';
import { keyBelongs, readKeyFile } from './checks/privateKey';
import { BundleCheck, ReadBundle, refused } from './checks/ReadBundle';
import { revocationLists } from './checks/revocation';
import { otherRoots, rootsOnce, rootsToldApart } from './checks/roots';

/** What a bundle is checked against. */
export interface CheckBundleOptions {
  /** The private key, or `ca-key.pem` as it lies in the Secret; it stays as it is. */
  key?: KeyObject | Buffer;
  now?: Date;
  /** The oldest istiod that would read it. */
  istioVersion?: string;
}

const CHECKS: readonly BundleCheck[] = [
  keyBelongs,
  ownAuthority,
  beginsWithOurs,
  isInOrder,
  hasNothingElse,
  reachesRoot,
  holdsUpToRoot,
  otherRoots,
  rootsOnce,
  rootsToldApart,
  revocationLists,
];

/** Reads a part of a bundle, or says which block of it is none. */
function readPart<T>(
  file: CaFile,
  pem: string,
  read: (pem: string) => T[],
): { items: T[]; findings: BundleFinding[] } {
  try {
    return { items: read(pem), findings: [] };
  } catch (error) {
    return {
      items: [],
      findings: [
        refused({
          code: 'unreadable',
          file,
          text: (error as Error).message,
          mend: 'Take the file again from where it was issued.',
        }),
      ],
    };
  }
}

/** The path with the fewest faults: cross-signed authorities leave a choice. */
function bestPath(bundle: Omit<ReadBundle, 'path'>): Certificate[] | undefined {
  const { own, chain, roots } = bundle;
  const faults = (path: Certificate[]) =>
    pathFindings(path, { ...bundle, path }).length;
  const paths = pathsOf(own, chain, roots);
  return paths.length < 2
    ? paths[0]
    : paths
        .map(path => ({ path, faults: faults(path) }))
        .reduce((best, one) => (one.faults < best.faults ? one : best)).path;
}

function pemFaults(bundle: CaBundle): BundleFinding[] {
  const { certificate, chain, root, crl } = bundle;
  return [
    ...pemFindings(CA_FILES.certificate, 'CERTIFICATE', certificate),
    ...pemFindings(CA_FILES.chain, 'CERTIFICATE', chain),
    ...pemFindings(CA_FILES.root, 'CERTIFICATE', root),
    ...(crl === undefined ? [] : pemFindings(CA_FILES.crl, 'X509 CRL', crl)),
  ];
}

/**
 * Everything that can be told of a bundle without trying it: what istiod checks
 * when it starts (security/pkg/pki/util/keycertbundle.go, and CA:TRUE), and what
 * it does not check and the mesh then suffers from. Never throws for what the
 * files hold.
 */
export function checkBundle(
  bundle: CaBundle,
  { key, now = new Date(), istioVersion }: CheckBundleOptions = {},
): BundleFinding[] {
  const keyFile = Buffer.isBuffer(key)
    ? readKeyFile(key)
    : { key, findings: [] };
  const findings = [...pemFaults(bundle), ...keyFile.findings];
  // A file whose PEM is at fault reads as less than it is.
  const isBroken = (file: CaFile) =>
    findings.some(one => one.file === file && one.severity === 'error');
  const read = <T>(file: CaFile, pem: string, reader: (pem: string) => T[]) => {
    const part = isBroken(file)
      ? { items: [], findings: [] }
      : readPart(file, pem, reader);
    findings.push(...part.findings);
    return part.items;
  };
  const certificates = (part: 'certificate' | 'chain' | 'root') =>
    read(CA_FILES[part], bundle[part], pem =>
      certificatesOf(pem, CA_FILES[part]),
    );
  const [own] = certificates('certificate');
  const chain = certificates('chain');
  const roots = certificates('root');
  const lists = read(CA_FILES.crl, bundle.crl ?? '', revocationListsOf);
  if (!own || !chain.length || !roots.length) {
    return findings;
  }
  const parts = {
    own,
    chain,
    roots,
    lists,
    key: keyFile.key,
    now,
    istioVersion,
  };
  const whole: ReadBundle = { ...parts, path: bestPath(parts) };
  return [
    ...findings,
    ...aloneFindings(bundle.certificate),
    ...CHECKS.flatMap(check => check(whole)),
  ];
}
