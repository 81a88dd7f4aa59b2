import { REFUSED_BY_ISTIOD } from './refusedByIstiod';

/** The files of a Secret by their names; one may lack. */
export type BundleFiles = Record<string, string>;

/** A bundle with what must be found. */
export interface BundleCase {
  /** Short and stable, for tables. */
  name: string;
  files: BundleFiles;
  /** Whether its root is that of the good bundle, so that istiod may reload it. */
  root: 'same' | 'other';
  /** Whether it may be written. */
  fit: boolean;
  /** The codes that must be found; no others may be. */
  codes: string[];
  /** Whether two workloads with certificates below it can speak mTLS by OpenSSL. */
  handshake: boolean;
  /** Whether istiod starts with it. */
  istiod: boolean;
}

/** What is told of a case; the same root, fit and working unless told otherwise. */
export function bundleCase(
  name: string,
  files: BundleFiles,
  expected: Partial<Pick<BundleCase, 'root' | 'codes' | 'handshake'>> & {
    fit?: boolean;
  } = {},
): BundleCase {
  return {
    name,
    files,
    root: 'same',
    fit: true,
    codes: [],
    handshake: true,
    istiod: !REFUSED_BY_ISTIOD.has(name),
    ...expected,
  };
}

/** A case that is refused. */
export function refusedCase(
  name: string,
  files: BundleFiles,
  codes: string[],
  expected: Partial<Pick<BundleCase, 'root' | 'handshake'>> = {},
): BundleCase {
  return bundleCase(name, files, {
    fit: false,
    codes,
    handshake: false,
    ...expected,
  });
}
