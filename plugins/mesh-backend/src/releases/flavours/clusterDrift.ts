import { MeshVersion } from '@meshport/backstage-plugin-mesh-common';
import {
  FlavourDemand,
  FlavourDrift,
  flavourDrift,
  isLivePod,
  RunningPart,
} from '@meshport/istio';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { countVersions, ztunnelsIn } from '../../entities/versionViewAmbient';
import { podProxy, proxySource } from '../../entities/versionViewProxies';
import { ClusterInventory, Inventory } from '../../inventory';
import { Reader } from '../../entities/controlPlanesReport';
import { concernsCluster, concernsNamespace, FlavourRule } from './FlavourRule';

/**
 * Where a cluster is not of the distribution that configuration requires, for
 * one reader: control planes and proxies that run something else, and those
 * that cannot be told. The fleet page may show `sentence` of each.
 */
export function clusterDrift(
  cluster: ClusterInventory,
  inventory: Inventory,
  rules: readonly FlavourRule[],
  reader: Reader,
): FlavourDrift[] {
  const { name, primary } = cluster.details;
  const here = rules.filter(rule => concernsCluster(rule, name));
  if (here.length === 0) {
    return [];
  }
  const home = inventory.cluster(primary ?? name);
  const readableHome =
    home && reader.mayReadCluster(home.details.name) ? home : undefined;
  const proxies = proxiesByNamespace(cluster, readableHome);
  return here.flatMap(rule => {
    const running = rule.namespaceLabels
      ? namespaceParts(cluster, rule, proxies, reader)
      : [
          ...planeParts(readableHome),
          ...countVersions([...proxies.values()].flat()).map(proxyPart('')),
          ...countVersions(
            ztunnelsIn(cluster).map(({ version }) => version),
          ).map(({ version, count }) => ({
            what: count === 1 ? 'A ztunnel' : `${count} ztunnels`,
            version,
            count,
          })),
        ];
    return flavourDrift(name, [demandOf(rule)], running);
  });
}

/** The same for what one entity runs in a cluster, as sentences. */
export function entityDrift(
  cluster: ClusterInventory,
  rules: readonly FlavourRule[],
  version: Pick<MeshVersion, 'controlPlanes' | 'proxies'>,
  namespaces: readonly string[],
): string[] {
  const { name } = cluster.details;
  const demands = rules
    .filter(
      rule =>
        concernsCluster(rule, name) &&
        (!rule.namespaceLabels ||
          namespaces.some(namespace =>
            concernsNamespace(rule, labelsOf(cluster, namespace)),
          )),
    )
    .map(demandOf);
  return flavourDrift(name, demands, [
    ...version.controlPlanes.map(plane => ({
      what: `Control plane ${plane.revision}`,
      version: plane.version,
    })),
    ...version.proxies.map(proxyPart(' of this component')),
  ]).map(({ sentence }) => sentence);
}

function demandOf({ name, flavours }: FlavourRule): FlavourDemand {
  return { name, flavours };
}

function planeParts(home: ClusterInventory | undefined): RunningPart[] {
  return home
    ? controlPlanesIn(home).map(({ revision, version }) => ({
        what: `Control plane ${revision}`,
        version,
      }))
    : [];
}

function proxyPart(where: string) {
  return ({ version, count }: { version?: string; count: number }) => ({
    what: `${count === 1 ? 'A proxy' : `${count} proxies`}${where}`,
    version,
    count,
  });
}

/** Versions of the proxies of pods. */
function proxiesByNamespace(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
): Map<string, (string | undefined)[]> {
  const source = proxySource(cluster, home);
  const found = new Map<string, (string | undefined)[]>();
  for (const pod of cluster.store('Pod').list()) {
    const proxy = isLivePod(pod) ? podProxy(pod, source) : undefined;
    if (proxy) {
      const versions = found.get(proxy.namespace) ?? [];
      versions.push(proxy.version);
      found.set(proxy.namespace, versions);
    }
  }
  return found;
}

/** A namespace that the reader may not read is not named. */
function namespaceParts(
  cluster: ClusterInventory,
  rule: FlavourRule,
  proxies: Map<string, (string | undefined)[]>,
  reader: Reader,
): RunningPart[] {
  const { name } = cluster.details;
  const concerned = [...proxies.keys()]
    .sort()
    .filter(namespace => concernsNamespace(rule, labelsOf(cluster, namespace)));
  const hidden = concerned.filter(one => !reader.mayReadNamespace(name, one));
  return [
    ...concerned
      .filter(one => reader.mayReadNamespace(name, one))
      .flatMap(namespace =>
        countVersions(proxies.get(namespace)!).map(
          proxyPart(` in namespace ${namespace}`),
        ),
      ),
    ...countVersions(hidden.flatMap(one => proxies.get(one)!)).map(
      proxyPart(' in namespaces that you may not read'),
    ),
  ];
}

function labelsOf(cluster: ClusterInventory, namespace: string) {
  return cluster.store('Namespace').get('', namespace)?.metadata.labels;
}
