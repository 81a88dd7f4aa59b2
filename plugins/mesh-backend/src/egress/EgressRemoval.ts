import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  EgressObject,
  EgressRemovalOptions,
  EgressRemovalReport,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterRegistry } from '../clusters/types';
import { ReadScope } from '../entities/ReadScope';
import { toBackstageError } from '../manifests/clusterErrors';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { WriteGate } from '../manifests/writeGate';
import { MeshAuthorizer } from '../permissions';
import { deleteObjects } from './deleteObjects';
import { EgressInventory, nothingKnownOf } from './EgressInventory';
import { EgressGatewayRef, noGateway } from './EgressReader';
import { EgressSight } from './EgressSight';
import { GatewayLook, LookedAt } from './GatewayLook';
import { deletionsOf } from './removalPlan';

/** Kind of request that stands for removing a gateway. */
export const REMOVAL_KIND = 'egress-gateway-removal';

/** Deletes gateways that Meshport made, on behalf of a caller. */
export class EgressRemoval {
  readonly #registry: ClusterRegistry;
  readonly #authorizer: MeshAuthorizer;
  readonly #egress: EgressInventory;
  readonly #look: GatewayLook;
  readonly #settings: ApplySettings;
  readonly #gate: WriteGate;

  constructor(options: {
    registry: ClusterRegistry;
    authorizer: MeshAuthorizer;
    egress: EgressInventory;
    look: GatewayLook;
    settings: ApplySettings;
    gate: WriteGate;
  }) {
    this.#registry = options.registry;
    this.#authorizer = options.authorizer;
    this.#egress = options.egress;
    this.#look = options.look;
    this.#settings = options.settings;
    this.#gate = options.gate;
  }

  /**
   * Deletes what Meshport made of a gateway, when it is still what `plan`
   * stands for; a dry-run shows that.
   *
   * Throws `NotFoundError`, `NotAllowedError`, `ConflictError`, `InputError` or
   * `ServiceUnavailableError`, each saying what to do.
   */
  async remove(
    ref: EgressGatewayRef,
    options: EgressRemovalOptions,
    call: {
      credentials: BackstageCredentials;
      onDeleted?: (object: EgressObject) => void;
    },
  ): Promise<EgressRemovalReport> {
    const { dryRun = false } = options;
    const looked = await this.#find(ref, call.credentials);
    const connection = dryRun
      ? this.#registry.get(ref.cluster)
      : writableCluster(this.#registry, this.#settings, ref.cluster);
    if (!looked.reading.unit.ours) {
      throw new ConflictError(
        `name: ${ref.name} in ${ref.namespace} was not made by Meshport; whoever made it has to remove it`,
      );
    }
    const live = await this.#look.live(looked.reading).catch(error => {
      throw toBackstageError(error, { cluster: ref.cluster });
    });
    if (live.objects.length === 0 && looked.isRemnant) {
      throw noGateway(ref);
    }
    const plan = await this.#look.planFor(looked, live);
    const report = { ...ref, dryRun, plan };
    if (dryRun) {
      return { ...report, deleted: [] };
    }
    if (!plan.allowed) {
      const why = plan.why ?? 'this may not be removed';
      throw why.startsWith('You may not')
        ? new NotAllowedError(`namespace: ${why} Nothing was deleted`)
        : new ConflictError(`name: ${why} Nothing was deleted`);
    }
    refuseUnseen(options.plan, plan.hash);
    if (plan.users.length > 0 && !options.evenIfUsed) {
      throw new ConflictError(
        `evenIfUsed: ${plan.users.length} still use it (${plan.users
          .slice(0, 3)
          .map(({ workload, namespace, object }) =>
            workload
              ? `${workload} in ${namespace}`
              : `${object?.kind} ${object?.name ?? ''}`.trim(),
          )
          .join(', ')}); have them go another way, or say evenIfUsed=true`,
      );
    }
    await this.#checkPolicy(
      ref,
      live.objects.map(({ metadata }) => metadata.namespace),
      call.credentials,
    );
    const deleted = await deleteObjects(
      connection,
      deletionsOf(live.objects).deletes,
      { dryRun: false, onDeleted: call.onDeleted },
    );
    return { ...report, deleted };
  }

  /** What asks for an approval of gateways asks for one of their removal, too. */
  async #checkPolicy(
    { cluster, namespace }: EgressGatewayRef,
    others: string[],
    credentials: BackstageCredentials,
  ): Promise<void> {
    const namespaces = [...new Set([namespace, ...others])];
    for (const kind of [REMOVAL_KIND, 'egress-gateway']) {
      try {
        await this.#gate.check(
          { kinds: [kind], cluster, namespaces },
          credentials,
        );
      } catch (error) {
        throw error instanceof NotAllowedError
          ? new NotAllowedError(
              error.message
                .replace(/kind egress-gateway\b(?!-)/g, `kind ${REMOVAL_KIND}`)
                .replace('Nothing was applied', 'Nothing was deleted'),
            )
          : error;
      }
    }
  }

  async #find(
    ref: EgressGatewayRef,
    credentials: BackstageCredentials,
  ): Promise<LookedAt & { isRemnant?: boolean }> {
    const scope = await ReadScope.create(this.#authorizer, credentials);
    const sight = new EgressSight(scope);
    const cluster = this.#egress.cluster(ref.cluster);
    const egress = cluster && this.#egress.of(cluster);
    const reading = egress?.readings.find(
      ({ unit }) => unit.namespace === ref.namespace && unit.name === ref.name,
    );
    // What a removal left half-way may be of kinds that are not in memory.
    const found = reading ?? nothingKnownOf(ref);
    if (!egress || !sight.maySee(found)) {
      throw noGateway(ref);
    }
    return {
      reading: found,
      egress,
      sight,
      credentials,
      isRemnant: reading === undefined,
    };
  }
}

/** Only what somebody has looked at is deleted. */
function refuseUnseen(plan: string | undefined, hash: string) {
  if (plan === undefined) {
    throw new InputError(
      'plan: is missing; ask with dryRun=true first, look at what would be deleted, and send its plan.hash',
    );
  }
  if (plan !== hash) {
    throw new ConflictError(
      'plan: other objects would be deleted by now; ask with dryRun=true again and look',
    );
  }
}
