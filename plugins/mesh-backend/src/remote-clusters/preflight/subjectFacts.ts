import { PreflightCluster } from '@meshport/istio';
import { controlPlaneNamespace } from '../../clusters';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { ClusterInventory, WatchedKindName } from '../../inventory';
import { meshConfigIn, meshConfigMapOf } from '../../inventory/meshConfigMap';
import { rootsOf } from './rootsOf';

/** A part of a subject that may be absent. */
export type Field = Exclude<keyof PreflightCluster, 'name' | 'unread'>;

/** Why objects of a kind are not known. */
export function whyUnread(
  cluster: ClusterInventory,
  kind: WatchedKindName,
): string {
  const { failure } = cluster.status(kind);
  return (
    failure?.message ?? `${kind}s of ${cluster.details.name} are not read yet`
  ).replace(/\.$/, '');
}

/** That a control plane has no mesh configuration. */
export function noMesh(home: ClusterInventory): string {
  return `there is no mesh configuration (ConfigMap istio) in namespace ${controlPlaneNamespace(
    home.details,
  )} of ${home.details.name}`;
}

/** The mesh configuration of a control plane, where there is one. */
export function meshOf(
  home: ClusterInventory,
): Record<string, any> | undefined {
  const configMap = meshConfigMapOf(home, controlPlaneNamespace(home.details));
  return configMap && meshConfigIn(configMap);
}

/** A text of the configuration, or its default. */
export function textOf(value: unknown, byDefault: string): string {
  return typeof value === 'string' && value !== '' ? value : byDefault;
}

/** A list that says something. */
export function nonEmpty(list: string[]): string[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** Blocks of addresses that nodes give to pods. */
export function nodeBlocks(cluster: ClusterInventory): string[] {
  return [
    ...new Set(
      cluster
        .store('Node')
        .list()
        .flatMap(({ spec }) => (spec?.podCIDRs as string[] | undefined) ?? []),
    ),
  ].sort();
}

/** The control planes of a cluster; undefined when one does not tell its version. */
export function versionsOf(cluster: ClusterInventory) {
  const planes = controlPlanesIn(cluster);
  return planes.every(({ version }) => version !== undefined)
    ? planes.map(({ revision, version }) => ({ revision, version: version! }))
    : undefined;
}

/** Versions of the proxies of a cluster, as its istiods tell them. */
export function proxyVersionsOf(
  cluster: ClusterInventory,
  home: ClusterInventory,
  unread: Partial<Record<Field, string>>,
): string[] | undefined {
  const reading = home.proxyVersions.reading();
  if (reading?.state !== 'read') {
    unread.proxyVersions =
      (reading && 'why' in reading ? reading.why : undefined)?.replace(
        /\.$/,
        '',
      ) ?? `no istiod of ${home.details.name} told its proxies so far`;
    return undefined;
  }
  return [
    ...new Set(
      home.proxyVersions.proxies
        .all()
        .filter(({ clusterId }) => clusterId === cluster.istioId.id)
        .flatMap(({ version }) => (version ? [version] : [])),
    ),
  ].sort();
}

/** The roots that a cluster trusts, of its own ConfigMap. */
export function rootsIn(cluster: ClusterInventory) {
  const bundle = cluster
    .store('ConfigMap')
    .get(controlPlaneNamespace(cluster.details), 'istio-ca-root-cert')?.data?.[
    'root-cert.pem'
  ];
  const roots = typeof bundle === 'string' ? rootsOf(bundle) : undefined;
  return roots && roots.length > 0 ? roots : undefined;
}
