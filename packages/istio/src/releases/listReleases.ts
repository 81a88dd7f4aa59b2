import { statusOn, VersionSupport } from './assessVersion';
import { buildsOf } from './builds';
import { compareBuilds, IstioFlavour, parseIstioVersion } from './istioVersion';
import { fitOf, KubernetesFit } from './kubernetesFit';
import { compareMinors } from './minors';
import type { SupportTable } from './supportTable';

/**
 * One version that can be installed, beside what runs.
 *
 * @public
 */
export interface ListedRelease {
  version: string;
  minor: string;
  flavour: IstioFlavour;
  status: VersionSupport['status'];
  endOfLife?: string;
  endOfLifeExpected?: true;
  /** `istio` where the date is Istio's own and the build somebody else's. */
  endOfLifeOf?: 'istio';
  securityPatch: boolean;
  /** The newest of its minor and flavour that is known. */
  newest: boolean;
  kubernetes: string[];
  /** How it goes with a cluster's Kubernetes. */
  fit: KubernetesFit['fit'];
  /** Revisions that run it. */
  runs: string[];
}

/**
 * The versions that are known, newest first, with their end of life, the
 * Kubernetes that they support, and which of them run.
 *
 * @public
 */
export function listReleases(input: {
  table: SupportTable;
  today: Date;
  /** As the API server gives it. */
  kubernetes?: string;
  /** Control planes that run. */
  running?: readonly { revision: string; version?: string }[];
}): ListedRelease[] {
  const { table, today, kubernetes, running = [] } = input;
  return [...table]
    .sort((a, b) => compareMinors(b.minor, a.minor))
    .flatMap(release => {
      const flavours: IstioFlavour[] = [
        'istio',
        ...(Object.keys(release.flavours ?? {}) as IstioFlavour[])
          .filter(one => one !== 'istio')
          .sort(),
      ];
      return flavours.flatMap(flavour =>
        buildsOf(release, flavour).map((build, index): ListedRelease => {
          const own = release.flavours?.[flavour]?.endOfLife;
          const endOfLife = own ?? release.endOfLife;
          const status = statusOn(today, endOfLife);
          return {
            version: build.version,
            minor: release.minor,
            flavour,
            status,
            ...(endOfLife ? { endOfLife } : {}),
            ...(status === 'supported' && !own && release.endOfLifeExpected
              ? { endOfLifeExpected: true as const }
              : {}),
            ...(endOfLife && !own && flavour !== 'istio'
              ? { endOfLifeOf: 'istio' as const }
              : {}),
            securityPatch: build.securityPatch,
            newest: index === 0,
            kubernetes: [...(build.kubernetes ?? release.kubernetes)],
            fit: fitOf(release, kubernetes, build).fit,
            runs: running
              .filter(({ version }) => isSame(version, build.version))
              .map(({ revision }) => revision),
          };
        }),
      );
    });
}

function isSame(running: string | undefined, build: string): boolean {
  return (
    running !== undefined &&
    compareBuilds(running, build) === 0 &&
    parseIstioVersion(running).flavour === parseIstioVersion(build).flavour
  );
}
