import { assertError } from '@backstage/errors';
import {
  DeclaredCall,
  joinStagings,
  KubernetesObject,
  MutualTlsStaging,
  stageMutualTls,
} from '@meshport/istio';
import { configurationOf } from '../entities/policiesView';
import { isUnreadable } from '../entities/readability';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { callObjectsOf, whyNotKnown } from '../policies/callObjects';
import {
  Declared,
  DeclaredDependencies,
} from '../sidecar-scope/DeclaredDependencies';
import { objectsOfEntity, placeOf } from '../sidecar-scope/servicesOfEntity';

/** Kinds without which something is missing among those who would be cut off. */
const BESIDE: readonly WatchedKindName[] = [
  'Namespace',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** Label of what Meshport makes; whether it did is seen again when it is written. */
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** What the catalog declares, as it was read last. */
export interface DeclaredNow {
  all: Declared[];
  /** Why it is not known, as the end of a sentence. */
  problem?: string;
}

/** How a cluster stands on the way to STRICT, over everything in it. */
export type Standing = { notJudged: string } | { staging: MutualTlsStaging };

/** Judges the way of meshes to STRICT, over the whole store. */
export class MutualTlsStages {
  constructor(
    private readonly services: {
      inventory: Inventory;
      dependencies: Pick<DeclaredDependencies, 'all'>;
    },
  ) {}

  /** What is not known is said, never left out. */
  async of(cluster: ClusterInventory): Promise<Standing> {
    return this.judge(cluster, await this.declared());
  }

  async declared(): Promise<DeclaredNow> {
    try {
      return { all: await this.services.dependencies.all() };
    } catch (error) {
      assertError(error);
      return { all: [], problem: error.message };
    }
  }

  /** A primary is judged together with its remotes, where its policies hold too. */
  judge(cluster: ClusterInventory, declared: DeclaredNow): Standing {
    const own = this.#alone(cluster, declared);
    if ('notJudged' in own || cluster.details.primary) {
      return own;
    }
    const others = this.services.inventory
      .clusters()
      .filter(({ details }) => details.primary === cluster.details.name)
      .map(remote => ({
        cluster: remote.details.name,
        ...this.#alone(remote, declared),
      }));
    const joined = joinStagings(
      own.staging,
      others.flatMap(one =>
        'staging' in one
          ? [{ cluster: one.cluster, staging: one.staging }]
          : [],
      ),
    );
    return {
      staging: {
        ...joined,
        notKnown: [
          ...others.flatMap(one =>
            'notJudged' in one
              ? [
                  `Who would be cut off in ${one.cluster}, where these policies hold too, is not told. ${one.notJudged}`,
                ]
              : [],
          ),
          ...joined.notKnown,
        ],
      },
    };
  }

  #alone(cluster: ClusterInventory, { all, problem }: DeclaredNow): Standing {
    const { inventory } = this.services;
    const unknown = whyNotKnown(cluster, inventory) ?? unreadIn(cluster);
    if (unknown) {
      return { notJudged: `It is not known, because ${unknown}.` };
    }
    const list = (kind: WatchedKindName) =>
      cluster.store(kind).list() as KubernetesObject[];
    const staging = stageMutualTls(
      {
        ...callObjectsOf(cluster, inventory),
        namespaces: list('Namespace'),
        serviceEntries: configurationOf(cluster, inventory)
          .store('ServiceEntry')
          .list(),
        webhooks: [
          ...list('MutatingWebhookConfiguration'),
          ...list('ValidatingWebhookConfiguration'),
        ],
        dependencies: callsIn(cluster, all),
      },
      policy => policy.metadata.labels?.[MANAGED_BY] === 'meshport',
    );
    return {
      staging: {
        ...staging,
        notKnown: [
          ...(problem
            ? [`What the catalog declares is not known: ${problem}.`]
            : []),
          ...staging.notKnown,
        ],
      },
    };
  }
}

function callsIn(
  cluster: ClusterInventory,
  declared: readonly Declared[],
): DeclaredCall[] {
  return declared.flatMap(({ entity, selection, dependencies }) => {
    if (!selection) {
      return [];
    }
    const { pods, workloadEntries } = objectsOfEntity(cluster, selection);
    const callers = [...pods, ...workloadEntries];
    if (callers.length === 0) {
      return [];
    }
    const services = dependencies.flatMap(one =>
      one.selection ? objectsOfEntity(cluster, one.selection).services : [],
    );
    return services.length > 0
      ? [
          {
            caller: entity,
            pods: callers.map(placeOf),
            services: services.map(placeOf),
          },
        ]
      : [];
  });
}

function unreadIn(cluster: ClusterInventory): string | undefined {
  const kind = BESIDE.find(one => isUnreadable(cluster, one));
  return kind && `${kind} of cluster ${cluster.details.name} could not be read`;
}
