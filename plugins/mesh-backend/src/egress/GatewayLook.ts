import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  EgressGatewayDetail,
  EgressRemovalPlan,
  meshNamespaceApplyPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { egressInputOf, KubernetesObject } from '@meshport/istio';
import { ClusterRegistry } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { MeshAuthorizer } from '../permissions';
import {
  ClusterEgress,
  EgressInventory,
  EgressReading,
} from './EgressInventory';
import { EgressSight } from './EgressSight';
import {
  LiveObject,
  LiveObjects,
  readLiveGateway,
  withChartObjects,
} from './LiveGateway';
import { removalPlan } from './removalPlan';
import { usersOf } from './usersOf';

/** How long a page waits for the cluster, in milliseconds. */
const PAGE_TIMEOUT_MS = 3_000;

/** One gateway, looked at by one caller. */
export interface LookedAt {
  reading: EgressReading;
  egress: ClusterEgress;
  sight: EgressSight;
  credentials: BackstageCredentials;
}

/** Looks into the cluster for what memory does not keep of a gateway: all its objects, whole. */
export class GatewayLook {
  readonly #registry: Pick<ClusterRegistry, 'get'>;
  readonly #authorizer: MeshAuthorizer;
  readonly #egress: EgressInventory;

  constructor(options: {
    registry: Pick<ClusterRegistry, 'get'>;
    authorizer: MeshAuthorizer;
    egress: EgressInventory;
  }) {
    this.#registry = options.registry;
    this.#authorizer = options.authorizer;
    this.#egress = options.egress;
  }

  /** For a page: what cannot be looked at is said in words. */
  async at(
    looked: LookedAt,
  ): Promise<
    Pick<EgressGatewayDetail, 'users' | 'removal' | 'input' | 'inputWhy'>
  > {
    const { reading, egress, sight } = looked;
    const { cluster } = reading;
    const { users, notes } = usersOf(reading, egress, sight);
    if (!reading.unit.ours) {
      const why =
        'Meshport did not make this gateway, so it does not change or remove it.';
      return {
        users,
        removal: nothing(why, users, notes),
        inputWhy: why,
      };
    }
    let live: LiveObjects;
    let asked: LiveObject[];
    try {
      live = await this.live(reading, PAGE_TIMEOUT_MS);
      asked = await withChartObjects(
        this.#registry.get(cluster),
        reading.unit,
        live.objects,
      );
    } catch (error) {
      const why = `The cluster could not be asked: ${
        toBackstageError(error, { cluster }).message
      }`;
      return { users, removal: nothing(why, users, notes), inputWhy: why };
    }
    return {
      users,
      removal: await this.planFor(looked, live),
      ...this.#input(looked, live, asked),
    };
  }

  /**
   * The same by name alone, whether or not memory knows the gateway.
   *
   * @param namespaces - others that may hold objects of it
   */
  liveOf(
    ref: { cluster: string; namespace: string; name: string },
    namespaces: readonly string[] = [],
  ): Promise<LiveObjects> {
    const cluster = this.#egress.cluster(ref.cluster);
    const reading =
      cluster &&
      this.#egress
        .of(cluster)
        .readings.find(
          ({ unit }) =>
            unit.namespace === ref.namespace && unit.name === ref.name,
        );
    return readLiveGateway(this.#registry.get(ref.cluster), ref, [
      ...(reading ? elsewhereOf(reading) : []),
      ...namespaces,
    ]);
  }

  /** A gateway's objects with those of the chart that runs it. */
  withChart(
    ref: { cluster: string; namespace: string; name: string },
    objects: readonly LiveObject[],
  ): Promise<LiveObject[]> {
    return withChartObjects(this.#registry.get(ref.cluster), ref, objects);
  }

  /** Everything that the cluster has of a gateway now; errors of the cluster come as they are. */
  live(reading: EgressReading, timeoutMs?: number) {
    return readLiveGateway(
      this.#registry.get(reading.cluster),
      reading.unit,
      elsewhereOf(reading),
      timeoutMs,
    );
  }

  async planFor(
    { reading, egress, sight, credentials }: LookedAt,
    live: LiveObjects,
  ): Promise<EgressRemovalPlan> {
    const { users, notes } = usersOf(reading, egress, sight);
    const mayApply = await this.#authorizer.namespaceFilter(
      credentials,
      meshNamespaceApplyPermission,
    );
    const namespaces = new Set([
      reading.unit.namespace,
      ...live.objects.map(({ metadata }) => metadata.namespace),
      // Their calls take another way afterwards.
      ...reading.clientNamespaces.filter(one => one !== '*'),
    ]);
    const denied = [...namespaces].filter(
      one =>
        !mayApply(this.#authorizer.namespaceResource(reading.cluster, one)),
    );
    const plan = removalPlan({
      cluster: reading.cluster,
      live,
      users,
      notes,
      hosts: reading.upstreams.map(({ host }) => host),
      denied: denied.map(one =>
        sight.scope.mayReadNamespace(reading.cluster, one)
          ? one
          : 'a namespace that you may not read',
      ),
    });
    return masked(plan, reading.cluster, sight);
  }

  /** What the gateway was asked for with, read back from its objects. */
  #input(
    { reading, sight }: LookedAt,
    { objects, notListed }: LiveObjects,
    asked: LiveObject[],
  ): Pick<EgressGatewayDetail, 'input' | 'inputWhy'> {
    const hidden = objects.some(
      ({ metadata }) =>
        !sight.scope.mayReadNamespace(reading.cluster, metadata.namespace),
    );
    if (hidden) {
      return {
        inputWhy:
          'Some of it is in namespaces that you may not read, so it cannot be changed or cloned by you.',
      };
    }
    const read = egressInputOf(asked as unknown as KubernetesObject[]);
    if ('why' in read) {
      return { inputWhy: read.why };
    }
    return {
      input: read.model as unknown as Record<string, unknown>,
      ...(notListed.length
        ? {
            inputWhy: `Left out may be what could not be listed: ${notListed.join(
              ', ',
            )}.`,
          }
        : {}),
    };
  }
}

/** Other namespaces that hold objects of a gateway, as far as memory tells. */
function elsewhereOf({ unit, clientNamespaces }: EgressReading): string[] {
  return [
    ...new Set([
      ...unit.labelled.map(({ metadata }) => metadata.namespace ?? ''),
      ...clientNamespaces.filter(one => one !== '*'),
    ]),
  ].filter(Boolean);
}

function nothing(
  why: string,
  users: EgressRemovalPlan['users'],
  notes: string[],
): EgressRemovalPlan {
  return {
    deletes: [],
    keeps: [],
    users,
    consequences: notes,
    allowed: false,
    why,
    hash: '',
  };
}

/** The plan without names of objects that the caller may not read. */
function masked(
  plan: EgressRemovalPlan,
  cluster: string,
  { scope }: EgressSight,
): EgressRemovalPlan {
  const mask = <T extends { kind: string; namespace?: string }>(object: T) =>
    scope.mayReadNamespace(cluster, object.namespace ?? '')
      ? object
      : ({
          ...object,
          namespace: undefined,
          name: undefined,
          hidden: true,
        } as T);
  return {
    ...plan,
    deletes: plan.deletes.map(mask),
    keeps: plan.keeps.map(({ object, why }) => ({ object: mask(object), why })),
  };
}
