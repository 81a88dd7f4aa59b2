import { ClusterInventory, Inventory } from '../../inventory';
import { meshConfigIn, meshConfigMapOf } from '../../inventory/meshConfigMap';
import { controlPlaneNamespace } from '../../clusters';
import { fingerprintsIn } from './gates';
import { RootChangeFacts, RootStage } from './RootChange';
import { StoredRootChange } from './RootChangeStore';
import { ROOT_MAP } from './rootMaps';

/**
 * Why other clusters of the mesh are in the way of a stage, as a sentence;
 * undefined when none is. Their proxies and those of this cluster call each
 * other as long as they have a root in common: before the new authority signs
 * here, it has to be believed there; before the old root goes here, nobody there
 * may be signed below it. Clusters whose roots change at once wait for each
 * other, step by step.
 *
 * @param changes - of other clusters: those under way, and the last of each
 */
export function neighboursInTheWay(
  inventory: Pick<Inventory, 'clusters' | 'cluster'>,
  facts: RootChangeFacts,
  stage: RootStage,
  changes: readonly StoredRootChange[],
): string | undefined {
  const home = inventory.cluster(facts.cluster);
  if (!home || (stage !== 'signing' && stage !== 'after')) {
    return undefined;
  }
  const [oldRoot] = fingerprintsIn(facts.oldRoot);
  const [newRoot] = fingerprintsIn(facts.newRoot);
  for (const other of inventory.clusters()) {
    const roots = other === home ? undefined : rootsOf(other);
    if (!roots?.includes(oldRoot) || !inOneMesh(home, other)) {
      continue;
    }
    const { name } = other.details;
    const own = changes.find(
      change =>
        change.facts.cluster === name &&
        fingerprintsIn(change.facts.newRoot)[0] === newRoot,
    );
    if (stage === 'signing' && !believes(own, roots, newRoot)) {
      return `Cluster ${name} is of the same mesh and does not believe the new root yet: ${
        own
          ? 'the change of its own root has to be that far, too.'
          : 'ask for the change of its root to the same one, too. This one goes on when both are that far.'
      }`;
    }
    if (stage === 'after' && !own?.events.some(signsAnew)) {
      return `Cluster ${name} is of the same mesh and still believes the old root, below which its certificates may be: ${
        own
          ? 'the change of its own root has to be that far, too.'
          : 'change its root, too, or take the old root out of it. This one goes on then.'
      }`;
    }
  }
  return undefined;
}

/** It believes the new root when its own change is through, or, without one, when its roots hold it. */
function believes(
  own: StoredRootChange | undefined,
  roots: string[],
  newRoot: string,
): boolean {
  return own
    ? own.events.some(
        ({ type, stage }) => type === 'turned' && stage === 'both',
      )
    : roots.includes(newRoot);
}

/** Everyone there has a certificate of the new authority. */
function signsAnew({ type, stage }: { type: string; stage?: string }): boolean {
  return type === 'turned' && stage === 'signing';
}

function rootsOf(cluster: ClusterInventory): string[] | undefined {
  const pem = cluster
    .store('ConfigMap')
    .get(controlPlaneNamespace(cluster.details), ROOT_MAP)?.data?.[
    'root-cert.pem'
  ];
  // Whoever has no istiod is given roots by a primary, which is looked at itself.
  return typeof pem === 'string' && cluster.controlPlanes.pods().length > 0
    ? fingerprintsIn(pem)
    : undefined;
}

/** By the ID of the mesh where both name one. */
function inOneMesh(one: ClusterInventory, other: ClusterInventory): boolean {
  const [first, second] = [one, other].map(meshIdOf);
  return !first || !second || first === second;
}

/** What its control plane calls the mesh; undefined where it does not say. */
export function meshIdOf(cluster: ClusterInventory): string | undefined {
  const map = meshConfigMapOf(cluster, controlPlaneNamespace(cluster.details));
  const id = map && meshConfigIn(map).defaultConfig?.meshId;
  return typeof id === 'string' && id ? id : undefined;
}
