/**
 * Who built a distribution of Istio.
 *
 * @public
 */
export type IstioFlavour = 'istio' | 'tetrate' | 'tetrate-fips' | 'other';

/**
 * A version text, taken apart. Without `minor` it could not be read.
 *
 * @public
 */
export interface IstioVersion {
  /** The text itself. */
  text: string;
  /** e.g. `1.30`. */
  minor?: string;
  /** Absent for `1.31-dev`. */
  patch?: number;
  /** What marks it as earlier than its release: `dev`, `alpha.1`, `rc.0`. */
  preRelease?: string;
  flavour: IstioFlavour;
  /** The distribution's own number of its build, e.g. 1 of `1.30.3-tetrate1`. */
  build?: number;
  /** An image without a shell. */
  distroless: boolean;
}

const VERSION =
  /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,6}))?(?:[-+]([A-Za-z0-9][\w.+-]*))?$/;

/** Of GetMesh's names (`-tetratefips-v0`) and of today's charts and images (`-tetrate1`). */
const BUILD = /(?:^|-)(?:tetratefips|tetrate|istio)-?v?(\d{1,6})(?:-|$)/;

function flavourOf(suffix: string): IstioFlavour {
  if (/tetrate/.test(suffix)) {
    return /fips/.test(suffix) ? 'tetrate-fips' : 'tetrate';
  }
  const plain = suffix
    .split('-')
    .every(part =>
      /^(|distroless|debug|default|istio|v\d+|dev|(alpha|beta|rc)[.0-9a-f]*|[0-9a-f]{7,40}|dirty)$/.test(
        part,
      ),
    );
  return plain ? 'istio' : 'other';
}

/**
 * Reads a version as istiod, an image tag or a node's metadata gives it:
 * `1.30.2`, `1.30.2-distroless`, `1.30.2-tetrate0`, `1.31-dev`, `1.31.0-rc.0`.
 * Never throws; `latest` or a commit hash has no minor.
 *
 * @public
 */
export function parseIstioVersion(text: string): IstioVersion {
  const trimmed = text.trim();
  const match = VERSION.exec(trimmed);
  if (!match) {
    return {
      text: trimmed,
      flavour: flavourOf(trimmed) === 'istio' ? 'istio' : 'other',
      distroless: /-distroless$/.test(trimmed),
    };
  }
  const [, major, minor, patch, suffix = ''] = match;
  const early = /(?:^|-)(dev|alpha|beta|rc)(?:[.-]?([0-9a-f][0-9a-f.]*))?/.exec(
    suffix,
  );
  const preRelease = early
    ? [early[1], early[2]].filter(Boolean).join('.')
    : undefined;
  const build = BUILD.exec(suffix.toLowerCase())?.[1];
  return {
    text: trimmed,
    minor: `${Number(major)}.${Number(minor)}`,
    ...(patch === undefined ? {} : { patch: Number(patch) }),
    ...(preRelease ? { preRelease } : {}),
    flavour: flavourOf(suffix.toLowerCase()),
    ...(build === undefined ? {} : { build: Number(build) }),
    distroless: /(^|-)distroless(-|$)/.test(suffix),
  };
}

function minorNumbers(version: IstioVersion): [number, number] | undefined {
  if (!version.minor) {
    return undefined;
  }
  const [major, minor] = version.minor.split('.').map(Number);
  return [major, minor];
}

/** Order of what precedes a release: `dev` < `alpha` < `beta` < `rc` < release. */
function preReleaseRank(version: IstioVersion): number {
  const stage = version.preRelease?.split('.')[0];
  return stage ? ['dev', 'alpha', 'beta', 'rc'].indexOf(stage) : 4;
}

/**
 * Negative when one is older than the other, positive when newer, 0 when they
 * are the same or differ in flavour only; undefined when either cannot be read.
 *
 * @public
 */
export function compareIstioVersions(
  one: string,
  other: string,
): number | undefined {
  const a = parseIstioVersion(one);
  const b = parseIstioVersion(other);
  const left = minorNumbers(a);
  const right = minorNumbers(b);
  if (!left || !right) {
    return undefined;
  }
  return (
    left[0] - right[0] ||
    left[1] - right[1] ||
    (a.patch ?? 0) - (b.patch ?? 0) ||
    preReleaseRank(a) - preReleaseRank(b)
  );
}

/**
 * As {@link compareIstioVersions}, and of two builds of one version the one with
 * the higher number is the newer one.
 *
 * @public
 */
export function compareBuilds(one: string, other: string): number | undefined {
  const order = compareIstioVersions(one, other);
  return order === 0
    ? (parseIstioVersion(one).build ?? 0) -
        (parseIstioVersion(other).build ?? 0)
    : order;
}

/**
 * Whether a proxy is older than its control plane, so that a restart brings it
 * up to date. False where either cannot be read.
 *
 * @public
 */
export function isOlder(proxy: string, controlPlane: string): boolean {
  const order = compareIstioVersions(proxy, controlPlane);
  return order !== undefined && order < 0;
}
