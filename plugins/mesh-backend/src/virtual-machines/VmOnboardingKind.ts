import { JsonObject } from '@backstage/types';
import {
  meshVirtualMachineRequestPermission,
  meshVirtualMachineRetirePermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { renderVmOnboarding, vmCaptureNotes } from '@meshport/istio';
import { ClusterRegistry, KubernetesObject } from '../clusters/types';
import { Inventory } from '../inventory';
import { refuseMissingNamespace } from '../manifests/namespaces';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { ControlPlane } from './ControlPlane';
import { joinFactsOf, JoinFactsStore } from './JoinFacts';
import { machinesState } from './machinesState';
import { IstiodReach, preflight } from './preflight';
import { machinesOfGroup } from './machinesOfGroup';
import { identityUsers, unreadUsers } from './cutOff/identityUsers';
import { GroupStore } from './progress/GroupStore';
import { retireGroup } from './retire/retireGroup';
import { readVmParameters, VM_SCHEMA, VmParameters } from './vmParameters';

/** Virtual machines that are to join the mesh, asked for. */
export class VmOnboardingKind implements RequestKind {
  readonly name = 'vm-onboarding';
  readonly title = 'Virtual machines';
  readonly schema = VM_SCHEMA;
  readonly renderer = { name: '@meshport/istio/workload', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = {
    create: meshVirtualMachineRequestPermission,
    retire: meshVirtualMachineRetirePermission,
  };
  // A bundle is an identity of the mesh on a machine that nobody else watches.
  readonly withoutPolicy = 'approval' as const;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;
  readonly #facts: JoinFactsStore;
  readonly #groups: GroupStore;
  readonly #inventory: Inventory;
  readonly #reach = new IstiodReach();

  constructor(options: {
    registry: ClusterRegistry;
    settings: ApplySettings;
    facts: JoinFactsStore;
    groups: GroupStore;
    inventory: Inventory;
  }) {
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#facts = options.facts;
    this.#groups = options.groups;
    this.#inventory = options.inventory;
  }

  async plan(parameters: unknown): Promise<RequestDraft> {
    const { cluster, machines, istiodAddress } = readVmParameters(parameters);
    const { name, namespace, serviceAccount = name } = machines;
    // One that is there belongs to somebody else, and is not touched.
    const isThere =
      this.#inventory.findNamespace(cluster, namespace) !== undefined;
    return {
      title: `Virtual machines ${name} in ${namespace}`,
      subject: `${cluster}/${namespace}/${name}`,
      targets: [{ cluster, namespace }],
      parameters: {
        cluster,
        machines: machines as unknown as JsonObject,
        ...(istiodAddress ? { istiodAddress } : {}),
      },
      objects: renderVmOnboarding(machines)
        .filter(({ kind }) => kind !== 'Namespace' || !isThere)
        .map(manifest => ({
          cluster,
          manifest: manifest as unknown as Record<string, unknown>,
        })),
      statements: [
        `Who is given a bundle of this request can act as ${namespace}/${serviceAccount} in the mesh of cluster ${cluster}: with the token of the bundle until it ends, and with the certificate of the machine for as long as it is renewed.`,
        ...vmCaptureNotes(machines),
        ...(machines.machinesPercent === undefined
          ? []
          : [
              `${machines.machinesPercent} per cent of the calls go to machines, the others to pods.`,
            ]),
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { cluster, machines } = parametersOf(plan);
    const connection = writableCluster(this.#registry, this.#settings, cluster);
    if (!machines.createNamespace) {
      await refuseMissingNamespace(connection, {
        name: machines.namespace,
        field: 'machines.namespace',
      });
    }
  }

  /** What would keep a machine from joining, or from being called. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster, machines, istiodAddress } = parametersOf(plan);
    const connection = this.#registry.get(cluster);
    return preflight(connection, machines, istiodAddress, {
      inventory: this.#inventory.cluster(cluster),
      reach: this.#reach,
    });
  }

  async provision(work: RequestWork): Promise<void> {
    const { cluster, machines, istiodAddress } = parametersOf(work.plan);
    await work.applyObjects();
    const group = await work.cluster(cluster).get({
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadGroup',
      namespace: machines.namespace,
      name: machines.name,
    });
    const plane = await new ControlPlane(this.#registry.get(cluster)).read(
      machines.namespace,
      machines.revision,
    );
    await work.keepLease();
    const { namespace, name, serviceAccount = name } = machines;
    await this.#groups.keep(work.requestId, {
      cluster,
      namespace,
      group: name,
      serviceAccount,
    });
    await this.#facts.keep(
      work.requestId,
      joinFactsOf(group as KubernetesObject, plane, istiodAddress),
    );
  }

  /** Ready once a machine of the group is connected and, where it is probed, healthy. */
  async observe(work: RequestWork): Promise<RequestObservation> {
    const { cluster, machines } = parametersOf(work.plan);
    return machinesState(
      await machinesOfGroup(work.cluster(cluster), machines),
      machines,
    );
  }

  /** From now on a machine of the group that registers again raises an alarm. */
  async retire(work: RequestWork): Promise<void> {
    const { cluster, machines } = parametersOf(work.plan);
    const { namespace, name: group } = machines;
    await this.#groups.retire(work.requestId, Date.now());
    const inventory = this.#inventory.cluster(cluster);
    // Where it is not known who uses an account, it stays.
    const isKnown = inventory && unreadUsers(inventory).length === 0;
    await retireGroup(work, cluster, machines, serviceAccount =>
      isKnown
        ? identityUsers(inventory, {
            namespace,
            group,
            serviceAccounts: [serviceAccount],
          })
        : ['not known'],
    );
  }
}

/** The parameters of a plan of this kind. */
export function parametersOf(plan: RequestPlan): VmParameters {
  return plan.parameters as unknown as VmParameters;
}
