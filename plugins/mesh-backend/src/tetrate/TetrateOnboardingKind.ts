import { assertError } from '@backstage/errors';
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
import {
  breadthOf,
  describeWorkload,
  KubernetesObject,
  ONBOARDING_POLICY,
  renderTetrateOnboarding,
} from '@meshport/istio';
import { refuseMissingNamespace } from '../manifests/namespaces';
import { findGitOwner, isOurs } from '../manifests/owners';
import { writableCluster } from '../manifests/writableCluster';
import { servingFindings } from '../virtual-machines/preflight';
import { retireGroup } from '../virtual-machines/retire/retireGroup';
import {
  breadthFindings,
  machineFindings,
  otherPolicyFindings,
  planeFindings,
} from './onboardingFindings';
import { OnboardingLook } from './OnboardingLook';
import { PlaneLook } from './PlaneLook';
import {
  OnboardingParameters,
  ONBOARDING_SCHEMA,
  readOnboardingParameters,
} from './tetrateParameters';
import { TetrateKindOptions } from './TetratePlaneKind';

/** The kind whose policies rules without names ask for, too. */
export const BROAD_KIND = 'vm-onboarding-tetrate-broad';

/** Who else acts as a service account, in words. */
export type AccountUsers = (
  cluster: string,
  group: { namespace: string; group: string; serviceAccount: string },
) => string[];

/** Virtual machines that are to join by Tetrate's plane, asked for. */
export class TetrateOnboardingKind implements RequestKind {
  readonly name: string = 'vm-onboarding-tetrate';
  readonly title: string = 'Virtual machines by Tetrate';
  readonly schema = ONBOARDING_SCHEMA;
  readonly renderer = { name: '@meshport/istio/tetrate', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply', 'git'];
  readonly permissions = {
    create: meshVirtualMachineRequestPermission,
    retire: meshVirtualMachineRetirePermission,
  };
  // It says which machines act as a service account of the mesh.
  readonly withoutPolicy = 'approval' as const;
  readonly #options: TetrateKindOptions & { usersOf: AccountUsers };

  constructor(options: TetrateKindOptions & { usersOf: AccountUsers }) {
    this.#options = options;
  }

  async plan(parameters: unknown): Promise<RequestDraft> {
    const { cluster, onboarding } = readOnboardingParameters(parameters);
    const { machines, rules } = onboarding;
    const { name, namespace, serviceAccount = name } = machines;
    const broad = breadthOf(rules);
    return {
      title: `Virtual machines ${name} in ${namespace} by Tetrate`,
      subject: `${cluster}/${namespace}/${name}`,
      targets: [{ cluster, namespace }],
      parameters: {
        cluster,
        onboarding: onboarding as unknown as JsonObject,
      },
      objects: renderTetrateOnboarding(onboarding).map(manifest => ({
        cluster,
        manifest: manifest as unknown as Record<string, unknown>,
      })),
      statements: [
        ...rules.flatMap(rule =>
          rule.workloads.map(
            workload =>
              `Let in: ${describeWorkload(workload)}. Who gets in acts as ${
                rule.groups
                  ? `the service account of any group that it joins in ${namespace}`
                  : `${namespace}/${serviceAccount}`
              } in the mesh of cluster ${cluster}.`,
          ),
        ),
        ...broad.map(one => `Broad: ${one.message}`),
      ],
      ...(broad.length && this.name !== BROAD_KIND
        ? { alsoKinds: [BROAD_KIND] }
        : {}),
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { registry, settings } = this.#options;
    const { cluster, onboarding } = onboardingOf(plan);
    const connection =
      plan.delivery === 'apply'
        ? writableCluster(registry, settings, cluster)
        : registry.get(cluster);
    await refuseMissingNamespace(connection, {
      name: onboarding.machines.namespace,
      field: 'onboarding.machines.namespace',
    });
  }

  /** What would keep a machine from joining or from being called, and who else could join. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster, onboarding } = onboardingOf(plan);
    const { namespace, name } = onboarding.machines;
    const connection = this.#options.registry.get(cluster);
    const look = new OnboardingLook(connection);
    const group = plan.objects
      .map(one => one.manifest as unknown as KubernetesObject)
      .find(one => one.kind === 'WorkloadGroup' && one.metadata.name === name);
    return [
      ...breadthFindings(onboarding),
      ...(await known('of the onboarding plane', async () =>
        planeFindings(
          onboarding,
          await new PlaneLook(connection, this.#options.names).planes(),
        ),
      )),
      ...(await known('who else could join', async () =>
        otherPolicyFindings(
          onboarding,
          (await look.policies(namespace)) ?? [],
          group!,
        ),
      )),
      ...(await known('which machines have joined', async () =>
        machineFindings(onboarding, await look.registrations(namespace)),
      )),
      ...(await servingFindings(connection, onboarding.machines)),
    ];
  }

  async provision(work: RequestWork): Promise<void> {
    await work.applyObjects();
  }

  /** Ready once the agent of a machine of the group is connected. */
  async observe({ plan }: RequestWork): Promise<RequestObservation> {
    const { cluster, onboarding } = onboardingOf(plan);
    const { namespace, name } = onboarding.machines;
    const look = new OnboardingLook(this.#options.registry.get(cluster));
    const own = (await look.registrations(namespace)).filter(
      one => one.group === name,
    );
    const connected = own.filter(one => one.connected);
    if (connected.length) {
      const others =
        connected.length > 1 ? ` and ${connected.length - 1} more` : '';
      return {
        state: 'ready',
        message: `${connected[0].name}${others} joined.`,
      };
    }
    return {
      state: 'waiting',
      message: own.length
        ? `${own[0].name} was there; whether it still runs is not known, since its agent is not connected.`
        : 'The cluster is prepared and waits for the first machine: run the script of this page on it.',
    };
  }

  /** The policy first, so that nobody joins while the rest goes. */
  async retire(work: RequestWork): Promise<void> {
    const { cluster, onboarding } = onboardingOf(work.plan);
    const { machines } = onboarding;
    const { namespace, name } = machines;
    const reference = { ...ONBOARDING_POLICY, namespace, name };
    const policy = await work.cluster(cluster).get(reference);
    if (policy?.metadata.uid && isOurs(policy) && !findGitOwner(policy)) {
      await work.cluster(cluster).delete(reference, policy.metadata.uid);
    }
    await retireGroup(work, cluster, machines, serviceAccount =>
      this.#options.usersOf(cluster, {
        namespace,
        group: name,
        serviceAccount,
      }),
    );
  }
}

/**
 * The same with rules that name nobody in particular. Policies of this kind are
 * asked for each of them; asking for it directly is asking for the same.
 */
export class BroadTetrateOnboardingKind extends TetrateOnboardingKind {
  override readonly name = BROAD_KIND;
  override readonly title =
    'Virtual machines by Tetrate, with rules for whole accounts or issuers';
}

/** The parameters of a plan of these kinds. */
export function onboardingOf(plan: RequestPlan): OnboardingParameters {
  return plan.parameters as unknown as OnboardingParameters;
}

/** What may not be read is said, and does not hide what is known. */
async function known(
  what: string,
  read: () => Promise<RequestFinding[]>,
): Promise<RequestFinding[]> {
  try {
    return await read();
  } catch (error) {
    assertError(error);
    if (error.name !== 'NotAllowedError') {
      throw error;
    }
    return [
      {
        code: 'ONBOARDING_NOT_CHECKED',
        severity: 'warning',
        message: `Nothing is known ${what}: ${error.message}`,
        mend: 'An administrator can allow it (docs/rbac/tetrate.yaml).',
      },
    ];
  }
}
