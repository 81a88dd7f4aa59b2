import { PreflightCluster, PreflightPolicy } from '@meshport/istio';
import { controlPlaneNamespace } from '../../clusters';
import { EgressSettings } from '../../egress/egressSettings';
import { meshEgressSettings } from '../../egress/meshSettings';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, Inventory, WatchedKindName } from '../../inventory';
import { networkOf } from '../links/topology';
import { eastWestGateways } from './eastWestGateways';
import {
  Field,
  meshOf,
  noMesh,
  nodeBlocks,
  nonEmpty,
  proxyVersionsOf,
  rootsIn,
  textOf,
  versionsOf,
  whyUnread,
} from './subjectFacts';

/** Addresses of one cluster that are looked at. */
const MOST_ADDRESSES = 5_000;

/** Makes of the inventory and of configuration what a preflight judges. */
export class PreflightSubjects {
  constructor(
    private readonly services: {
      inventory: Inventory;
      /** For the blocks of addresses that an administrator wrote down. */
      ranges: Pick<EgressSettings, 'of'>;
      ownerOf: (cluster: string, namespace: string) => string | undefined;
    },
  ) {}

  /** @param serviceCidrs - as the cluster itself told them, or why it did not */
  of(
    cluster: ClusterInventory,
    serviceCidrs: { value: string[] } | { why: string },
  ): PreflightCluster {
    const { name, primary } = cluster.details;
    const home =
      (primary !== undefined && this.services.inventory.cluster(primary)) ||
      cluster;
    const configured = this.services.ranges.of(name).networkRanges ?? {};
    const unread: Partial<Record<Field, string>> = {};
    const from = <T>(
      field: Field,
      of: ClusterInventory,
      kind: WatchedKindName,
      read: () => T | undefined,
      otherwise: string,
    ): T | undefined => {
      const value = isUnreadable(of, kind) ? undefined : read();
      if (value === undefined) {
        unread[field] = isUnreadable(of, kind)
          ? whyUnread(of, kind)
          : otherwise;
      }
      return value;
    };
    const mesh = () => meshOf(home);
    const clusterId = cluster.istioId.told ?? cluster.details.istioClusterId;
    if (clusterId === undefined) {
      unread.clusterId =
        'nothing in the cluster tells it, and mesh.clusters[].istioClusterId is not set';
    }
    const { kubernetesVersion } = cluster;
    if (kubernetesVersion === undefined) {
      unread.kubernetesVersion = 'its API server did not answer so far';
    }
    const pods = () => cluster.store('Pod').list();
    const services = () =>
      cluster
        .store('Service')
        .list()
        .filter(
          ({ metadata }) =>
            metadata.namespace !== controlPlaneNamespace(cluster.details),
        );
    const podCidrs =
      configured.pods ??
      from(
        'podCidrs',
        cluster,
        'Node',
        () => nonEmpty(nodeBlocks(cluster)),
        'its nodes name no blocks (spec.podCIDRs), and mesh.egress.clusters[].networkRanges.pods is not set',
      );
    const blocks =
      configured.services ??
      ('value' in serviceCidrs ? serviceCidrs.value : undefined);
    if (blocks === undefined && 'why' in serviceCidrs) {
      unread.serviceCidrs = `${serviceCidrs.why}, and mesh.egress.clusters[].networkRanges.services is not set`;
    }
    const subject: PreflightCluster = {
      name,
      unread,
      clusterId,
      kubernetesVersion,
      controlPlanes: from(
        'controlPlanes',
        cluster,
        'Pod',
        () => versionsOf(cluster),
        'an istiod does not tell its version',
      ),
      proxyVersions: proxyVersionsOf(cluster, home, unread),
      network: networkOf(cluster),
      podCidrs,
      serviceCidrs: blocks,
      podAddresses: from(
        'podAddresses',
        cluster,
        'Pod',
        () =>
          pods()
            .filter(({ spec, status }) => !spec?.hostNetwork && status?.podIP)
            .map(({ status }) => String(status.podIP))
            .slice(0, MOST_ADDRESSES),
        '',
      ),
      serviceAddresses: from(
        'serviceAddresses',
        cluster,
        'Service',
        () =>
          cluster
            .store('Service')
            .list()
            .flatMap(({ spec }) => spec?.clusterIPs ?? [spec?.clusterIP])
            .filter((ip: unknown) => typeof ip === 'string' && /[.:]/.test(ip))
            .slice(0, MOST_ADDRESSES),
        '',
      ),
      eastWestGateways: from(
        'eastWestGateways',
        cluster,
        'Service',
        () => eastWestGateways(cluster),
        '',
      ),
      trustDomain: from(
        'trustDomain',
        home,
        'ConfigMap',
        () => mesh() && textOf(mesh()!.trustDomain, 'cluster.local'),
        noMesh(home),
      ),
      trustDomainAliases: from(
        'trustDomainAliases',
        home,
        'ConfigMap',
        () => mesh() && (mesh()!.trustDomainAliases ?? []),
        noMesh(home),
      ),
      roots: from(
        'roots',
        cluster,
        'ConfigMap',
        () => rootsIn(cluster),
        `there is no ConfigMap istio-ca-root-cert with certificates in namespace ${controlPlaneNamespace(
          cluster.details,
        )}`,
      ),
      discoverySelectors: from(
        'discoverySelectors',
        home,
        'ConfigMap',
        () => mesh() && (mesh()!.discoverySelectors ?? []),
        noMesh(home),
      ),
      namespaces: from(
        'namespaces',
        cluster,
        'Namespace',
        () =>
          cluster
            .store('Namespace')
            .list()
            .map(({ metadata }) => ({
              name: metadata.name,
              labels: metadata.labels ?? {},
              owner: this.services.ownerOf(name, metadata.name),
            })),
        '',
      ),
      serviceAccounts: from(
        'serviceAccounts',
        cluster,
        'ServiceAccount',
        () =>
          cluster
            .store('ServiceAccount')
            .list()
            .map(({ metadata }) => ({
              namespace: metadata.namespace ?? '',
              name: metadata.name,
            })),
        '',
      ),
      authorizationPolicies: from(
        'authorizationPolicies',
        home,
        'AuthorizationPolicy',
        () =>
          home
            .store('AuthorizationPolicy')
            .list()
            .map(
              ({ metadata, spec }): PreflightPolicy => ({
                namespace: metadata.namespace ?? '',
                name: metadata.name,
                action: spec?.action,
                rules: spec?.rules,
              }),
            ),
        '',
      ),
      services: from(
        'services',
        cluster,
        'Service',
        () =>
          services().map(({ metadata, spec }) => ({
            namespace: metadata.namespace ?? '',
            name: metadata.name,
            headless: spec?.clusterIP === 'None',
            type: spec?.type,
            ports: spec?.ports ?? [],
          })),
        '',
      ),
      dnsProxy: isUnreadable(home, 'ConfigMap')
        ? undefined
        : meshEgressSettings(home)?.dnsCapture,
    };
    if (subject.network === undefined) {
      unread.network = whyUnread(cluster, 'Namespace');
    }
    return subject;
  }
}
