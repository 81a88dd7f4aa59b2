import { compareBuilds, IstioFlavour, parseIstioVersion } from './istioVersion';
import type { MinorRelease, ReleaseBuild } from './supportTable';

/**
 * The builds that are known of a minor in a flavour, newest first. Of Istio
 * itself these are its newest patch and the patches that mend security.
 *
 * @public
 */
export function buildsOf(
  release: MinorRelease,
  flavour: IstioFlavour,
): ReleaseBuild[] {
  if (flavour !== 'istio') {
    return [...(release.flavours?.[flavour]?.builds ?? [])].sort(newestFirst);
  }
  const security = release.securityPatches ?? [];
  const known = new Set([
    ...(release.newestPatch ? [release.newestPatch] : []),
    ...security,
  ]);
  return [...known]
    .map(version => ({ version, securityPatch: security.includes(version) }))
    .sort(newestFirst);
}

/**
 * The newest build of a minor in a flavour; undefined where none is known.
 *
 * @public
 */
export function newestBuild(
  release: MinorRelease,
  flavour: IstioFlavour,
): ReleaseBuild | undefined {
  return buildsOf(release, flavour)[0];
}

/**
 * Whether a change from one build to a newer one of its minor mends security: by
 * what the distributor says, or since a patch of Istio itself lies between.
 */
export function mendsSecurity(
  release: MinorRelease,
  from: string,
  to: ReleaseBuild,
): boolean {
  const { flavour, minor } = parseIstioVersion(from);
  const isBetween = (version: string) =>
    (compareBuilds(version, from) ?? 0) > 0 &&
    (compareBuilds(version, to.version) ?? 0) <= 0;
  const patchOf = (version: string) => parseIstioVersion(version).patch ?? 0;
  return (
    buildsOf(release, flavour).some(
      one => one.securityPatch && isBetween(one.version),
    ) ||
    (release.securityPatches ?? []).some(
      one =>
        release.minor === minor &&
        patchOf(one) > patchOf(from) &&
        patchOf(one) <= patchOf(to.version),
    )
  );
}

function newestFirst(a: ReleaseBuild, b: ReleaseBuild): number {
  return compareBuilds(b.version, a.version) ?? 0;
}
