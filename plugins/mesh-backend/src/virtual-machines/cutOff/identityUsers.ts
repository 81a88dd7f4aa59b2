import { isUnreadable } from '../../entities/readability';
import { groupOfEntry } from '../../inventory/labelSets';
import {
  ClusterInventory,
  StoredObject,
  WatchedKindName,
} from '../../inventory';
import { VM_GROUP_LABEL } from '@meshport/istio';

/** Service accounts of a namespace, and the group whose they are. */
export interface GroupIdentities {
  namespace: string;
  group: string;
  serviceAccounts: readonly string[];
}

/** Kinds whose objects act as service accounts. */
const USERS: WatchedKindName[] = ['Pod', 'WorkloadEntry', 'WorkloadGroup'];

/**
 * Who else in a cluster acts as one of a group's identities, in words; they are
 * shut out with the machines. A pod without an account of its own is `default`.
 */
export function identityUsers(
  cluster: ClusterInventory,
  { namespace, group, serviceAccounts }: GroupIdentities,
): string[] {
  const isOne = (account: string | undefined) =>
    serviceAccounts.includes(account || 'default');
  const pods = cluster
    .store('Pod')
    .list(namespace)
    .filter(
      ({ spec, status }) =>
        isOne(spec?.serviceAccountName) &&
        !['Succeeded', 'Failed'].includes(status?.phase),
    )
    .map(({ metadata }) => `pod ${namespace}/${metadata.name}`);
  const groups = cluster
    .store('WorkloadGroup')
    .list(namespace)
    .filter(
      ({ metadata, spec }) =>
        metadata.name !== group && isOne(spec?.template?.serviceAccount),
    )
    .map(({ metadata }) => `WorkloadGroup ${namespace}/${metadata.name}`);
  const entries = cluster
    .store('WorkloadEntry')
    .list(namespace)
    .filter(
      one =>
        !isOfGroup(one, namespace, group) && isOne(one.spec?.serviceAccount),
    )
    .map(({ metadata }) => `WorkloadEntry ${namespace}/${metadata.name}`);
  return [...groups, ...entries, ...pods].sort();
}

/** Kinds that may not be read there, so that users of an identity may be missing. */
export function unreadUsers(cluster: ClusterInventory): WatchedKindName[] {
  return USERS.filter(kind => isUnreadable(cluster, kind));
}

function isOfGroup(
  entry: StoredObject,
  namespace: string,
  group: string,
): boolean {
  return (
    groupOfEntry(entry) === `${namespace}/${group}` ||
    entry.metadata.labels?.[VM_GROUP_LABEL] === group
  );
}
