import { CaFile } from './CaBundle';

/** Something that is wrong with a bundle. */
export interface BundleFinding {
  /** Stable, in kebab-case. */
  code: string;
  /** `error`: it must not be written. `warning`: it works, and somebody should know. */
  severity: 'error' | 'warning';
  /** Where it is mended. */
  file: CaFile;
  /** What is wrong, as a sentence. */
  text: string;
  /** What to do, as a sentence. */
  mend: string;
}

/** Whether the bundle may be written. */
export function isFit(findings: readonly BundleFinding[]): boolean {
  return !findings.some(({ severity }) => severity === 'error');
}
