import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  PreflightPairReport,
  RemoteClustersUnknown,
  RemoteLink,
  RemotePreflightReport,
  RemotePreflightRequest,
} from '@meshport/backstage-plugin-mesh-common';
import { PREFLIGHT_CHECKS, PreflightCluster } from '@meshport/istio';
import { ClusterRegistry } from '../../clusters/types';
import { ReadScope } from '../../entities/ReadScope';
import { noCluster } from '../../findings/FindingSight';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { checkApiReach } from './apiReach';
import { ApiMeasure, measureApi } from './measureApi';
import { PreflightSubjects } from './PreflightSubjects';
import { MOST_PROBED, ProbeOutcome, Probes } from './Probes';
import { sightedPair } from './sightedPair';
import { worst } from './worstOf';

const DEFAULT_SECONDS = 90;

/** The measured checks come first: what is not reached explains the rest. */
const MEASURED = ['api-reach', 'pod-reach'] as const;

/** Says what stands in the way of clusters that are to be, or are, one mesh. */
export class Preflights {
  constructor(
    private readonly services: {
      inventory: Inventory;
      registry: ClusterRegistry;
      authorizer: MeshAuthorizer;
      subjects: PreflightSubjects;
      probes: Probes;
      /** Why a cluster is not looked at, e.g. one that only the catalog names. */
      leftOut: (cluster: ClusterInventory) => string | undefined;
    },
  ) {}

  /**
   * The matrix of these clusters, or of all that the caller may read.
   *
   * @throws `InputError`, `NotAllowedError`; a cluster that cannot be read is
   * no error but findings
   */
  async run(
    request: RemotePreflightRequest,
    call: {
      credentials: BackstageCredentials;
      links: readonly RemoteLink[];
      signal?: AbortSignal;
      onJob?: (job: string) => void;
    },
  ): Promise<RemotePreflightReport> {
    const scope = await ReadScope.create(
      this.services.authorizer,
      call.credentials,
    );
    const { chosen, unknown } = this.#chosen(request.clusters, scope);
    const { measures, subjects } = await this.#look(chosen, call.signal);
    const { probe } = request;
    if (probe && chosen.length > MOST_PROBED) {
      throw new InputError(
        `clusters: at most ${MOST_PROBED} clusters can call each other at a time; name fewer`,
      );
    }
    const probed =
      probe &&
      (await this.services.probes.run(subjects, probe.namespace, {
        ...call,
        seconds: probe.waitSeconds ?? DEFAULT_SECONDS,
      }));
    return {
      checks: [
        ...MEASURED.filter(name => name !== 'pod-reach' || probed),
        ...PREFLIGHT_CHECKS,
      ],
      pairs: subjects.flatMap((one, i) =>
        subjects
          .slice(i + 1)
          .map(other =>
            pairReport([one, other], scope, measures, call.links, probed),
          ),
      ),
      at: new Date().toISOString(),
      unknown,
      ...(probed ? { cleanedUp: probed.cleanedUp } : {}),
    };
  }

  /** One pair without probes; the caller may read both. */
  async pair(
    names: readonly [string, string],
    credentials: BackstageCredentials,
    links: readonly RemoteLink[],
  ): Promise<PreflightPairReport> {
    const report = await this.run(
      { clusters: [...names] },
      { credentials, links },
    );
    return report.pairs[0];
  }

  #chosen(
    names: string[] | undefined,
    scope: ReadScope,
  ): { chosen: ClusterInventory[]; unknown: RemoteClustersUnknown[] } {
    const { inventory, leftOut } = this.services;
    if (names) {
      const chosen = names.map(name => {
        const cluster = inventory.cluster(name);
        if (!cluster || !scope.mayReadCluster(name)) {
          throw noCluster(name);
        }
        const why = leftOut(cluster);
        if (why) {
          throw new InputError(`clusters: ${name}: ${why}`);
        }
        return cluster;
      });
      return { chosen, unknown: [] };
    }
    const readable = inventory
      .clusters()
      .filter(({ details }) => scope.mayReadCluster(details.name));
    return {
      chosen: readable.filter(cluster => !leftOut(cluster)),
      unknown: readable.flatMap(cluster => {
        const why = leftOut(cluster);
        return why
          ? [{ cluster: cluster.details.name, what: 'everything', why }]
          : [];
      }),
    };
  }

  async #look(
    clusters: readonly ClusterInventory[],
    signal: AbortSignal | undefined,
  ): Promise<{
    measures: Map<string, ApiMeasure>;
    subjects: PreflightCluster[];
  }> {
    const connections = new Map(
      this.services.registry.list().map(one => [one.details.name, one]),
    );
    const measured = await Promise.all(
      clusters.map(async ({ details: { name } }) => {
        const connection = connections.get(name);
        const measure: ApiMeasure = connection
          ? await measureApi(connection, signal)
          : {
              problem: 'it was taken out of the configuration',
              serviceCidrs: { why: 'it is gone' },
            };
        return [name, measure] as const;
      }),
    );
    const measures = new Map(measured);
    return {
      measures,
      subjects: clusters.map(cluster =>
        this.services.subjects.of(
          cluster,
          measures.get(cluster.details.name)!.serviceCidrs,
        ),
      ),
    };
  }
}

function pairReport(
  [one, other]: [PreflightCluster, PreflightCluster],
  scope: ReadScope,
  measures: ReadonlyMap<string, ApiMeasure>,
  links: readonly RemoteLink[],
  probed: ProbeOutcome | undefined,
): PreflightPairReport {
  const names: [string, string] = [one.name, other.name];
  const judged = sightedPair(
    one,
    other,
    namespace => names.every(name => scope.mayReadNamespace(name, namespace)),
    { now: new Date() },
  );
  const checks = [
    checkApiReach(names, measures, links),
    ...(probed ? [probed.checkOf(names)] : []),
    ...judged.checks,
  ];
  return {
    clusters: names,
    verdict: worst(checks.map(({ verdict }) => verdict)),
    checks,
  };
}
