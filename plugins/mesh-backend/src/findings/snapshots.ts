import {
  ANALYSIS_KINDS,
  AnalysisKind,
  ClusterSnapshot,
  KindSnapshot,
  KubernetesObject,
} from '@meshport/istio';
import { controlPlaneNamespace } from '../clusters';
import { ClusterInventory, StoredObject, WatchedKindName } from '../inventory';
import { isUnreadable } from '../entities/readability';
import { WATCHED_KINDS } from '../inventory/kinds';
import { meshConfigMapOf } from '../inventory/meshConfigMap';

/** One cluster as it was at a moment, and what it does not serve. */
export interface FollowedSnapshot extends ClusterSnapshot {
  cluster: string;
  /** Kinds that the cluster does not serve: there are no objects of them. */
  absent: ReadonlySet<AnalysisKind>;
}

/** Kinds that analyzers read and the inventory follows. */
export const JUDGED_KINDS: readonly WatchedKindName[] = WATCHED_KINDS.map(
  ({ kind }) => kind as WatchedKindName,
).filter(kind => kind in ANALYSIS_KINDS);

/** Takes snapshots of a cluster; what did not change is the same as before. */
export class SnapshotTaker {
  readonly #kinds = new Map<WatchedKindName, KindSnapshot>();

  constructor(readonly inventory: ClusterInventory) {}

  /** A text that changes when a snapshot of the cluster would. */
  get signature(): string {
    return JUDGED_KINDS.map(kind => {
      const { state, listed, failure } = this.inventory.status(kind);
      return `${this.inventory.store(kind).revision} ${listed} ${
        isReason(state) ? state : ''
      } ${listed ? '' : failure?.reason ?? ''}`;
    }).join();
  }

  take(): FollowedSnapshot {
    const { details } = this.inventory;
    const kinds: Partial<Record<AnalysisKind, KindSnapshot>> = {};
    const unreadable: Partial<Record<AnalysisKind, string>> = {};
    const absent = new Set<AnalysisKind>();
    for (const kind of JUDGED_KINDS) {
      if (isUnreadable(this.inventory, kind)) {
        unreadable[kind as AnalysisKind] = this.#whyNot(kind);
      } else {
        kinds[kind as AnalysisKind] = this.#objectsOf(kind);
        if (this.inventory.status(kind).state === 'NotServed') {
          absent.add(kind as AnalysisKind);
        }
      }
    }
    for (const kind of Object.keys(ANALYSIS_KINDS) as AnalysisKind[]) {
      if (!kinds[kind] && !unreadable[kind]) {
        unreadable[kind] =
          kind === 'Secret'
            ? 'Meshport reads no Secret'
            : 'Meshport does not follow it';
      }
    }
    delete unreadable.MeshConfig;
    delete unreadable.MeshNetworks;
    const istioNamespace = controlPlaneNamespace(details);
    return {
      cluster: details.name,
      istioNamespace,
      kinds,
      unreadable,
      absent,
      ...this.#meshSettings(istioNamespace, unreadable),
    };
  }

  #whyNot(kind: WatchedKindName): string {
    const { failure } = this.inventory.status(kind);
    return failure ? failure.message : 'its first list is under way';
  }

  #objectsOf(kind: WatchedKindName): KindSnapshot {
    const store = this.inventory.store(kind);
    const known = this.#kinds.get(kind);
    if (known?.revision === store.revision) {
      return known;
    }
    const objects = store.list() as unknown as KubernetesObject[];
    const taken = {
      revision: store.revision,
      objects: kind === 'ConfigMap' ? objects.map(withTextsOnly) : objects,
    };
    this.#kinds.set(kind, taken);
    return taken;
  }

  #meshSettings(
    namespace: string,
    unreadable: Partial<Record<AnalysisKind, string>>,
  ): Pick<ClusterSnapshot, 'meshConfig' | 'meshNetworks'> {
    if (unreadable.ConfigMap !== undefined) {
      // Istio's defaults would be a guess.
      unreadable.MeshConfig = unreadable.ConfigMap;
      unreadable.MeshNetworks = unreadable.ConfigMap;
      return {};
    }
    const configMap = meshConfigMapOf(this.inventory, namespace);
    const { mesh, meshNetworks } = configMap?.data ?? {};
    return {
      ...(mesh === undefined ? {} : { meshConfig: String(mesh) }),
      ...(meshNetworks === undefined
        ? {}
        : { meshNetworks: String(meshNetworks) }),
    };
  }
}

function isReason(state: string): boolean {
  return state === 'Forbidden' || state === 'NotServed';
}

const texts = new WeakMap<object, KubernetesObject>();

/** The inventory keeps what it has read of a ConfigMap beside its texts. */
function withTextsOnly(configMap: KubernetesObject): KubernetesObject {
  const known = texts.get(configMap);
  if (known) {
    return known;
  }
  const { data, ...rest } = configMap as unknown as StoredObject;
  const made = {
    ...rest,
    data: Object.fromEntries(
      Object.entries(data ?? {}).filter(([, one]) => typeof one === 'string'),
    ),
  } as unknown as KubernetesObject;
  texts.set(configMap, made);
  return made;
}
