import { ConflictError, InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  meshVirtualMachineRequestPermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestCluster,
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import {
  machinesPercentOf,
  shiftObject,
  VirtualMachine,
} from '@meshport/istio';
import { ClusterRegistry } from '../../clusters/types';
import { PlanDelivery } from '../../requests/PlanDelivery';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { machinesOfGroup } from '../machinesOfGroup';
import {
  readShiftParameters,
  SHIFT_SCHEMA,
  ShiftParameters,
} from './shiftParameters';
import { whyNotReady } from './shiftReadiness';
import { nextStation } from './shiftStations';

/** Name of the kind. */
export const SHIFT_KIND = 'vm-traffic-shift';

/** One step of a staged shift of calls between machines and pods. */
export class VmTrafficShiftKind implements RequestKind {
  readonly name = SHIFT_KIND;
  readonly title = 'Share of virtual machines in the calls';
  readonly schema = SHIFT_SCHEMA;
  readonly renderer = { name: '@meshport/istio/workload', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshVirtualMachineRequestPermission };
  readonly withoutPolicy = 'goesOn' as const;
  readonly readyWithinSeconds = 300;
  readonly doneBecause =
    'It was one step; ask for the next one, or for the one before.';
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;
  readonly #delivery: Pick<PlanDelivery, 'cluster'>;

  constructor(options: {
    registry: ClusterRegistry;
    settings: ApplySettings;
    delivery: Pick<PlanDelivery, 'cluster'>;
  }) {
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#delivery = options.delivery;
  }

  async plan(parameters: unknown): Promise<RequestDraft> {
    const { cluster, machines, machinesPercent } =
      readShiftParameters(parameters);
    const { name, namespace } = machines;
    const route = shiftObject(machines, machinesPercent);
    return {
      title: `${machinesPercent} per cent of the calls to virtual machines ${name} in ${namespace}`,
      subject: `${cluster}/${namespace}/${name}`,
      targets: [{ cluster, namespace }],
      parameters: {
        cluster,
        machines: machines as unknown as JsonObject,
        machinesPercent,
      },
      objects: [
        { cluster, manifest: route as unknown as Record<string, unknown> },
      ],
      statements: [
        `${machinesPercent} per cent of the calls go to machines, the others to pods.`,
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const parameters = parametersOf(plan);
    writableCluster(this.#registry, this.#settings, parameters.cluster);
    const cluster = this.#delivery.cluster(parameters.cluster, async () => {});
    await refuseWithoutSubsets(cluster, parameters);
    const now = await percentNow(cluster, parameters);
    if (now === parameters.machinesPercent) {
      throw new InputError(
        `machinesPercent: ${now} per cent go to machines already; give another share`,
      );
    }
    await refuseStep(cluster, parameters, now);
  }

  /** What speaks against the step now, also while it waits for its approval. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const parameters = parametersOf(plan);
    const cluster = this.#delivery.cluster(parameters.cluster, async () => {});
    const now = await percentNow(cluster, parameters);
    const why = whyNotReady(
      await machinesOf(cluster, parameters),
      parameters.machines,
    );
    return why && isTowardsMachines(parameters, now)
      ? [
          {
            code: 'VM_SHIFT_NOT_HEALTHY',
            severity: 'error',
            message: why,
            mend: 'Mend the machines, or take a step back.',
          },
        ]
      : [];
  }

  /** Looks again: machines may have fallen ill since it was asked for, and another step may have been taken. */
  async provision(work: RequestWork): Promise<void> {
    const parameters = parametersOf(work.plan);
    const cluster = work.cluster(parameters.cluster);
    const now = await percentNow(cluster, parameters);
    if (now !== parameters.machinesPercent) {
      await refuseStep(cluster, parameters, now);
    }
    await work.applyObjects();
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const difference = await work.firstDifference();
    if (difference) {
      return { state: 'waiting', message: difference };
    }
    const parameters = parametersOf(work.plan);
    const { machinesPercent, machines } = parameters;
    const why = whyNotReady(
      await machinesOf(work.cluster(parameters.cluster), parameters),
      machines,
    );
    return why && machinesPercent > 0
      ? {
          state: 'failed',
          message: `${machinesPercent} per cent of the calls go to machines. ${why}`,
          mend: 'Take a step back on the page of the machines.',
        }
      : {
          state: 'ready',
          message: `${machinesPercent} per cent of the calls go to machines.`,
        };
  }

  /** A step is not taken back by itself; the step before is asked for. */
  async retire(): Promise<void> {}
}

function parametersOf(plan: RequestPlan): ShiftParameters {
  return plan.parameters as unknown as ShiftParameters;
}

const NETWORKING = 'networking.istio.io/v1';

function referenceTo(kind: string, { machines }: ShiftParameters) {
  const { namespace, name } = machines;
  return { apiVersion: NETWORKING, kind, namespace, name };
}

async function percentNow(
  cluster: RequestCluster,
  parameters: ShiftParameters,
): Promise<number | undefined> {
  const route = await cluster.get(referenceTo('VirtualService', parameters));
  return route && machinesPercentOf(route as any);
}

async function machinesOf(
  cluster: RequestCluster,
  { machines }: ShiftParameters,
): Promise<VirtualMachine[]> {
  return machinesOfGroup(cluster, machines);
}

async function refuseWithoutSubsets(
  cluster: RequestCluster,
  parameters: ShiftParameters,
): Promise<void> {
  if (!(await cluster.get(referenceTo('DestinationRule', parameters)))) {
    const { namespace, name } = parameters.machines;
    throw new ConflictError(
      `machines.name: there is no DestinationRule ${namespace}/${name} in cluster ${parameters.cluster} that tells machines and pods apart; ask for the group with subsets first`,
    );
  }
}

function isTowardsMachines(
  { machinesPercent }: ShiftParameters,
  now: number | undefined,
): boolean {
  return machinesPercent > (now ?? 0);
}

/** Back it goes as far as one likes, and whatever the machines are like. */
async function refuseStep(
  cluster: RequestCluster,
  parameters: ShiftParameters,
  now: number | undefined,
): Promise<void> {
  if (!isTowardsMachines(parameters, now)) {
    return;
  }
  const next = nextStation(now);
  if (next !== undefined && parameters.machinesPercent > next) {
    throw new ConflictError(
      `machinesPercent: ${
        now ?? 'no fixed'
      } per cent go to machines now; the next step is ${next}`,
    );
  }
  const why = whyNotReady(
    await machinesOf(cluster, parameters),
    parameters.machines,
  );
  if (why) {
    throw new ConflictError(
      `machinesPercent: no more calls go to machines now. ${why} Mend them first, or take a step back`,
    );
  }
}
