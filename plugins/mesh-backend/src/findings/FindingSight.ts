import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  CheckedFinding,
  MeshFinding,
  NotJudged,
  WithheldNamespace,
} from '@meshport/backstage-plugin-mesh-common';
import { Finding, yamlPathText } from '@meshport/istio';
import { ReadScope } from '../entities/ReadScope';
import { ClusterInventory, Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { FindingRecord } from './FindingHistory';
import { identityOf } from './identity';
import { maySee, Sight, wordsFor } from './maskFinding';
import { knownNamespaces } from './knownNamespaces';
import { Unjudged } from './StagedAnalysis';

/** Findings as one caller may see them. */
export class FindingSight implements Sight {
  readonly clusters: readonly string[];
  readonly #namespaces: ReadonlySet<string>;

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
  viewRecord(record: FindingRecord): MeshFinding {
    const { source: _, ...seen } = this.view(record.finding);
    return {
      ...seen,
      firstSeen: isoTime(record.firstSeen),
      lastSeen: isoTime(record.lastSeen),
      ...(record.resolved === undefined
        ? {}
        : { resolved: isoTime(record.resolved) }),
    };
  }

  /** What could not be judged in clusters that the caller may read. */
  notJudged(unjudged: readonly Unjudged[]): NotJudged[] {
    return unjudged
      .filter(
        one => one.cluster === undefined || this.mayReadCluster(one.cluster),
      )
      .map(({ cluster, codes, reasons }) => ({
        ...(cluster === undefined ? {} : { cluster }),
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

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
