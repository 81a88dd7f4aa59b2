import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  UpgradeFindingsAnswer,
  UpgradeRelease,
} from '@meshport/backstage-plugin-mesh-common';
import {
  compareIstioVersions,
  DEFAULT_SUPPORT_TABLE,
  inOrder,
  MinorRelease,
  parseIstioVersion,
  SupportTable,
  UpgradeFindings,
  upgradeFindings,
} from '@meshport/istio';
import { Turns } from '../clusters/Turns';
import { controlPlanesIn } from '../entities/controlPlanes';
import { ClusterInventory, Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { FindingSight, noCluster } from './FindingSight';
import { FindingsWatch } from './FindingsWatch';
import { JUDGED_KINDS } from './snapshots';

/** Judgements that are kept, each of one cluster and one pair of versions. */
const MOST_KEPT = 50;

/** A question about an upgrade, as it was read. */
interface Question {
  cluster: string;
  to?: string;
}

/** Tells what of a cluster's configuration another version would refuse or read differently. */
export class UpgradeCheck {
  readonly #turns = new Turns();
  readonly #kept = new Map<string, { state: string; found: UpgradeFindings }>();

  constructor(
    private readonly options: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      watch: FindingsWatch;
      releases?: SupportTable;
      today?: () => Date;
    },
  ) {}

  /**
   * @throws `InputError` that names the parameter, `NotAllowedError` for a
   * cluster that is not there or that the caller may not read
   */
  async check(
    query: Record<string, unknown>,
    credentials: BackstageCredentials,
  ): Promise<UpgradeFindingsAnswer> {
    const { inventory, authorizer } = this.options;
    const { cluster: name, to } = readQuestion(query);
    const sight = await FindingSight.create(inventory, authorizer, credentials);
    const cluster = inventory.cluster(name);
    if (!cluster || !sight.mayReadCluster(name)) {
      throw noCluster(name);
    }
    const from = this.#versionOf(cluster, sight);
    const releases = this.#releasesAfter(from);
    const frame = {
      cluster: name,
      ...(from === undefined ? {} : { from }),
      releases,
      findings: [],
      notJudged: [],
      clusters: [cluster.freshness(JUDGED_KINDS)],
      withheld: sight.withheld([cluster]).length > 0,
    };
    if (to === undefined) {
      return frame;
    }
    refuseTarget(to, from, this.#table);
    if (from === undefined) {
      return {
        ...frame,
        to,
        notJudged: [
          {
            cluster: name,
            codes: ['*'],
            reason:
              'Which version of Istio runs here is not known, so nobody can say what changes.',
          },
        ],
      };
    }
    const { findings, skipped } = await this.#find(cluster, from, to);
    return {
      ...frame,
      to,
      findings: inOrder(findings.filter(one => sight.maySee(one))).map(one =>
        sight.view(one),
      ),
      notJudged: skipped.map(({ codes, reason }) => ({
        cluster: name,
        codes: [...codes],
        reason,
      })),
    };
  }

  get #table(): SupportTable {
    return this.options.releases ?? DEFAULT_SUPPORT_TABLE;
  }

  /** The oldest version that serves the cluster: most changes are ahead of it. */
  #versionOf(
    { details: { name, primary } }: ClusterInventory,
    sight: FindingSight,
  ): string | undefined {
    const home = this.options.inventory.cluster(primary ?? name);
    const versions =
      home && sight.mayReadCluster(home.details.name)
        ? controlPlanesIn(home).flatMap(({ version }) => version ?? [])
        : [];
    return versions
      .filter(one => minorOf(one) !== undefined)
      .sort((a, b) => compareIstioVersions(a, b) ?? 0)[0];
  }

  #releasesAfter(from: string | undefined): UpgradeRelease[] {
    const today = (this.options.today?.() ?? new Date())
      .toISOString()
      .slice(0, 10);
    return this.#table.flatMap(({ newestPatch, endOfLife }) =>
      newestPatch === undefined || !isAfter(newestPatch, from)
        ? []
        : [
            {
              version: newestPatch,
              ...(endOfLife === undefined ? {} : { endOfLife }),
              supported: endOfLife !== undefined && today <= endOfLife,
            },
          ],
    );
  }

  /** Judged once for each state of the cluster. */
  async #find(
    cluster: ClusterInventory,
    from: string,
    to: string,
  ): Promise<UpgradeFindings> {
    const snapshot = this.options.watch.snapshotOf(cluster.details.name)!;
    const key = JSON.stringify([cluster.details.name, from, to]);
    const state = JSON.stringify([
      Object.entries(snapshot.kinds).map(([kind, one]) => [
        kind,
        one?.revision,
      ]),
      snapshot.unreadable,
    ]);
    const kept = this.#kept.get(key);
    if (kept?.state === state) {
      return kept.found;
    }
    const found = await this.#turns.run(() =>
      upgradeFindings(snapshot, from, to),
    );
    this.#kept.delete(key);
    this.#kept.set(key, { state, found });
    if (this.#kept.size > MOST_KEPT) {
      this.#kept.delete(this.#kept.keys().next().value!);
    }
    return found;
  }
}

function readQuestion(query: Record<string, unknown>): Question {
  const unknown = Object.keys(query).find(
    name => name !== 'cluster' && name !== 'to',
  );
  if (unknown !== undefined) {
    throw new InputError(
      `query: there is no parameter ${JSON.stringify(
        unknown.slice(0, 60),
      )}; use cluster, to`,
    );
  }
  const { cluster, to = '' } = query;
  if (typeof cluster !== 'string' || cluster === '') {
    throw new InputError('cluster: name one cluster');
  }
  if (typeof to !== 'string') {
    throw new InputError('to: is given more than once; give one version');
  }
  return { cluster, ...(to === '' ? {} : { to }) };
}

/** Of a version that nobody knows it cannot be said what it changes. */
function refuseTarget(
  to: string,
  from: string | undefined,
  table: readonly MinorRelease[],
): void {
  const told = JSON.stringify(to.slice(0, 60));
  if (!table.some(({ minor }) => minor === minorOf(to))) {
    throw new InputError(
      `to: ${told} is no version of a release that Meshport knows; choose one of ${table
        .map(({ newestPatch, minor }) => newestPatch ?? minor)
        .join(', ')}, or another patch of these`,
    );
  }
  if (!isAfter(to, from)) {
    throw new InputError(
      `to: ${told} is not newer than ${from}, which runs in this cluster; choose a newer version`,
    );
  }
}

function minorOf(version: string): string | undefined {
  return parseIstioVersion(version).minor;
}

function isAfter(version: string, from: string | undefined): boolean {
  return from === undefined || (compareIstioVersions(version, from) ?? 0) > 0;
}
