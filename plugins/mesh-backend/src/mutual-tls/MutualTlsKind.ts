import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  meshNamespaceApplyPermission,
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
import { MutualTlsStaging, strictPolicy } from '@meshport/istio';
import { ClusterRegistry } from '../clusters/types';
import { meshConfigOf } from '../entities/meshConfig';
import { ClusterInventory, Inventory } from '../inventory';
import { isOurs, findGitOwner } from '../manifests/owners';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { PlanDelivery } from '../requests/PlanDelivery';
import { evidenceStatements } from './evidenceStatements';
import {
  MESH_MTLS_KIND,
  MESH_MTLS_SCHEMA,
  MutualTlsParameters,
  readMutualTlsParameters,
} from './mutualTlsParameters';
import { MutualTlsStages } from './MutualTlsStages';
import { policiesOfOthers } from './policiesOfOthers';
import { stepFindings } from './stepFindings';

/** One step of a mesh from PERMISSIVE to STRICT: a namespace, at last the whole mesh. */
export class MutualTlsKind implements RequestKind {
  readonly name = MESH_MTLS_KIND;
  readonly title = 'Encrypted calls only';
  readonly schema: JsonObject = MESH_MTLS_SCHEMA;
  readonly renderer = { name: '@meshport/istio/mutual-tls', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = {
    create: meshNamespaceApplyPermission,
    retire: meshNamespaceApplyPermission,
  };
  readonly withoutPolicy = 'goesOn' as const;
  readonly readyWithinSeconds = 300;

  constructor(
    private readonly services: {
      inventory: Inventory;
      registry: ClusterRegistry;
      settings: ApplySettings;
      delivery: Pick<PlanDelivery, 'cluster'>;
      stages: MutualTlsStages;
    },
  ) {}

  async plan(
    parameters: unknown,
    call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const step = readMutualTlsParameters(parameters);
    const { cluster, namespace } = step;
    const { primary } = this.#cluster(step).details;
    if (primary) {
      throw new InputError(
        `cluster: the policies of ${cluster} lie in ${primary}; ask for the step there`,
      );
    }
    const place = this.#placeOf(step);
    return {
      title: namespace
        ? `Only encrypted calls in ${namespace} of ${cluster}`
        : `Only encrypted calls in the whole mesh of ${cluster}`,
      subject: namespace ? `${cluster}/${namespace}` : cluster,
      targets: [{ cluster, namespace: place }],
      parameters: step as unknown as JsonObject,
      objects: [
        {
          cluster,
          manifest: strictPolicy(place) as unknown as Record<string, unknown>,
        },
      ],
      statements: [
        namespace
          ? `Workloads of ${namespace} take calls by the mesh’s mutual TLS only, but for those with a policy of their own.`
          : `Workloads of every namespace take calls by the mesh’s mutual TLS only, also of namespaces to come, but for those with a policy of their own.`,
        ...(await this.#evidence(step, call)),
        'Retiring this request takes plain calls again.',
      ],
    };
  }

  async check(plan: RequestPlan): Promise<void> {
    const step = stepOf(plan);
    const { registry, settings, delivery } = this.services;
    writableCluster(registry, settings, step.cluster);
    const staging = await this.#staging(step);
    refuseStep(step, staging);
    await refuseOthers(
      delivery.cluster(step.cluster, async () => {}),
      step,
      this.#placeOf(step),
    );
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const step = stepOf(plan);
    const cluster = this.#cluster(step);
    const standing = await this.services.stages.of(cluster);
    return stepFindings(step, standing);
  }

  /** Looks again: another policy may have been made since it was asked for. */
  async provision(work: RequestWork): Promise<void> {
    const step = stepOf(work.plan);
    if (step.wholeMesh) {
      refuseStep(step, await this.#staging(step));
    }
    await refuseOthers(work.cluster(step.cluster), step, this.#placeOf(step));
    await work.applyObjects();
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const step = stepOf(work.plan);
    const difference = await work.firstDifference();
    if (difference) {
      return { state: 'waiting', message: difference };
    }
    const place = this.#placeOf(step);
    const [other] = await policiesOfOthers(work.cluster(step.cluster), place);
    if (other) {
      return {
        state: 'failed',
        message: `Not all calls have to be encrypted: PeerAuthentication ${place}/${other.metadata.name} holds for the same workloads, and of two the older one counts.`,
        mend: `Take PeerAuthentication ${place}/${other.metadata.name} away.`,
      };
    }
    return {
      state: 'ready',
      message: step.namespace
        ? `Workloads of ${step.namespace} take encrypted calls only.`
        : 'Workloads of the whole mesh take encrypted calls only.',
    };
  }

  /** Takes back our policy; one that somebody has taken over stays. */
  async retire(work: RequestWork): Promise<void> {
    const step = stepOf(work.plan);
    const cluster = work.cluster(step.cluster);
    if (step.namespace) {
      await refuseUnderWholeMesh(cluster, this.#root(step));
    }
    for (const { object } of work.made) {
      const existing = await cluster.get(object);
      const uid = existing?.metadata.uid;
      if (existing && uid && isOurs(existing) && !findGitOwner(existing)) {
        await cluster.delete(object, uid);
      }
    }
  }

  #cluster({ cluster }: MutualTlsParameters): ClusterInventory {
    const found = this.services.inventory.cluster(cluster);
    if (!found) {
      throw new NotFoundError(
        `cluster: there is no cluster ${cluster}; choose one of those that Meshport shows`,
      );
    }
    return found;
  }

  #root(step: MutualTlsParameters): string {
    return meshConfigOf(this.#cluster(step)).rootNamespace;
  }

  /** The namespace of the policy. */
  #placeOf(step: MutualTlsParameters): string {
    const root = this.#root(step);
    if (step.namespace === root) {
      throw new InputError(
        `namespace: a policy for all of ${root} holds for the whole mesh; ask for the whole mesh (wholeMesh: true)`,
      );
    }
    return step.namespace ?? root;
  }

  async #staging(step: MutualTlsParameters): Promise<MutualTlsStaging> {
    const standing = await this.services.stages.of(this.#cluster(step));
    if ('notJudged' in standing) {
      throw new ConflictError(`cluster: ${standing.notJudged}`);
    }
    return standing.staging;
  }

  async #evidence(
    step: MutualTlsParameters,
    { mayRead }: RequestPlanCall,
  ): Promise<string[]> {
    const { cluster } = step;
    const standing = await this.services.stages.of(this.#cluster(step));
    return 'notJudged' in standing
      ? [standing.notJudged]
      : evidenceStatements(step, standing.staging, {
          cluster,
          home: cluster,
          mayRead: (namespace, where) => mayRead(where, namespace),
        });
  }
}

function stepOf(plan: RequestPlan): MutualTlsParameters {
  return readMutualTlsParameters(plan.parameters);
}

/** A step that is done, and the last one while others are not. */
function refuseStep(
  { cluster, namespace }: MutualTlsParameters,
  { mesh, namespaces }: MutualTlsStaging,
): void {
  if (namespace === undefined) {
    if (mesh.state === 'done') {
      throw new InputError(
        `wholeMesh: the whole mesh of ${cluster} takes encrypted calls only already`,
      );
    }
    if (mesh.waitsFor.length > 0) {
      throw new ConflictError(
        `wholeMesh: the whole mesh comes last; ${mesh.waitsFor.length} of its namespaces still take plain calls. Ask for each of them first`,
      );
    }
    return;
  }
  const stage = namespaces.find(one => one.namespace === namespace);
  if (!stage) {
    throw new NotFoundError(
      `namespace: there is no namespace ${namespace} in cluster ${cluster}`,
    );
  }
  if (stage.state === 'done') {
    throw new InputError(
      `namespace: ${namespace} takes encrypted calls only already`,
    );
  }
}

/** Of two policies for the same workloads the older one counts, so ours would be one too many. */
async function refuseOthers(
  cluster: RequestCluster,
  { namespace }: MutualTlsParameters,
  place: string,
): Promise<void> {
  const [other] = await policiesOfOthers(cluster, place);
  if (other) {
    const owner = findGitOwner(other);
    throw new ConflictError(
      `${namespace ? 'namespace' : 'wholeMesh'}: PeerAuthentication ${place}/${
        other.metadata.name
      } ${
        owner
          ? `is kept by ${owner.tool} (${owner.name})`
          : 'was not made by Meshport'
      } and says what holds there; ${
        owner
          ? 'change it in Git'
          : 'change it to STRICT by hand, or take it away and ask again'
      }`,
    );
  }
}

/** While the whole mesh is STRICT, a namespace without a policy is, too. */
async function refuseUnderWholeMesh(
  cluster: RequestCluster,
  root: string,
): Promise<void> {
  const { apiVersion, kind, metadata } = strictPolicy(root);
  const whole = await cluster.get({
    apiVersion,
    kind,
    namespace: root,
    name: metadata.name,
  });
  if ((whole?.spec as any)?.mtls?.mode === 'STRICT') {
    throw new ConflictError(
      `namespace: the whole mesh takes encrypted calls only (PeerAuthentication ${root}/${metadata.name}), so that taking this step back would change nothing; take that step back first`,
    );
  }
}
