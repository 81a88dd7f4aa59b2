import { assessVersion } from './assessVersion';
import { flavourName } from './flavours';
import {
  compareIstioVersions,
  IstioFlavour,
  parseIstioVersion,
} from './istioVersion';
import { kubernetesFit } from './kubernetesFit';
import { compareMinors, minorNumbers, minorsText } from './minors';
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

/** As long before the end as GetMesh speaks of it, in days. */
const NEAR_DAYS = 31;
const DAY_MS = 86_400_000;
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
    ...input.planes.flatMap(plane => remarksOfPlane(plane, input)),
    ...input.proxies.flatMap(one => remarksOfProxies(one, input.planes)),
    ...mixed(input.planes, input.proxies),
  ].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return {
    upToDate: remarks.every(({ severity }) => severity === 'info'),
    remarks,
  };
}

function remarksOfPlane(
  { revision, version }: CheckedPlane,
  {
    kubernetes,
    today,
    table,
  }: { kubernetes?: string; today: Date; table: SupportTable },
): MeshCheckRemark[] {
  const remark = (
    code: MeshCheckRemark['code'],
    severity: MeshCheckRemark['severity'],
    message: string,
  ): MeshCheckRemark => ({ code, severity, revision, message });
  const plane = `Control plane ${revision}`;
  const minor = version && parseIstioVersion(version).minor;
  if (!minor) {
    return [
      remark(
        'VERSION_UNREADABLE',
        'warning',
        version === undefined
          ? `${plane}: its version could not be read, so it is not assessed.`
          : `${plane}: ${JSON.stringify(
              version.slice(0, 60),
            )} is no version that can be read, so it is not assessed.`,
      ),
    ];
  }
  const support = assessVersion(version, today, table);
  const { endOfLife, newerPatch, securityPatch } = support;
  const found: MeshCheckRemark[] = [];
  const whose = support.endOfLifeOf
    ? ' That is the date of Istio itself; its distributor may support it for longer.'
    : '';
  if (support.status === 'endOfLife') {
    found.push(
      remark(
        'END_OF_LIFE',
        'error',
        `${plane} runs ${version}: the support of ${minor} ended on ${endOfLife}.${whose}`,
      ),
    );
  } else if (
    endOfLife &&
    Date.parse(endOfLife) - today.getTime() < NEAR_DAYS * DAY_MS
  ) {
    found.push(
      remark(
        'END_OF_LIFE_NEAR',
        'warning',
        `${plane} runs ${version}: the support of ${minor} ends on ${endOfLife}${
          support.endOfLifeExpected ? ', as expected today' : ''
        }.${whose}`,
      ),
    );
  } else if (support.status === 'unknown') {
    found.push(
      remark(
        'SUPPORT_UNKNOWN',
        'info',
        `${plane} runs ${version}: how long ${minor} is supported is not known.`,
      ),
    );
  }
  if (newerPatch) {
    found.push(
      securityPatch
        ? remark(
            'SECURITY_PATCH',
            'error',
            `${plane} runs ${version}: ${newerPatch} mends security problems of it.`,
          )
        : remark(
            'NEWER_PATCH',
            'warning',
            `${plane} runs ${version}: ${newerPatch} is a newer patch of ${minor}.`,
          ),
    );
  }
  const {
    fit,
    kubernetes: its,
    supported,
  } = kubernetesFit(version, kubernetes, table);
  if (fit === 'tooOld' || fit === 'tooNew' || fit === 'tested') {
    found.push(
      remark(
        fit === 'tested' ? 'KUBERNETES_TESTED_ONLY' : 'KUBERNETES_UNSUPPORTED',
        'warning',
        `${plane} runs ${version}, which supports Kubernetes ${minorsText(
          supported!,
        )}; this cluster runs ${its}${
          fit === 'tested' ? ', on which it was only tested' : ''
        }.`,
      ),
    );
  }
  return found;
}

function remarksOfProxies(
  { version, revision, count }: CheckedProxies,
  planes: readonly CheckedPlane[],
): MeshCheckRemark[] {
  const plane =
    revision === undefined && planes.length === 1
      ? planes[0]
      : planes.find(one => one.revision === revision);
  const base = revision === undefined ? {} : { revision };
  const who = `${count} ${count === 1 ? 'proxy' : 'proxies'}`;
  const minor = version && parseIstioVersion(version).minor;
  if (!minor) {
    return [
      {
        ...base,
        code: 'VERSION_UNREADABLE',
        severity: 'info',
        message: `${who}: ${
          version ? JSON.stringify(version.slice(0, 60)) : 'the version'
        } cannot be read, so nothing is said of them.`,
      },
    ];
  }
  const its = plane?.version && parseIstioVersion(plane.version).minor;
  if (!its || minorNumbers(its)[0] !== minorNumbers(minor)[0]) {
    return [];
  }
  const behind = minorNumbers(its)[1] - minorNumbers(minor)[1];
  const between = `${who} on ${version} under control plane ${plane.revision} on ${plane.version}`;
  if (behind < 0) {
    return [
      {
        ...base,
        code: 'PROXIES_AHEAD',
        severity: 'error',
        message: `${between}: a proxy may not be of a newer minor version.`,
      },
    ];
  }
  if (behind > 1) {
    return [
      {
        ...base,
        code: 'PROXIES_BEHIND',
        severity: 'error',
        message: `${between}: a proxy may be one minor version behind, not ${behind}.`,
      },
    ];
  }
  return (compareIstioVersions(version, plane.version!) ?? 0) < 0
    ? [
        {
          ...base,
          code: 'PROXIES_OLDER',
          severity: 'info',
          message: `${between}: a restart brings them up to date.`,
        },
      ]
    : [];
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
