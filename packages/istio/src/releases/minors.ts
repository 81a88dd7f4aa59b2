import { parseIstioVersion } from './istioVersion';

const KUBERNETES = /^v?(\d{1,4})\.(\d{1,4})(?![\d])/;

/**
 * `1.35` of `v1.35.4-eks-1`; undefined for what is no version of Kubernetes.
 *
 * @public
 */
export function kubernetesMinor(version: string): string | undefined {
  const match = KUBERNETES.exec(version.trim());
  return match ? `${Number(match[1])}.${Number(match[2])}` : undefined;
}

/** Both numbers of a minor version such as `1.30`. */
export function minorNumbers(minor: string): [number, number] {
  const [major, number] = minor.split('.').map(Number);
  return [major, number];
}

/**
 * Negative when one minor version (`1.9`) is older than the other (`1.10`).
 *
 * @public
 */
export function compareMinors(one: string, other: string): number {
  const [a, b] = minorNumbers(one);
  const [c, d] = minorNumbers(other);
  return a - c || b - d;
}

/** The minor of a version of Istio; undefined where it cannot be read. */
export function minorOf(version: string): string | undefined {
  return parseIstioVersion(version).minor;
}

/**
 * Minor versions in words: `1.32 to 1.36`, `1.32, 1.34`.
 *
 * @public
 */
export function minorsText(minors: readonly string[]): string {
  const sorted = [...minors].sort(compareMinors);
  const isUnbroken = sorted.every((one, index) => {
    const [major, number] = minorNumbers(one);
    const [first, start] = minorNumbers(sorted[0]);
    return major === first && number === start + index;
  });
  return isUnbroken && sorted.length > 2
    ? `${sorted[0]} to ${sorted[sorted.length - 1]}`
    : sorted.join(', ');
}
