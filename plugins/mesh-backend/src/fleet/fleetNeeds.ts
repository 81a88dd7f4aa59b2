import {
  ClusterCertificates,
  ClusterControlPlanes,
  ClusterFreshness,
  FleetCluster,
  FleetNeed,
  RemoteLink,
} from '@meshport/backstage-plugin-mesh-common';
import { driftNeeds, versionNeeds } from './versionNeeds';

/** What needs are made from; what is not known is absent and needs nobody. */
export interface NeedSources {
  clusters: readonly ClusterFreshness[];
  rows: readonly FleetCluster[];
  controlPlanes: ReadonlyMap<string, ClusterControlPlanes | undefined>;
  /** Sentences by cluster on what runs another distribution than is required. */
  drift?: ReadonlyMap<string, readonly string[]>;
  certificates?: readonly ClusterCertificates[];
  links?: readonly RemoteLink[];
  /** How many requests wait for the caller. */
  toApprove?: number;
}

const SEVERITIES = ['error', 'warning', 'info'];

/**
 * What needs somebody, the worst first; of the same severity in the order in
 * which one thing hides another: a cluster that is not known tells nothing else.
 */
export function fleetNeeds(sources: NeedSources): FleetNeed[] {
  const inOrder = [
    ...sources.clusters.flatMap(freshnessNeeds),
    ...versionNeeds(sources.rows),
    ...driftNeeds(sources.drift ?? new Map()),
    ...(sources.certificates ?? []).flatMap(certificateNeeds),
    ...(sources.links ?? []).flatMap(linkNeeds),
    ...[...sources.controlPlanes].flatMap(([name, planes]) =>
      revisionNeeds(name, planes),
    ),
    ...sources.rows.flatMap(findingNeeds),
    ...sources.rows.flatMap(machineNeeds),
    ...requestNeeds(sources.toApprove),
  ];
  // The sort is stable.
  return inOrder.sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}

function freshnessNeeds(cluster: ClusterFreshness): FleetNeed[] {
  const { name, state, asOf, failures } = cluster;
  const whole = failures.find(({ kind }) => kind === undefined);
  const frame = {
    clusters: [name],
    to: { page: 'cluster' as const, cluster: name },
    ...(whole ? { mend: whole.message } : {}),
  };
  switch (state) {
    case 'unreachable':
      return [
        {
          severity: 'error',
          code: 'cluster-unreachable',
          message: `${name} was not reached since the portal started: nothing is known of it.`,
          ...frame,
        },
      ];
    case 'stale':
      return [
        {
          severity: 'error',
          code: 'cluster-stale',
          message: asOf
            ? `${name} is not read any more: what is shown of it is from ${asOf}.`
            : `${name} is not read any more: what is shown of it is old.`,
          ...frame,
        },
      ];
    case 'syncing':
      return [];
    default: {
      const kinds = failures.filter(
        ({ kind, reason }) => kind !== undefined && reason !== 'NotServed',
      );
      return kinds.length === 0
        ? []
        : [
            {
              severity: 'info',
              code: 'cluster-partly-read',
              message: `Not everything of ${name} can be read: ${kinds
                .map(({ kind }) => kind)
                .join(', ')}.`,
              clusters: [name],
              mend: kinds[0].message,
              to: { page: 'cluster', cluster: name },
            },
          ];
    }
  }
}

function certificateNeeds(certificates: ClusterCertificates): FleetNeed[] {
  const { cluster, alarms } = certificates;
  return alarms.filter(isPressing).map(({ severity, code, message, mend }) => ({
    severity,
    code,
    message,
    mend,
    clusters: [cluster],
    to: { page: 'certificates', cluster },
  }));
}

function linkNeeds(link: RemoteLink): FleetNeed[] {
  const { primary, remote, clusterId, alarms } = link;
  return (
    alarms
      .filter(isPressing)
      // That a cluster is not reached is told of the cluster.
      .filter(({ code }) => code !== 'not-reached-from-here')
      .map(({ severity, code, message, mend }) => ({
        severity,
        code,
        message,
        mend,
        clusters: [primary, ...(remote ? [remote] : [])],
        to: {
          page: 'remoteLink' as const,
          cluster: primary,
          remote: remote ?? clusterId,
        },
      }))
  );
}

function isPressing({ severity }: { severity: FleetNeed['severity'] }) {
  return severity !== 'info';
}

function revisionNeeds(
  cluster: string,
  planes: ClusterControlPlanes | undefined,
): FleetNeed[] {
  const frame = {
    clusters: [cluster],
    to: { page: 'cluster' as const, cluster },
  };
  const lost = (planes?.revisions ?? []).filter(({ problem }) => problem);
  const missing = planes?.missingRevisions ?? [];
  const count = missing.reduce(
    (sum, one) => sum + one.namespaces.length + one.withheldNamespaces,
    0,
  );
  const names = missing.flatMap(({ name }) => name ?? []).join(', ');
  return [
    ...lost.map(
      ({ revision, problem }): FleetNeed => ({
        severity: 'error',
        code: 'revision-without-istiod',
        message: `Revision ${revision} of ${cluster} has no istiod.`,
        mend: problem!,
        ...frame,
      }),
    ),
    ...(count > 0
      ? [
          {
            severity: 'error' as const,
            code: 'revision-missing',
            message: `${counted(
              count,
              'namespace',
            )} of ${cluster} named a revision or tag that does not exist${
              names ? ` (${names})` : ''
            }: new pods there get no proxy.`,
            mend: 'Make the revision or tag, or label the namespaces anew.',
            ...frame,
          },
        ]
      : []),
  ];
}

function findingNeeds({ name, findings }: FleetCluster): FleetNeed[] {
  const errors = findings?.error ?? 0;
  return errors === 0
    ? []
    : [
        {
          severity: 'error',
          code: 'errors-found',
          message: `${counted(errors, 'error')} found in ${name}.`,
          mend: 'See what is wrong and mend it.',
          clusters: [name],
          to: { page: 'findings', cluster: name },
        },
      ];
}

function machineNeeds({ name, machines }: FleetCluster): FleetNeed[] {
  const { unhealthy = 0, disconnected = 0 } = machines?.byHealth ?? {};
  const lost = unhealthy + disconnected;
  return lost === 0
    ? []
    : [
        {
          severity: 'warning',
          code: 'machines-lost',
          message: `${lost} of ${counted(
            machines!.total,
            'virtual machine',
          )} of ${name} ${lost === 1 ? 'is' : 'are'} unhealthy or lost.`,
          mend: 'See what their probes say.',
          clusters: [name],
          to: { page: 'virtualMachines', cluster: name },
        },
      ];
}

function requestNeeds(toApprove = 0): FleetNeed[] {
  return toApprove === 0
    ? []
    : [
        {
          severity: 'warning',
          code: 'requests-to-approve',
          message: `${counted(toApprove, 'request')} ${
            toApprove === 1 ? 'waits' : 'wait'
          } for your approval.`,
          mend: 'Approve or reject.',
          clusters: [],
          to: { page: 'requests' },
        },
      ];
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
