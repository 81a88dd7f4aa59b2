import { ConflictError } from '@backstage/errors';
import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import {
  RequestCluster,
  RequestClusterObject,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { VM_GROUP_LABEL, VmOnboardingInput } from '@meshport/istio';
import { findGitOwner, isOurs } from '../../manifests/owners';
import { entriesOfGroup } from '../machinesOfGroup';

const NETWORKING = 'networking.istio.io/v1';
const ENTRY = { apiVersion: NETWORKING, kind: 'WorkloadEntry' };

/** Nothing leads to the machines any more once these are gone. */
const ROUTES = [
  { apiVersion: NETWORKING, kind: 'Sidecar' },
  { apiVersion: NETWORKING, kind: 'VirtualService' },
  { apiVersion: NETWORKING, kind: 'DestinationRule' },
];
const GROUP = { apiVersion: NETWORKING, kind: 'WorkloadGroup' };
const SERVICES = [
  { apiVersion: NETWORKING, kind: 'ServiceEntry' },
  { apiVersion: 'v1', kind: 'Service' },
];
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount' };

interface Kind {
  apiVersion: string;
  kind: string;
}

/** What bears the group's labels and Meshport made. */
class OurObjects {
  constructor(
    private readonly cluster: RequestCluster,
    private readonly group: Pick<VmOnboardingInput, 'namespace' | 'name'>,
  ) {}

  async list(kind: Kind): Promise<RequestClusterObject[]> {
    const { namespace, name } = this.group;
    const found = await this.cluster.list(
      { ...kind, namespace },
      {
        'app.kubernetes.io/managed-by': FIELD_MANAGER,
        [VM_GROUP_LABEL]: name,
      },
    );
    return found.filter(object => isOurs(object) && !findGitOwner(object));
  }

  async deleteAll(kind: Kind): Promise<void> {
    const { namespace } = this.group;
    for (const object of await this.list(kind)) {
      await remove(this.cluster, { ...kind, namespace }, object);
    }
  }
}

/**
 * Takes a group of machines out of a cluster: routes first, then the entries of
 * its machines, then, if no entry that others keep is left in it, the group, the
 * service, and the identities that nobody else uses. What Argo CD or Flux keep
 * stays. A policy that cuts the machines off stays too: it is a request of its
 * own.
 *
 * @param usersOf - who else acts as one of these service accounts, in words
 */
export async function retireGroup(
  work: RequestWork,
  clusterName: string,
  input: VmOnboardingInput,
  usersOf: (serviceAccount: string) => string[],
): Promise<void> {
  const { namespace } = input;
  const cluster = work.cluster(clusterName);
  const ours = new OurObjects(cluster, input);
  for (const kind of ROUTES) {
    await ours.deleteAll(kind);
  }
  await deleteEntries(cluster, input);
  const kept = await entriesOfGroup(cluster, input);
  if (kept.some(findGitOwner)) {
    return;
  }
  await ours.deleteAll(GROUP);
  // One may have registered until its group was gone.
  await deleteEntries(cluster, input);
  for (const kind of SERVICES) {
    await ours.deleteAll(kind);
  }
  for (const account of await ours.list(ACCOUNT)) {
    if (!usersOf(account.metadata.name).length) {
      await remove(cluster, { ...ACCOUNT, namespace }, account);
    }
  }
}

/** Those that istiod made are deleted too, rather than left to the garbage collector. */
async function deleteEntries(
  cluster: RequestCluster,
  group: VmOnboardingInput,
): Promise<void> {
  for (const entry of await entriesOfGroup(cluster, group)) {
    if (!findGitOwner(entry)) {
      await remove(cluster, { ...ENTRY, namespace: group.namespace }, entry);
    }
  }
}

async function remove(
  cluster: RequestCluster,
  of: Kind & { namespace: string },
  { metadata }: RequestClusterObject,
): Promise<void> {
  if (!metadata.uid) {
    throw new ConflictError(
      `${of.kind} ${of.namespace}/${metadata.name} has no UID, so that it cannot be deleted safely; try again`,
    );
  }
  await cluster.delete({ ...of, name: metadata.name }, metadata.uid);
}
