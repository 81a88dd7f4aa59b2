import {
  DeclaredCall,
  KubernetesObject,
  MutualTlsStaging,
  stageMutualTls,
} from '@meshport/istio';
import { isUnreadable } from '../entities/readability';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { callObjectsOf, whyNotKnown } from '../policies/callObjects';
import { DeclaredDependencies } from '../sidecar-scope/DeclaredDependencies';
import { objectsOfEntity, placeOf } from '../sidecar-scope/servicesOfEntity';

/** Kinds without which something is missing among those who would be cut off. */
const BESIDE: readonly WatchedKindName[] = [
  'Namespace',
  'ServiceEntry',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** Label of what Meshport makes; whether it did is seen again when it is written. */
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** How a cluster stands on the way to STRICT, over everything in it. */
export type Standing =
  | { notJudged: string }
  | { cluster: ClusterInventory; staging: MutualTlsStaging };

/** Judges the way of meshes to STRICT, over the whole store. */
export class MutualTlsStages {
  constructor(
    private readonly services: {
      inventory: Inventory;
      dependencies: DeclaredDependencies;
    },
  ) {}

  /** What is not known is said, never left out. */
  async of(cluster: ClusterInventory): Promise<Standing> {
    const { inventory } = this.services;
    const { name, primary } = cluster.details;
    if (primary) {
      return {
        notJudged: `The control plane of ${name} is in cluster ${primary}, and its policies with it: choose that cluster.`,
      };
    }
    const unknown = whyNotKnown(cluster, inventory) ?? unreadIn(cluster);
    if (unknown) {
      return { notJudged: `It is not known, because ${unknown}.` };
    }
    const list = (kind: WatchedKindName) =>
      cluster.store(kind).list() as KubernetesObject[];
    const notKnown: string[] = [];
    const dependencies = await this.#dependencies(cluster).catch(error => {
      notKnown.push(
        `What the catalog declares is not known: ${(error as Error).message}.`,
      );
      return [];
    });
    const staging = stageMutualTls(
      {
        ...callObjectsOf(cluster, inventory),
        namespaces: list('Namespace'),
        serviceEntries: list('ServiceEntry'),
        webhooks: [
          ...list('MutatingWebhookConfiguration'),
          ...list('ValidatingWebhookConfiguration'),
        ],
        dependencies,
      },
      policy => policy.metadata.labels?.[MANAGED_BY] === 'meshport',
    );
    const remotes = inventory
      .clusters()
      .filter(({ details }) => details.primary === name)
      .map(({ details }) => details.name);
    if (remotes.length > 0) {
      notKnown.push(
        `Policies of ${name} hold in ${remotes.join(
          ', ',
        )}, too; who would be cut off there is not looked at.`,
      );
    }
    return {
      cluster,
      staging: { ...staging, notKnown: [...notKnown, ...staging.notKnown] },
    };
  }

  async #dependencies(cluster: ClusterInventory): Promise<DeclaredCall[]> {
    const declared = await this.services.dependencies.all();
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
}

function unreadIn(cluster: ClusterInventory): string | undefined {
  const kind = BESIDE.find(one => isUnreadable(cluster, one));
  return kind && `${kind} of cluster ${cluster.details.name} could not be read`;
}
