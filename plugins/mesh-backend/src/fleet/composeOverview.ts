import {
  ClusterCertificates,
  ClusterSummary,
  FailingClusterSource,
  FleetCluster,
  FleetLink,
  FleetMissingPart,
  FleetOverview,
  RemoteFleet,
  RemoteLink,
} from '@meshport/backstage-plugin-mesh-common';
import { FleetReader, FleetSight } from '../entities/FleetReader';
import { FindingSight } from '../findings/FindingSight';
import { FindingsWatch } from '../findings/FindingsWatch';
import { ClusterInventory } from '../inventory';
import { countFindings, countMachines } from './counts';
import { fleetNeeds } from './fleetNeeds';
import { fleetProxies, fleetRevision, upgradeOf } from './upgradeOf';

/** The parts that a caller's overview has besides the clusters themselves. */
export interface OverviewParts {
  certificates?: ClusterCertificates[];
  remoteFleet?: RemoteFleet;
  toApprove?: number;
  /** For findings and machines, which are counted out of memory. */
  findingSight?: FindingSight;
  missing: FleetMissingPart[];
}

/** Puts the overview together out of memory. */
export function composeOverview(
  sources: {
    fleet: Pick<FleetReader, 'summary'>;
    findings: Pick<FindingsWatch, 'history' | 'isJudged'>;
    /** Sentences on what runs another distribution than is required. */
    drift: (
      cluster: ClusterInventory,
      reader: FleetSight['reader'],
    ) => string[];
    failingSources: () => FailingClusterSource[];
  },
  sight: FleetSight,
  parts: OverviewParts,
): FleetOverview {
  const { certificates, remoteFleet, findingSight, missing } = parts;
  const clusters = sight.clusters();
  const frame = sight.frame(clusters);
  const maySee = (name = '') => sight.reader.mayReadCluster(name);
  const now = new Date();
  const found = findingSight && countFindings(sources.findings, findingSight);
  const summaries = clusters.map(cluster =>
    sources.fleet.summary(cluster, sight.reader),
  );
  const items = clusters.map((cluster, index): FleetCluster => {
    const { name } = cluster.details;
    const { state } = frame.clusters[index];
    const isKnown = state === 'fresh' || state === 'stale';
    const findings =
      isKnown && sources.findings.isJudged(cluster) && found?.get(name);
    const machines = findingSight && countMachines(cluster, findingSight);
    const signing = certificates?.find(one => one.cluster === name);
    return {
      ...rowOf(summaries[index], now),
      ...(machines ? { machines } : {}),
      ...(findings ? { findings } : {}),
      ...(signing
        ? {
            certificates: {
              source: signing.source,
              ...(maySee(signing.primary) ? { primary: signing.primary } : {}),
              ...(signing.ends ? { ends: signing.ends } : {}),
            },
          }
        : {}),
      ...(remoteFleet ? { remoteLinks: linksOf(name, remoteFleet.items) } : {}),
    };
  });
  const failingSources = sources.failingSources();
  return {
    items,
    ...frame,
    ...(remoteFleet?.withheldClusters ? { withheldClusters: true } : {}),
    withheld: findingSight?.withheld(clusters) ?? [],
    ...(failingSources.length ? { failingSources } : {}),
    needs: fleetNeeds({
      clusters: frame.clusters,
      rows: items,
      controlPlanes: new Map(
        summaries.map(one => [one.name, one.controlPlanes]),
      ),
      drift: new Map(
        clusters.map(cluster => [
          cluster.details.name,
          sources.drift(cluster, sight.reader),
        ]),
      ),
      certificates,
      links: remoteFleet?.items,
      toApprove: parts.toApprove,
    }),
    ...(remoteFleet ? { topology: topologyOf(remoteFleet, clusters) } : {}),
    missing,
  };
}

function rowOf(summary: ClusterSummary, now: Date): FleetCluster {
  const { controlPlanes, writable: _, ...about } = summary;
  const revisions = controlPlanes?.revisions?.map(fleetRevision);
  const proxies =
    controlPlanes?.proxies &&
    fleetProxies(controlPlanes.proxies, revisions ?? []);
  return {
    ...about,
    ...(revisions ? { revisions } : {}),
    upgrade: upgradeOf(revisions, now),
    ...(proxies ? { proxies } : {}),
  };
}

function linksOf(
  cluster: string,
  links: readonly RemoteLink[],
): NonNullable<FleetCluster['remoteLinks']> {
  const own = links.filter(
    ({ primary, remote }) => primary === cluster || remote === cluster,
  );
  return { total: own.length, broken: own.filter(isBroken).length };
}

function isBroken({ alarms }: RemoteLink): boolean {
  return alarms.some(({ severity }) => severity !== 'info');
}

/** Of the clusters of this moment: one that is gone since links were read is left out. */
function topologyOf(
  { topology, items }: RemoteFleet,
  clusters: readonly ClusterInventory[],
): NonNullable<FleetOverview['topology']> {
  const names = new Set(clusters.map(({ details }) => details.name));
  return {
    clusters: topology.clusters.filter(({ name }) => names.has(name)),
    networks: topology.networks.map(({ name, clusters: members }) => ({
      name,
      clusters: members.filter(member => names.has(member)),
    })),
    links: items
      .filter(({ primary }) => names.has(primary))
      .map(({ primary, remote, clusterId, sync, alarms }): FleetLink => {
        // Alarms come the worst first.
        const [alarm] = alarms;
        return {
          primary,
          ...(remote ? { remote } : {}),
          clusterId,
          sync,
          ...(alarm ? { alarm: alarm.severity } : {}),
        };
      }),
  };
}
