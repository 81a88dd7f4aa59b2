/**
 * What is known of one minor version of Istio.
 *
 * @public
 */
export interface MinorRelease {
  /** e.g. `1.30`. */
  minor: string;
  /** ISO date. */
  released: string;
  /** ISO date; for the newest minors the expected one. */
  endOfLife: string;
  /** True where the end of life is only expected. */
  endOfLifeExpected: boolean;
  /** The newest patch known, e.g. `1.30.5`. */
  newestPatch: string;
  /** Minor versions of Kubernetes that are supported. */
  kubernetes: string[];
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

/**
 * The calendar as known on 21 November 2026. Istio edits its own after each
 * release (istio.io, data/compatibility/supportStatus.yml), so hand in a newer
 * one where there is one. A minor is supported until six weeks after the
 * release of the second minor after it.
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
    kubernetes: range(32, 37),
  },
  {
    minor: '1.30',
    released: '2026-05-18',
    endOfLife: '2026-11-30',
    endOfLifeExpected: true,
    newestPatch: '1.30.5',
    kubernetes: range(32, 36),
  },
  {
    minor: '1.29',
    released: '2026-02-16',
    endOfLife: '2026-10-12',
    endOfLifeExpected: true,
    newestPatch: '1.29.8',
    kubernetes: range(31, 35),
  },
  {
    minor: '1.28',
    released: '2025-11-05',
    endOfLife: '2026-07-01',
    endOfLifeExpected: false,
    newestPatch: '1.28.10',
    kubernetes: range(30, 34),
  },
  {
    minor: '1.27',
    released: '2025-08-11',
    endOfLife: '2026-04-07',
    endOfLifeExpected: false,
    newestPatch: '1.27.9',
    kubernetes: range(29, 33),
  },
  {
    minor: '1.26',
    released: '2025-05-08',
    endOfLife: '2025-12-22',
    endOfLifeExpected: false,
    newestPatch: '1.26.8',
    kubernetes: range(29, 33),
  },
  {
    minor: '1.25',
    released: '2025-03-03',
    endOfLife: '2025-09-30',
    endOfLifeExpected: false,
    newestPatch: '1.25.5',
    kubernetes: range(29, 32),
  },
];
