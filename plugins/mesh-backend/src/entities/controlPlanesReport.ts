import {
  ClusterAmbient,
  ClusterControlPlanes,
  ClusterProxies,
  ClusterRevision,
  ControlPlaneVersion,
  MissingRevision,
  NamespaceFollowing,
} from '@meshport/backstage-plugin-mesh-common';
import {
  isWaypoint,
  Revision,
  revisionsOf,
  SupportTable,
} from '@meshport/istio';
import { ClusterInventory, Inventory } from '../inventory';
import { controlPlanesIn } from './controlPlanes';
import { isUnreadable } from './readability';
import {
  countVersions,
  waypointVersions,
  ztunnelsIn,
} from './versionViewAmbient';
import { proxySource } from './versionViewProxies';

/** What one caller may read. */
export interface Reader {
  mayReadCluster(name: string): boolean;
  mayReadNamespace(cluster: string, namespace: string): boolean;
}

/**
 * The revisions of a cluster with their tags and followers, its ambient mesh,
 * and its proxies by version; undefined while nothing of it is known.
 * Namespaces that the caller may not read are only counted.
 */
export function controlPlanesReport(
  cluster: ClusterInventory,
  inventory: Inventory,
  reader: Reader,
  table?: SupportTable,
): ClusterControlPlanes | undefined {
  const { name, primary } = cluster.details;
  const home = inventory.cluster(primary ?? name);
  const running =
    home && reader.mayReadCluster(home.details.name)
      ? controlPlanesIn(home, table)
      : [];
  const isHomeKnown =
    home !== undefined &&
    reader.mayReadCluster(home.details.name) &&
    !isUnreadable(home, 'Pod');
  const mayRead = (namespace: string) =>
    reader.mayReadNamespace(name, namespace);
  const proxies = proxiesOf(cluster);
  const withProxies = proxies ? { proxies } : {};
  if (isUnreadable(cluster, 'MutatingWebhookConfiguration')) {
    return proxies && withProxies;
  }
  const knowsNamespaces = !isUnreadable(cluster, 'Namespace');
  const report = revisionsOf({
    webhooks: cluster.store('MutatingWebhookConfiguration').list(),
    namespaces: cluster.store('Namespace').list(),
    running: running.map(({ revision }) => revision),
  });
  const ambient = ambientOf(cluster, home, report.ambient, mayRead);
  return {
    revisions: report.revisions.map(one =>
      revisionReport(one, running, {
        mayRead,
        isHomeKnown,
        knowsNamespaces,
      }),
    ),
    ...(knowsNamespaces
      ? { missingRevisions: missingOf(report.missing, mayRead) }
      : {}),
    ...(ambient ? { ambient } : {}),
    ...withProxies,
  };
}

function revisionReport(
  { revision, isDefault, tags, followers }: Revision,
  running: ControlPlaneVersion[],
  known: {
    mayRead(namespace: string): boolean;
    isHomeKnown: boolean;
    knowsNamespaces: boolean;
  },
): ClusterRevision {
  const controlPlane = running.find(one => one.revision === revision);
  const readable = followers.filter(({ namespace }) =>
    known.mayRead(namespace),
  );
  const isLost = !controlPlane && known.isHomeKnown;
  return {
    revision,
    isDefault,
    tags,
    ...(controlPlane ? { controlPlane } : {}),
    ...(known.knowsNamespaces
      ? {
          followers: readable,
          withheldFollowers: followers.length - readable.length,
        }
      : {}),
    ...(isLost
      ? {
          problem: `No istiod runs as revision ${revision}, so pods of namespaces that follow it cannot be made. Install it, or move its tags and namespaces to another revision.`,
        }
      : {}),
  };
}

function missingOf(
  missing: NamespaceFollowing[],
  mayRead: (namespace: string) => boolean,
): MissingRevision[] {
  const byName = new Map<string, MissingRevision>();
  for (const { namespace, wanted = '' } of missing) {
    const isReadable = mayRead(namespace);
    // Its name is a label of the namespace: whoever may not read that sees a count.
    const key = isReadable ? wanted : '';
    const known = byName.get(key) ?? {
      ...(isReadable ? { name: wanted } : {}),
      namespaces: [],
      withheldNamespaces: 0,
    };
    if (isReadable) {
      known.namespaces.push(namespace);
    } else {
      known.withheldNamespaces += 1;
    }
    byName.set(key, known);
  }
  return [...byName.keys()].sort().map(key => byName.get(key)!);
}

function ambientOf(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
  followers: NamespaceFollowing[],
  mayRead: (namespace: string) => boolean,
): ClusterAmbient | undefined {
  const ztunnels = ztunnelsIn(cluster);
  const waypoints = cluster
    .store('KubernetesGateway')
    .list()
    .filter(gateway => isWaypoint(gateway))
    .sort((a, b) => (keyOf(a.metadata) < keyOf(b.metadata) ? -1 : 1));
  if (!ztunnels.length && !waypoints.length && !followers.length) {
    return undefined;
  }
  const source = proxySource(cluster, home);
  const names = followers.map(({ namespace }) => namespace);
  const readable = waypoints.filter(({ metadata }) =>
    mayRead(metadata.namespace ?? ''),
  );
  return {
    namespaces: names.filter(mayRead),
    withheldNamespaces: names.filter(name => !mayRead(name)).length,
    ztunnels: countVersions(ztunnels.map(({ version }) => version)),
    ztunnelsNotReady: ztunnels.filter(({ ready }) => !ready).length,
    waypoints: readable.map(
      ({ metadata: { namespace = '', name, labels }, status }) => ({
        namespace,
        name,
        ready: Boolean(status?.addresses?.length),
        trafficFor: labels?.['istio.io/waypoint-for'] ?? 'service',
        versions: waypointVersions(namespace, name, source),
      }),
    ),
    withheldWaypoints: waypoints.length - readable.length,
  };
}

function keyOf({ namespace, name }: { namespace?: string; name: string }) {
  return `${namespace}/${name}`;
}

function proxiesOf(cluster: ClusterInventory): ClusterProxies | undefined {
  const { proxyVersions } = cluster;
  const { reading } = proxySource(cluster, cluster);
  return (
    reading && {
      ...reading,
      versions: countVersions(
        proxyVersions.proxies.all().map(({ version }) => version),
      ),
    }
  );
}
