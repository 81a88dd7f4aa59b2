import { flavourName } from './flavours';
import { IstioFlavour, parseIstioVersion } from './istioVersion';
import { compareMinors } from './minors';
import { planeRemarks } from './planeRemarks';
import { proxyRemarks } from './proxyRemarks';
import type { SupportTable } from './supportTable';

/**
 * A control plane, as {@link checkMesh} takes it.
 *
 * @public
 */
export interface CheckedPlane {
  revision: string;
  /** Absent where it could not be read. */
  version?: string;
}

/**
 * Proxies of one version under one revision.
 *
 * @public
 */
export interface CheckedProxies {
  version?: string;
  /** Absent where it is not known which control plane serves them. */
  revision?: string;
  count: number;
}

/**
 * Something to know of a mesh's versions.
 *
 * @public
 */
export interface MeshCheckRemark {
  code:
    | 'END_OF_LIFE'
    | 'END_OF_LIFE_NEAR'
    | 'SUPPORT_UNKNOWN'
    | 'VERSION_UNREADABLE'
    | 'SECURITY_PATCH'
    | 'NEWER_PATCH'
    | 'KUBERNETES_UNSUPPORTED'
    | 'KUBERNETES_TESTED_ONLY'
    | 'PROXIES_AHEAD'
    | 'PROXIES_BEHIND'
    | 'PROXIES_OLDER'
    | 'MINORS_MIXED'
    | 'FLAVOURS_MIXED';
  severity: 'error' | 'warning' | 'info';
  /** Absent for what concerns the whole cluster. */
  revision?: string;
  /** A sentence. */
  message: string;
}

/**
 * What {@link checkMesh} finds.
 *
 * @public
 */
export interface MeshCheck {
  /** False when there is a remark that is more than information. */
  upToDate: boolean;
  /** The worst first. */
  remarks: MeshCheckRemark[];
}

const ORDER = ['error', 'warning', 'info'];

/**
 * What there is to say of the versions of one cluster's mesh: support and
 * patches of each control plane, whether its Kubernetes fits, and proxies that
 * are too far from their control plane. A version that cannot be read is said to
 * be so and judged in nothing else; never throws.
 *
 * @public
 */
export function checkMesh(input: {
  planes: readonly CheckedPlane[];
  proxies: readonly CheckedProxies[];
  /** As the API server gives it; absent where it is not known. */
  kubernetes?: string;
  today: Date;
  table: SupportTable;
}): MeshCheck {
  const remarks = [
    ...input.planes.flatMap(plane => planeRemarks(plane, input)),
    ...input.proxies.flatMap(one => proxyRemarks(one, input.planes)),
    ...mixed(input.planes, input.proxies),
  ].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return {
    upToDate: remarks.every(({ severity }) => severity === 'info'),
    remarks,
  };
}

/** What GetMesh calls running in multiple minor versions. */
function mixed(
  planes: readonly CheckedPlane[],
  proxies: readonly CheckedProxies[],
): MeshCheckRemark[] {
  const read = (all: readonly { version?: string }[]) =>
    all
      .map(({ version }) => parseIstioVersion(version ?? ''))
      .filter(({ minor }) => minor !== undefined);
  const minors = (all: readonly { version?: string }[]) =>
    [...new Set(read(all).map(one => one.minor!))].sort(compareMinors);
  const flavours = [
    ...new Set(read([...planes, ...proxies]).map(({ flavour }) => flavour)),
  ] as IstioFlavour[];
  const of = (what: string, found: string[]): MeshCheckRemark[] =>
    found.length > 1
      ? [
          {
            code: 'MINORS_MIXED',
            severity: 'info',
            message: `${what} of several minor versions: ${found.join(', ')}.`,
          },
        ]
      : [];
  return [
    ...of('There are control planes', minors(planes)),
    ...of('There are proxies', minors(proxies)),
    ...(flavours.length > 1
      ? [
          {
            code: 'FLAVOURS_MIXED' as const,
            severity: 'warning' as const,
            message: `Several distributions run: ${flavours
              .map(flavourName)
              .sort()
              .join(', ')}.`,
          },
        ]
      : []),
  ];
}
