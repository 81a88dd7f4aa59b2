import {
  PolicyReport,
  RouteVerdict,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';

/** What the workloads behind a destination run on; `both` where nobody can tell. */
export type RunsOn = 'machines' | 'pods' | 'both';

/** One destination of a route. */
export interface TrafficShare {
  target: string;
  weight: number;
  runsOn: RunsOn;
}

/** Where the calls of one route go. */
export interface TrafficRoute {
  route: RouteVerdict;
  shares: TrafficShare[];
  /** Per cent of the calls that go to machines; set where every destination runs on one of the two, and both occur. */
  machines?: number;
}

/**
 * Where calls go, and which part of them to machines. What a subset runs on is
 * told by the labels that choose it: the one that onboarding writes, or a
 * `version` that machines of the same namespace have.
 */
export function trafficOf(
  report: PolicyReport,
  machines: readonly VirtualMachine[],
): TrafficRoute[] {
  const versions = new Set(
    machines
      .filter(
        ({ cluster, namespace }) =>
          cluster === report.cluster && namespace === report.namespace,
      )
      .flatMap(({ version }) => version ?? []),
  );
  return report.routes.map(route => {
    const shares = route.destinations.map(
      ({ host, subset, port, weight }): TrafficShare => ({
        target: subset ?? (port ? `${host}:${port}` : host),
        weight: route.destinations.length === 1 ? 100 : weight,
        runsOn: runsOn(report, subset, versions),
      }),
    );
    const kinds = new Set(shares.map(share => share.runsOn));
    const isTold = kinds.has('machines') && kinds.has('pods');
    return {
      route,
      shares,
      ...(isTold && !kinds.has('both')
        ? {
            machines: shares
              .filter(share => share.runsOn === 'machines')
              .reduce((sum, { weight }) => sum + weight, 0),
          }
        : {}),
    };
  });
}

/** The label, and its values, by which onboarding tells machines and pods apart unless it is told otherwise. */
const CLASS = { label: 'class', vm: 'machines', container: 'pods' } as const;

function runsOn(
  { effects }: PolicyReport,
  subset: string | undefined,
  machineVersions: ReadonlySet<string>,
): RunsOn {
  const labels = effects.subsets.find(({ name }) => name === subset)?.labels;
  const told = labels?.[CLASS.label];
  if (told === 'vm' || told === 'container') {
    return CLASS[told];
  }
  const version = labels?.version;
  if (version === undefined || machineVersions.size === 0) {
    return 'both';
  }
  return machineVersions.has(version) ? 'machines' : 'pods';
}
