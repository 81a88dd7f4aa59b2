import { MeshVersion } from '@meshport/backstage-plugin-mesh-common';
import {
  followingOf,
  groupProxies,
  membershipOf,
  NamespaceFollowing,
  VirtualMachine,
  virtualMachineOf,
} from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';
import { entityDrift } from '../releases/flavours/clusterDrift';
import { DEFAULT_RELEASE_RULES, ReleaseRules } from '../releases/ReleaseRules';
import { EntityView, ViewContext } from './EntityView';
import { injectorSettingsOf } from './injectorSettings';
import { isUnreadable } from './readability';
import { entityAmbient } from './versionViewAmbient';
import { servingControlPlanes, versionUnder } from './versionViewPlanes';
import { machineProxy, podProxy, proxySource } from './versionViewProxies';

/** Which virtual machines an entity has; a group's tell by its labels. */
const MACHINE_KINDS = ['WorkloadEntry', 'WorkloadGroup'] as const;

/**
 * Whether an entity is in the mesh, by which proxies and control planes.
 *
 * @param rules - by which versions are judged
 */
export function createVersionView(
  rules: ReleaseRules,
): EntityView<MeshVersion> {
  return {
    name: 'version',
    inputs: [
      'Namespace',
      'Pod',
      'WorkloadEntry',
      'WorkloadGroup',
      'MutatingWebhookConfiguration',
      'Service',
      'KubernetesGateway',
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
      const source = proxySource(cluster, homeOf(context));
      const machines = objects.workloadEntries.map(entry => ({
        entry,
        ...virtualMachineOf(entry),
      }));
      const proxies = [
        ...objects.pods
          .map(pod => podProxy(pod, source))
          .filter(proxy => proxy !== undefined),
        ...machines
          .filter(isConnected)
          .map(({ entry }) => machineProxy(entry, source)),
      ];
      const verdict = judgeMembership(context, machines);
      const controlPlanes = servingControlPlanes(
        context,
        source,
        verdict.membership,
        proxies,
        rules.table,
      );
      const versionOf = (revision: string | undefined) =>
        versionUnder(controlPlanes, revision);
      const groups = groupProxies(proxies, versionOf);
      const drift = entityDrift(
        cluster,
        rules.flavours,
        { controlPlanes, proxies: groups },
        objects.pods.map(({ metadata }) => metadata.namespace ?? ''),
      );
      const proxyReading = source.reading;
      const follows = followsOf(context);
      const ambient = entityAmbient(context, source, versionOf(undefined));
      return [
        {
          ...base,
          ...verdict,
          controlPlanes,
          proxies: groups,
          ...(proxyReading && proxies.length > 0 ? { proxyReading } : {}),
          ...(follows ? { follows } : {}),
          ...(ambient ? { ambient } : {}),
          ...(drift.length > 0 ? { flavourDrift: drift } : {}),
        },
      ];
    },
  };
}

/** As it judges where nothing is configured. */
export const versionView = createVersionView(DEFAULT_RELEASE_RULES);

/** Where the istiods of a cluster run, if the caller may read that cluster. */
function homeOf({ cluster, inventory, mayReadCluster }: ViewContext) {
  const { name, primary } = cluster.details;
  const home = inventory.cluster(primary ?? name);
  return home && mayReadCluster(home.details.name) ? home : undefined;
}

/** What the namespaces of the entity's pods follow; undefined where that is not known. */
function followsOf({
  cluster,
  objects,
}: ViewContext): NamespaceFollowing[] | undefined {
  if (
    isUnreadable(cluster, 'Namespace') ||
    isUnreadable(cluster, 'MutatingWebhookConfiguration')
  ) {
    return undefined;
  }
  const webhooks = cluster.store('MutatingWebhookConfiguration').list();
  return namespacesOf(cluster, objects.pods)
    .map(namespace => followingOf(namespace, webhooks))
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}

function isConnected({ connectedSince }: VirtualMachine): boolean {
  return connectedSince !== undefined;
}

/** Pods decide; an entity that has only machines is judged by these. */
function judgeMembership(
  { cluster, objects }: ViewContext,
  machines: VirtualMachine[],
): Pick<MeshVersion, 'membership' | 'why' | 'instances' | 'outside'> {
  const ofPods = membershipOf(
    objects.pods,
    isUnreadable(cluster, 'Namespace')
      ? undefined
      : namespacesOf(cluster, objects.pods),
    isUnreadable(cluster, 'MutatingWebhookConfiguration')
      ? undefined
      : cluster.store('MutatingWebhookConfiguration').list(),
    injectorSettingsOf(cluster),
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

function namespacesOf(
  cluster: ClusterInventory,
  pods: StoredObject[],
): StoredObject[] {
  const names = new Set(pods.map(({ metadata }) => metadata.namespace ?? ''));
  return [...names]
    .map(name => cluster.store('Namespace').get('', name))
    .filter(namespace => namespace !== undefined);
}
