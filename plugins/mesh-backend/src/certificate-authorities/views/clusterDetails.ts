import {
  ClusterCertificatesDetail,
  RemoteClustersUnknown,
} from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, Inventory } from '../../inventory';
import { AuthoritySettings } from '../config/authoritySettings';
import { sameRoots } from './certificateAlarms';
import { CertificateSources, FoundCertificates } from './clusterCertificates';
import { revocationListsView } from './revocationListsView';

/** What only a cluster's own page shows. */
export function clusterDetails(
  cluster: ClusterInventory,
  { certificates, rootsInSecret }: FoundCertificates,
  { readings, issuances, now }: CertificateSources,
  services: { inventory: Inventory; settings: readonly AuthoritySettings[] },
): ClusterCertificatesDetail['details'] {
  const { name, primary } = cluster.details;
  const home =
    (primary !== undefined && services.inventory.cluster(primary)) || cluster;
  const secret = readings.get(home.details.name)?.secret;
  const facts = secret && 'value' in secret ? secret.value : undefined;
  const { roots, authority, source } = certificates;
  const enabled = services.settings.some(
    one => one.name === authority?.name && one.listsRevoked,
  );
  return {
    namespace: controlPlaneNamespace(home.details),
    ...(rootsInSecret ? { rootsInSecret } : {}),
    ...(rootsInSecret && roots
      ? { rootsAgree: sameRoots(rootsInSecret, roots) }
      : {}),
    ...(facts ? { managers: facts.managers } : {}),
    ...(facts?.notWritten ? { notWritten: facts.notWritten } : {}),
    revocationLists: revocationListsView({
      enabled,
      bundle: facts,
      ...(secret && 'why' in secret ? { why: secret.why } : {}),
      now,
    }),
    ...(isUnreadable(cluster, 'WorkloadEntry')
      ? {}
      : { machines: cluster.store('WorkloadEntry').list().length }),
    history:
      source === 'primary' ? [] : issuances.filter(one => one.cluster === name),
    unknown: unknownsOf(cluster),
  };
}

/** What people call what is read of these. */
const UNREAD = {
  ConfigMap: 'roots that proxies are given (ConfigMaps)',
  WorkloadEntry: 'virtual machines (WorkloadEntries)',
};

function unknownsOf(cluster: ClusterInventory): RemoteClustersUnknown[] {
  return (['ConfigMap', 'WorkloadEntry'] as const)
    .filter(kind => isUnreadable(cluster, kind))
    .map(kind => ({
      cluster: cluster.details.name,
      what: UNREAD[kind],
      why:
        cluster.status(kind).failure?.message ??
        'They are being read for the first time.',
    }));
}
