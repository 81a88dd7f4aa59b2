import { KubernetesObject } from '../../resources';
import { AnalysisKind, KINDS } from './kinds';
import { MeshSettings, readMeshSettings } from './meshSettings';
import { Resource } from './Resource';
import { LabelIndex } from './selectors';
import { ClusterSnapshot, IGNORED_NAMESPACES } from './snapshot';

/** An index, and the revisions of the kinds that it was built of. */
interface Built {
  revisions: string;
  value: unknown;
}

const IGNORED_BY_NAME: AnalysisKind = 'Namespace';

/**
 * One cluster as analyzers see it. It keeps what it has built from one
 * snapshot to the next, as long as the kinds underneath did not change.
 */
export class ClusterView {
  #snapshot: ClusterSnapshot;
  readonly #resources = new Map<AnalysisKind, Built>();
  readonly #indexes = new Map<string, Built>();
  readonly #byObject = new WeakMap<KubernetesObject, Resource>();

  constructor(
    snapshot: ClusterSnapshot,
    /** When the analysis takes place. */
    public now: Date,
  ) {
    this.#snapshot = snapshot;
  }

  get cluster(): string | undefined {
    return this.#snapshot.cluster;
  }

  get istioNamespace(): string {
    return this.#snapshot.istioNamespace ?? 'istio-system';
  }

  /** Goes on to a later snapshot of the same cluster. */
  advance(snapshot: ClusterSnapshot, now: Date): void {
    this.#snapshot = snapshot;
    this.now = now;
  }

  /** Why a kind cannot be looked at; undefined when it can. */
  missing(kind: AnalysisKind): string | undefined {
    if (kind === 'MeshConfig' || kind === 'MeshNetworks') {
      return undefined;
    }
    const why = this.#snapshot.unreadable?.[kind];
    if (why !== undefined) {
      return why;
    }
    return this.#snapshot.kinds[kind] ? undefined : 'it was not read';
  }

  /** A text that changes when one of some kinds does. */
  revisions(kinds: readonly AnalysisKind[]): string {
    return kinds.map(kind => this.#revision(kind)).join('\n');
  }

  #revision(kind: AnalysisKind): string {
    if (kind === 'MeshConfig') {
      return this.#snapshot.meshConfig ?? '';
    }
    if (kind === 'MeshNetworks') {
      return this.#snapshot.meshNetworks ?? '';
    }
    return String(this.#snapshot.kinds[kind]?.revision ?? this.missing(kind));
  }

  /** All objects of a kind that Istio can read. */
  all(kind: AnalysisKind): readonly Resource[] {
    return this.#kept(this.#resources, kind, [kind], () =>
      this.everything(kind).filter(one => one.readable),
    );
  }

  /** All objects of a kind, also those with fields of a wrong type. */
  everything(kind: AnalysisKind): readonly Resource[] {
    const found: Resource[] = [];
    for (const object of this.#snapshot.kinds[kind]?.objects ?? []) {
      const resource = this.#resourceOf(kind, object);
      const namespace =
        kind === IGNORED_BY_NAME ? resource.name : resource.namespace;
      if (!IGNORED_NAMESPACES.has(namespace)) {
        found.push(resource);
      }
    }
    return found;
  }

  #resourceOf(kind: AnalysisKind, object: KubernetesObject): Resource {
    const known = this.#byObject.get(object);
    if (known) {
      return known;
    }
    const source = this.#snapshot.sources?.get(object);
    const made = new Resource(kind, object, this.cluster, source);
    this.#byObject.set(object, made);
    return made;
  }

  /** One object by name; the namespace is ignored for kinds without. */
  find(
    kind: AnalysisKind,
    namespace: string,
    name: string,
  ): Resource | undefined {
    const { clusterScoped } = KINDS[kind] as { clusterScoped?: boolean };
    const byName = this.index(
      'by name',
      [kind],
      () => new Map(this.all(kind).map(one => [one.fullName, one])),
    );
    return byName.get(
      clusterScoped || namespace === '' ? name : `${namespace}/${name}`,
    );
  }

  /** The objects of a kind, to be found by their labels. */
  byLabels(kind: AnalysisKind): LabelIndex {
    return this.index(
      'by labels',
      [kind],
      () => new LabelIndex(this.all(kind)),
    );
  }

  /** The objects of a kind by namespace. */
  byNamespace(kind: AnalysisKind): ReadonlyMap<string, readonly Resource[]> {
    return this.index('by namespace', [kind], () => {
      const found = new Map<string, Resource[]>();
      for (const one of this.all(kind)) {
        const known = found.get(one.namespace);
        if (known) {
          known.push(one);
        } else {
          found.set(one.namespace, [one]);
        }
      }
      return found;
    });
  }

  /** The mesh's settings, with Istio's defaults. */
  get mesh(): MeshSettings {
    return this.index('mesh', ['MeshConfig', 'MeshNetworks'], () =>
      readMeshSettings(this.#snapshot),
    );
  }

  /**
   * Something made of the objects of some kinds, made once for each state of
   * them.
   */
  index<T>(name: string, kinds: readonly AnalysisKind[], build: () => T): T {
    return this.#kept(this.#indexes, `${name} ${kinds.join()}`, kinds, build);
  }

  #kept<K, T>(
    store: Map<K, Built>,
    key: K,
    kinds: readonly AnalysisKind[],
    build: () => T,
  ): T {
    const revisions = this.revisions(kinds);
    const known = store.get(key);
    if (known && known.revisions === revisions) {
      return known.value as T;
    }
    const value = build();
    store.set(key, { revisions, value });
    return value;
  }
}
