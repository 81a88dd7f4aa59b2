import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
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
import { denyPrincipalObject } from '@meshport/istio';
import { ClusterRegistry } from '../../clusters/types';
import { meshConfigOf } from '../../entities/meshConfig';
import { ClusterInventory, Inventory } from '../../inventory';
import { refuseMissingNamespace } from '../../manifests/namespaces';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { deletePlanned } from '../retire/deletePlanned';
import {
  CUT_OFF_SCHEMA,
  CutOffParameters,
  readCutOffParameters,
} from './cutOffParameters';
import { identityUsers, unreadUsers } from './identityUsers';
import { plainTextFinding } from './plainText';

/** Name of the kind. */
export const CUT_OFF_KIND = 'vm-cut-off';

/** What requests of this kind are about: the group of machines. */
export function cutOffSubject(of: {
  cluster: string;
  namespace: string;
  group: string;
}): string {
  return `${of.cluster}/${of.namespace}/${of.group}`;
}

/** Shutting a group of machines out of the mesh, since retiring it revokes nothing. */
export class VmCutOffKind implements RequestKind {
  readonly name = CUT_OFF_KIND;
  readonly title = 'Cut-off of virtual machines';
  readonly schema = CUT_OFF_SCHEMA;
  readonly renderer = { name: '@meshport/istio/workload', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = {
    create: meshVirtualMachineRetirePermission,
    retire: meshVirtualMachineRetirePermission,
  };
  // A policy for all of the mesh is not for one person to make.
  readonly withoutPolicy = 'approval' as const;
  readonly readyWithinSeconds = 300;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;
  readonly #inventory: Inventory;

  constructor(options: {
    registry: ClusterRegistry;
    settings: ApplySettings;
    inventory: Inventory;
  }) {
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#inventory = options.inventory;
  }

  async plan(parameters: unknown): Promise<RequestDraft> {
    const input = readCutOffParameters(parameters);
    const { cluster, namespace, group, serviceAccounts } = input;
    const where = this.#policyCluster(cluster);
    const places = input.in ?? [meshConfigOf(where).rootNamespace];
    const policyCluster = where.details.name;
    return {
      title: `Cut-off of virtual machines ${group} in ${namespace}`,
      subject: cutOffSubject(input),
      targets: [
        { cluster, namespace },
        ...places
          .filter(one => policyCluster !== cluster || one !== namespace)
          .map(one => ({ cluster: policyCluster, namespace: one })),
      ],
      parameters: input as unknown as JsonObject,
      objects: places.map(one => ({
        cluster: policyCluster,
        manifest: denyPrincipalObject({
          group: { namespace, name: group },
          serviceAccounts,
          namespace: one,
        }) as unknown as Record<string, unknown>,
      })),
      statements: [
        `Every call of ${serviceAccounts
          .map(one => `${namespace}/${one}`)
          .join(', ')} to ${
          input.in
            ? `workloads of ${places.join(', ')}`
            : `every workload of the mesh whose control plane is in cluster ${policyCluster}`
        } is denied, in whichever trust domain it is.`,
        'This does not revoke the certificates of the machines: they renew them, register, are told of services, and can be called. It holds as long as the policy does.',
        ...(input.evenIfShared
          ? ['Others who use the same service account are denied with them.']
          : []),
      ],
    };
  }

  async check(plan: RequestPlan, call: RequestPlanCall): Promise<void> {
    const input = parametersOf(plan);
    const { cluster, namespace } = input;
    for (const { cluster: where, manifest } of plan.objects) {
      const connection = writableCluster(this.#registry, this.#settings, where);
      await refuseMissingNamespace(connection, {
        name: (manifest.metadata as { namespace: string }).namespace,
        field: 'in',
      });
    }
    const users = this.#users(input);
    if (users.length && !input.evenIfShared) {
      const words = call.mayRead(cluster, namespace)
        ? `${users.slice(0, 5).join(', ')}${
            users.length > 5 ? ` and ${users.length - 5} more` : ''
          }`
        : 'others';
      throw new InputError(
        `evenIfShared: ${words} in cluster ${cluster} would be shut out too, since they use the same service account; give them another, or say true to shut them out`,
      );
    }
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const input = parametersOf(plan);
    const { cluster } = input;
    const unread = unreadUsers(this.#clusterOf(cluster));
    return [
      ...this.#users(input).map(
        (user): RequestFinding => ({
          code: 'VM_CUT_OFF_SHARED',
          severity: 'warning',
          message: `${user} uses the same service account and is shut out with the machines.`,
          mend: 'Give it a service account of its own first.',
        }),
      ),
      ...(unread.length
        ? [
            {
              code: 'VM_CUT_OFF_NOT_KNOWN',
              severity: 'warning',
              message: `Who else uses the service accounts is not known: ${unread.join(
                ', ',
              )} cannot be read in cluster ${cluster}.`,
            } satisfies RequestFinding,
          ]
        : []),
      ...plainTextFinding(this.#policyCluster(cluster), input.in),
    ];
  }

  async provision(work: RequestWork): Promise<void> {
    await work.applyObjects();
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const difference = await work.firstDifference();
    return difference
      ? { state: 'waiting', message: difference }
      : {
          state: 'ready',
          message:
            'The policy is there; proxies deny the calls as soon as istiod has told them, within seconds.',
        };
  }

  /** Lets the machines in again. */
  async retire(work: RequestWork): Promise<void> {
    await deletePlanned(work);
  }

  #users({ cluster, ...identities }: CutOffParameters): string[] {
    return identityUsers(this.#clusterOf(cluster), identities);
  }

  #clusterOf(name: string): ClusterInventory {
    // Throws in the words of the registry where there is none.
    this.#registry.get(name);
    const cluster = this.#inventory.cluster(name);
    if (!cluster) {
      throw new InputError(`cluster: ${name} is not read yet; try again`);
    }
    return cluster;
  }

  /** istiod takes policies from its own cluster, also for the workloads of its remotes. */
  #policyCluster(name: string): ClusterInventory {
    const cluster = this.#clusterOf(name);
    return cluster.details.primary
      ? this.#clusterOf(cluster.details.primary)
      : cluster;
  }
}

function parametersOf(plan: RequestPlan): CutOffParameters {
  return plan.parameters as unknown as CutOffParameters;
}
