import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  CheckedFinding,
  FindingSuppression,
  MeshFinding,
  NotJudged,
  WithheldNamespace,
} from '@meshport/backstage-plugin-mesh-common';
import { Finding, yamlPathText } from '@meshport/istio';
import { ReadScope } from '../entities/ReadScope';
import { ClusterInventory, Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { FindingRecord, HiddenRecord } from './history/FindingRecord';
import { identityOf } from './identity';
import { maySee, Sight, wordsFor } from './maskFinding';
import { knownNamespaces } from './knownNamespaces';
import { Unjudged } from './judgement';

/** By finding and by what a caller may read: covering words takes a while. */
const views = new WeakMap<Finding, Map<string, CheckedFinding>>();
/** Callers whose views of one finding are kept. */
const MOST_VIEWS = 16;

/** Findings as one caller may see them. */
export class FindingSight implements Sight {
  readonly clusters: readonly string[];
  readonly #namespaces: ReadonlySet<string>;
  /** The same only for sights that see the same; absent where nobody can tell. */
  readonly #key: string | undefined;

  /** Throws `NotAllowedError` when clusters or namespaces are denied outright. */
  static async create(
    inventory: Inventory,
    authorizer: MeshAuthorizer,
    credentials: BackstageCredentials,
  ): Promise<FindingSight> {
    return new FindingSight(
      inventory,
      await ReadScope.create(authorizer, credentials),
    );
  }

  private constructor(
    private readonly inventory: Inventory,
    readonly scope: ReadScope,
  ) {
    this.clusters = inventory.clusters().map(one => one.details.name);
    this.#namespaces = knownNamespaces(inventory);
    const clusters = inventory.clusters();
    this.#key = clusters.every(one => one.status('Namespace').listed)
      ? JSON.stringify([
          scope.decision,
          clusters.map(one => [
            one.details.name,
            one.store('Namespace').revision,
          ]),
        ])
      : undefined;
  }

  /** The same caller's at another moment. */
  renewed(): FindingSight {
    return new FindingSight(this.inventory, this.scope.renewed());
  }

  mayReadCluster(cluster: string): boolean {
    return this.scope.mayReadCluster(cluster);
  }

  mayReadNamespace(cluster: string, namespace: string): boolean {
    return this.scope.mayReadNamespace(cluster, namespace);
  }

  mayExist(namespace: string): boolean {
    return this.#namespaces.has(namespace);
  }

  /** The clusters that the caller may read. */
  readableClusters(): ClusterInventory[] {
    return this.inventory
      .clusters()
      .filter(one => this.mayReadCluster(one.details.name));
  }

  /**
   * Clusters with namespaces that the caller may not read, whether or not
   * anything is found in there.
   */
  withheld(clusters: readonly ClusterInventory[]): WithheldNamespace[] {
    return clusters
      .filter(one =>
        one
          .store('Namespace')
          .list()
          .some(
            ({ metadata }) =>
              !this.mayReadNamespace(one.details.name, metadata.name),
          ),
      )
      .map(one => ({ cluster: one.details.name }));
  }

  maySee(finding: Finding): boolean {
    return maySee(finding, this);
  }

  /** A finding without times. */
  view(finding: Finding): CheckedFinding {
    const key = this.#key;
    if (key === undefined) {
      return this.#viewOf(finding);
    }
    const known = views.get(finding) ?? new Map<string, CheckedFinding>();
    const view = known.get(key) ?? this.#viewOf(finding);
    if (known.size >= MOST_VIEWS) {
      known.clear();
    }
    views.set(finding, known.set(key, view));
    return view;
  }

  #viewOf(finding: Finding): CheckedFinding {
    const { code, name, severity, resource, path, source } = finding;
    const { cluster = '', ...object } = resource;
    const { message, effect, mend } = wordsFor(finding, this);
    return {
      id: identityOf(finding),
      cluster,
      code,
      name,
      severity,
      object,
      ...(path?.length ? { path: yamlPathText(path) } : {}),
      message,
      effect,
      ...(mend ? { mend: mend.title } : {}),
      ...(finding.alsoKnownAs ? { alsoKnownAs: [...finding.alsoKnownAs] } : {}),
      ...(finding.documentation
        ? { documentation: finding.documentation }
        : {}),
      ...(source ? { source } : {}),
    };
  }

  /** A finding over time. */
  viewRecord(record: FindingRecord | HiddenRecord): MeshFinding {
    const { source: _, ...seen } = this.view(record.finding);
    return {
      ...seen,
      firstSeen: isoTime(record.firstSeen),
      lastSeen: isoTime(record.lastSeen),
      ...(record.resolved === undefined
        ? {}
        : { resolved: isoTime(record.resolved) }),
      ...('by' in record ? { suppressed: suppressionOf(record) } : {}),
    };
  }

  /** What could not be judged in clusters that the caller may read. */
  notJudged(unjudged: readonly Unjudged[]): NotJudged[] {
    return unjudged
      .filter(
        one => one.cluster === undefined || this.mayReadCluster(one.cluster),
      )
      .map(({ cluster, codes, reasons, partly }) => ({
        ...(cluster === undefined ? {} : { cluster }),
        ...(partly ? { partly } : {}),
        codes: [...codes],
        reason: [
          ...new Set(
            reasons.map(reason =>
              this.#reasonText(reason, cluster === undefined),
            ),
          ),
        ].join(' '),
      }));
  }

  #reasonText(
    { cluster, text }: Unjudged['reasons'][number],
    namesCluster: boolean,
  ): string {
    if (!namesCluster) {
      return text;
    }
    return this.mayReadCluster(cluster)
      ? `In cluster ${cluster}: ${text}`
      : 'A cluster that you may not read could not be looked at.';
  }
}

/** Refuses a cluster that the caller may not read, in the words for one that is not there. */
export function noCluster(name: string): NotAllowedError {
  return new NotAllowedError(
    `cluster: there is no cluster ${name} that you may read`,
  );
}

function suppressionOf({ by, until }: HiddenRecord): FindingSuppression {
  return until === undefined
    ? { by: 'annotation' }
    : { by: 'configuration', reason: by, until };
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
