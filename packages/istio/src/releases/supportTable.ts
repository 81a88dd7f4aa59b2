import type { IstioFlavour } from './istioVersion';

/**
 * One build that can be installed.
 *
 * @public
 */
export interface ReleaseBuild {
  /** As images and charts bear it: `1.30.5`, `1.30.3-tetrate1`. */
  version: string;
  /** Whether it mends something that was announced as a security problem. */
  securityPatch: boolean;
  /** Minor versions of Kubernetes, where they are other than its minor's. */
  kubernetes?: readonly string[];
}

/**
 * What a distributor other than Istio has of a minor version.
 *
 * @public
 */
export interface FlavourRelease {
  /** ISO date until which the distributor supports it; absent where that is not known. */
  endOfLife?: string;
  /** Newest first. */
  builds: readonly ReleaseBuild[];
}

/**
 * What is known of one minor version of Istio.
 *
 * @public
 */
export interface MinorRelease {
  /** e.g. `1.30`. */
  minor: string;
  /** ISO date. */
  released?: string;
  /** ISO date; for the newest minors the expected one. */
  endOfLife?: string;
  /** True where the end of life is only expected. */
  endOfLifeExpected: boolean;
  /** The newest patch of Istio itself that is known, e.g. `1.30.5`. */
  newestPatch?: string;
  /** Patches of Istio itself that mend announced security problems. */
  securityPatches?: readonly string[];
  /** Minor versions of Kubernetes that are supported. */
  kubernetes: readonly string[];
  /** Minor versions of Kubernetes that are tested, and not supported. */
  testedKubernetes?: readonly string[];
  /** What others build of it. */
  flavours?: Partial<Record<IstioFlavour, FlavourRelease>>;
}

/**
 * Istio's support calendar, newest minor first.
 *
 * @public
 */
export type SupportTable = readonly MinorRelease[];

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `1.${from + i}`);
}

/** The newest build of Tetrate's charts; how long each is supported is told to subscribers. */
function tetrate(version: string): MinorRelease['flavours'] {
  return { tetrate: { builds: [{ version, securityPatch: false }] } };
}

/**
 * The calendar as known on 21 November 2026. Istio edits its own after each
 * release (istio.io, data/compatibility/supportStatus.yml), so hand in a newer
 * one where there is one. A minor is supported until six weeks after the
 * release of the second minor after it. Security patches are those that Istio's
 * bulletins ISTIO-SECURITY-2025-001 to 2026-006 and the announcements of 1.30.5
 * and 1.31.1 name; builds of Tetrate are those of its chart repository in
 * August 2026.
 *
 * @public
 */
export const DEFAULT_SUPPORT_TABLE: SupportTable = [
  {
    minor: '1.31',
    released: '2026-08-31',
    endOfLife: '2027-02-28',
    endOfLifeExpected: true,
    newestPatch: '1.31.1',
    securityPatches: ['1.31.1'],
    kubernetes: range(32, 37),
    testedKubernetes: range(27, 31),
  },
  {
    minor: '1.30',
    released: '2026-05-18',
    endOfLife: '2026-11-30',
    endOfLifeExpected: true,
    newestPatch: '1.30.5',
    securityPatches: ['1.30.1', '1.30.3', '1.30.4', '1.30.5'],
    kubernetes: range(32, 36),
    testedKubernetes: range(27, 31),
    flavours: tetrate('1.30.3-tetrate1'),
  },
  {
    minor: '1.29',
    released: '2026-02-16',
    endOfLife: '2026-10-12',
    endOfLifeExpected: true,
    newestPatch: '1.29.8',
    securityPatches: ['1.29.1', '1.29.2', '1.29.4', '1.29.6', '1.29.7'],
    kubernetes: range(31, 35),
    testedKubernetes: range(26, 30),
    flavours: tetrate('1.29.6-tetrate2'),
  },
  {
    minor: '1.28',
    released: '2025-11-05',
    endOfLife: '2026-07-01',
    endOfLifeExpected: false,
    newestPatch: '1.28.10',
    securityPatches: ['1.28.1', '1.28.5', '1.28.6', '1.28.8', '1.28.10'],
    kubernetes: range(30, 34),
    testedKubernetes: range(25, 29),
    flavours: tetrate('1.28.10-tetrate1'),
  },
  {
    minor: '1.27',
    released: '2025-08-11',
    endOfLife: '2026-04-07',
    endOfLifeExpected: false,
    newestPatch: '1.27.9',
    securityPatches: ['1.27.1', '1.27.2', '1.27.4', '1.27.8'],
    kubernetes: range(29, 33),
    testedKubernetes: range(24, 28),
    flavours: tetrate('1.27.9-tetrate5'),
  },
  {
    minor: '1.26',
    released: '2025-05-08',
    endOfLife: '2025-12-22',
    endOfLifeExpected: false,
    newestPatch: '1.26.8',
    securityPatches: ['1.26.4', '1.26.6', '1.26.7'],
    kubernetes: range(29, 33),
    testedKubernetes: range(24, 28),
    flavours: tetrate('1.26.8-tetrate8'),
  },
  {
    minor: '1.25',
    released: '2025-03-03',
    endOfLife: '2025-09-30',
    endOfLifeExpected: false,
    newestPatch: '1.25.5',
    securityPatches: ['1.25.5'],
    kubernetes: range(29, 32),
    testedKubernetes: range(24, 28),
    flavours: tetrate('1.25.5-tetrate5'),
  },
];
