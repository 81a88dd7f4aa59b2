import { FindingCollector } from '../engine/findingOf';
import { inOrder } from '../engine/order';
import { Report } from '../engine/Analyzer';
import { gatewayConflictsAnalyzer } from '../istio/gatewayConflicts';
import { belowMinimum } from '../istio/gatewayApiVersions';
import { ClusterView } from '../snapshot/ClusterView';
import { AnalysisKind } from '../snapshot/kinds';
import { ClusterSnapshot } from '../snapshot/snapshot';
import { SkippedAnalyzer, Finding } from '../types';
import { parseIstioVersion } from '../../releases';

/** Something that a minor version of Istio does in another way. */
interface VersionChange {
  /** The first minor version, e.g. 28 for 1.28; none for every upgrade. */
  since?: number;
  name: string;
  codes: readonly string[];
  reads: readonly AnalysisKind[];
  check(view: ClusterView, report: Report, target: string): void;
}

/** Whether a patch's pattern takes a version; undefined if it is none. */
function takes(pattern: string, version: string): boolean | undefined {
  try {
    return new RegExp(pattern).test(version);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

const mirrorHosts: VersionChange = {
  since: 28,
  name: 'MirrorHosts',
  codes: ['MSP0501'],
  reads: ['VirtualService'],
  check(view, report) {
    for (const service of view.all('VirtualService')) {
      (service.spec.http ?? []).forEach((rule: any, i: number) => {
        const field = rule.mirror ? 'mirror' : 'mirrors';
        if (rule[field]) {
          report('MSP0501', service, {
            args: ['1.28'],
            path: ['spec', 'http', i, field],
            oncePerObject: true,
          });
        }
      });
    }
  },
};

const sidecarChoice: VersionChange = {
  since: 30,
  name: 'SidecarChoice',
  codes: ['MSP0502'],
  reads: ['Sidecar', 'ServiceEntry'],
  check(view, report) {
    const byHost = new Map<string, Set<string>>();
    for (const { spec, namespace } of view.all('ServiceEntry')) {
      for (const host of spec.hosts ?? []) {
        byHost.set(host, (byHost.get(host) ?? new Set()).add(namespace));
      }
    }
    const shared = [...byHost].filter(([, namespaces]) => namespaces.size > 1);
    for (const sidecar of view.all('Sidecar')) {
      const admits = (sidecar.spec.egress ?? []).flatMap(
        (one: any) => one.hosts ?? [],
      );
      for (const [host, namespaces] of shared) {
        if (admits.includes('*/*') || admits.includes(`*/${host}`)) {
          report('MSP0502', sidecar, {
            args: ['1.30', host, [...namespaces].sort()],
            path: ['spec', 'egress'],
          });
        }
      }
    }
  },
};

const gatewayMerging: VersionChange = {
  since: 31,
  name: 'GatewayMerging',
  codes: ['MSP0503'],
  reads: gatewayConflictsAnalyzer.reads,
  check(view, report) {
    gatewayConflictsAnalyzer.analyze(view, (code, gateway, details) => {
      if (code === 'IST0145') {
        report('MSP0503', gateway, {
          args: ['1.31', details?.args?.[0] ?? ''],
          path: details?.path,
        });
      }
    });
  },
};

const filterVersions: VersionChange = {
  name: 'FilterVersions',
  codes: ['MSP0504'],
  reads: ['EnvoyFilter'],
  check(view, report, target) {
    for (const filter of view.all('EnvoyFilter')) {
      (filter.spec.configPatches ?? []).forEach((one: any, i: number) => {
        const pattern = one.match?.proxy?.proxyVersion;
        if (pattern && takes(pattern, target) === false) {
          report('MSP0504', filter, {
            args: [target, pattern],
            path: [
              'spec',
              'configPatches',
              i,
              'match',
              'proxy',
              'proxyVersion',
            ],
          });
        }
      });
    }
  },
};

const gatewayApi: VersionChange = {
  since: 30,
  name: 'GatewayApi',
  codes: ['MSP0505'],
  reads: ['CustomResourceDefinition'],
  check(view, report, target) {
    for (const crd of view.all('CustomResourceDefinition')) {
      const older = belowMinimum(crd);
      if (older) {
        report('MSP0505', crd, {
          args: [crd.name, older.installed, older.minimum, target],
        });
      }
    }
  },
};

const CHANGES = [
  mirrorHosts,
  sidecarChoice,
  gatewayMerging,
  filterVersions,
  gatewayApi,
];

/**
 * What an upgrade means for a cluster's configuration.
 *
 * @public
 */
export interface UpgradeFindings {
  findings: Finding[];
  skipped: SkippedAnalyzer[];
}

function minorOf(text: string): number {
  const { minor } = parseIstioVersion(text);
  const number = Number(minor?.split('.')[1]);
  if (!minor?.startsWith('1.') || Number.isNaN(number)) {
    throw new RangeError(`${text} is no version of Istio such as 1.31.1.`);
  }
  return number;
}

/**
 * What of a cluster's configuration a version of Istio would refuse or read in
 * another way than the version that runs (Istio's compatibility profiles and
 * minimum versions).
 *
 * @param seen - the cluster, or what an analysis made of it already
 * @throws RangeError when a version cannot be read
 * @public
 */
export function upgradeFindings(
  seen: ClusterSnapshot | ClusterView,
  from: string,
  to: string,
  now: Date = new Date(),
): UpgradeFindings {
  const [running, target] = [minorOf(from), minorOf(to)];
  const view = seen instanceof ClusterView ? seen : new ClusterView(seen, now);
  const collector = new FindingCollector();
  const skipped: SkippedAnalyzer[] = [];
  for (const { since, name, codes, reads, check } of CHANGES) {
    const applies = since === undefined || (running < since && since <= target);
    const analyzer = `meshport.Upgrade.${name}`;
    const reasons = reads.flatMap(kind => {
      const why = view.missing(kind);
      return why === undefined ? [] : [`${kind} cannot be judged: ${why}.`];
    });
    if (applies && reasons.length > 0) {
      const { cluster } = view;
      skipped.push({
        analyzer,
        ...(cluster === undefined ? {} : { cluster }),
        codes,
        reason: reasons.join(' '),
      });
    } else if (applies) {
      check(
        view,
        (code, resource, details = {}) =>
          collector.add(analyzer, code, resource, details),
        to,
      );
    }
  }
  return {
    findings: inOrder([...collector.result.findings.values()]),
    skipped,
  };
}
