import {
  ControlPlaneVersion,
  MeshMembership,
  MeshVersion,
} from '@meshport/backstage-plugin-mesh-common';
import {
  groupProxies,
  injectingRevision,
  membershipOf,
  ProxyInstance,
  proxyOfPod,
  VirtualMachine,
  virtualMachineOf,
} from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';
import { controlPlanesIn } from './controlPlanes';
import { EntityView, ViewContext } from './EntityView';
import { isUnreadable } from './readability';

/** Which virtual machines an entity has; a group's tell by its labels. */
const MACHINE_KINDS = ['WorkloadEntry', 'WorkloadGroup'] as const;

/** Whether an entity is in the mesh, by which proxies and control planes. */
export const versionView: EntityView<MeshVersion> = {
  name: 'version',
  inputs: [
    'Namespace',
    'Pod',
    'WorkloadEntry',
    'WorkloadGroup',
    'MutatingWebhookConfiguration',
  ],
  controlPlaneInputs: ['Pod'],
  judge: context => {
    const { cluster, objects } = context;
    const base = { cluster: cluster.details.name };
    if (isUnreadable(cluster, 'Pod')) {
      return cluster.status('Pod').state === 'Forbidden'
        ? [
            {
              ...base,
              membership: 'unknown',
              why: 'Pods could not be read, so it is not known what runs here.',
              instances: { total: 0, inMesh: 0 },
              controlPlanes: [],
              proxies: [],
            },
          ]
        : [];
    }
    const webhooks = cluster.store('MutatingWebhookConfiguration').list();
    const machines = objects.workloadEntries.map(entry =>
      virtualMachineOf(entry),
    );
    const proxies = [
      ...objects.pods
        .map(pod => proxyOfPod(pod, webhooks))
        .filter(proxy => proxy !== undefined),
      ...machines.filter(isConnected).map(machineProxy),
    ];
    const verdict = judgeMembership(context, machines);
    const controlPlanes = servingControlPlanes(
      context,
      verdict.membership,
      proxies,
    );
    return [
      {
        ...base,
        ...verdict,
        controlPlanes,
        proxies: groupProxies(proxies, revision =>
          versionUnder(controlPlanes, revision),
        ),
      },
    ];
  },
};

function isConnected({ connectedSince }: VirtualMachine): boolean {
  return connectedSince !== undefined;
}

function machineProxy({ namespace, name }: VirtualMachine): ProxyInstance {
  return { namespace, name, kind: 'virtualMachine' };
}

/** Pods decide; an entity that has only machines is judged by these. */
function judgeMembership(
  { cluster, objects }: ViewContext,
  machines: VirtualMachine[],
): Pick<MeshVersion, 'membership' | 'why' | 'instances'> {
  const ofPods = membershipOf(
    objects.pods,
    isUnreadable(cluster, 'Namespace')
      ? undefined
      : cluster.store('Namespace').list(),
    isUnreadable(cluster, 'MutatingWebhookConfiguration')
      ? undefined
      : cluster.store('MutatingWebhookConfiguration').list(),
  );
  if (ofPods.membership !== 'noWorkloads') {
    return ofPods;
  }
  if (machines.length === 0) {
    const missing = MACHINE_KINDS.filter(kind => isUnreadable(cluster, kind));
    return missing.length > 0
      ? {
          membership: 'unknown',
          why: `${missing.join(
            ' and ',
          )} could not be read, so it is not known which virtual machines run here.`,
          instances: ofPods.instances,
        }
      : ofPods;
  }
  const inMesh = machines.filter(isConnected).length;
  const instances = { total: machines.length, inMesh };
  if (inMesh === machines.length) {
    return { membership: 'sidecar', instances };
  }
  return {
    membership: inMesh === 0 ? 'none' : 'partial',
    why: `${machines.length - inMesh} of ${
      machines.length
    } virtual machines are not connected to istiod.`,
    instances,
  };
}

/**
 * The control planes of the revisions that the proxies name or that the
 * namespaces ask for; a remote cluster is served by its primary's.
 */
function servingControlPlanes(
  { cluster, inventory, objects, mayReadCluster }: ViewContext,
  membership: MeshMembership,
  proxies: ProxyInstance[],
): ControlPlaneVersion[] {
  const { name, primary } = cluster.details;
  const home = inventory.cluster(primary ?? name);
  if (!home || !mayReadCluster(home.details.name)) {
    return [];
  }
  const all = controlPlanesIn(home);
  const wanted = new Set([
    ...proxies.map(({ revision }) => revision),
    ...objects.pods.map(pod => wantedRevision(cluster, pod)),
  ]);
  wanted.delete(undefined);
  if (wanted.size > 0) {
    return all.filter(({ revision }) => wanted.has(revision));
  }
  // In the mesh, but nothing tells by which revision: ambient, machines.
  return membership === 'none' || membership === 'noWorkloads' ? [] : all;
}

function wantedRevision(
  cluster: ClusterInventory,
  { metadata }: StoredObject,
): string | undefined {
  const namespace = cluster
    .store('Namespace')
    .get('', metadata.namespace ?? '');
  return (
    namespace &&
    injectingRevision(
      namespace,
      metadata.labels ?? {},
      cluster.store('MutatingWebhookConfiguration').list(),
    )
  );
}

function versionUnder(
  controlPlanes: ControlPlaneVersion[],
  revision: string | undefined,
): string | undefined {
  if (revision === undefined) {
    return controlPlanes.length === 1 ? controlPlanes[0].version : undefined;
  }
  return controlPlanes.find(one => one.revision === revision)?.version;
}
