import { NotFoundError } from '@backstage/errors';
import {
  EgressGatewayDetail,
  EgressGatewaySummary,
  FindingCounts,
  MeshAnswer,
  MeshFinding,
  meshEgressTestPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { Caller } from '../entities/EntityLookup';
import { ReadyAnswer, readyAnswer } from '../entities/ReadyAnswer';
import { viewFreshness } from '../entities/viewFreshness';
import { FindingSight } from '../findings/FindingSight';
import { FindingsWatch } from '../findings/FindingsWatch';
import { ClusterInventory, Inventory, StoredObject } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { credentialsIn, CredentialLookup } from './CredentialLookup';
import { EgressInventory, EgressReading } from './EgressInventory';
import { EgressSight, kindOf } from './EgressSight';
import { EGRESS_CONFIGURATION, EGRESS_WORKLOADS } from './EgressSources';
import { gatewayKeyOf } from './EgressUnit';
import { manifestOf, objectsOf } from './objectsOf';
import { GatewayLook } from './GatewayLook';

/** Names one gateway. */
export interface EgressGatewayRef {
  cluster: string;
  namespace: string;
  name: string;
}

/** What answers about gateways rest on. */
export const EGRESS_VIEW = {
  name: 'egress-gateways',
  inputs: [...EGRESS_WORKLOADS],
  controlPlaneInputs: [...EGRESS_CONFIGURATION],
  judge: () => [],
};

/** Answers what egress gateways there are, out of memory. */
export class EgressReader {
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;
  readonly #egress: EgressInventory;
  readonly #watch: FindingsWatch;
  readonly #credentials: CredentialLookup;
  readonly #look: GatewayLook;

  constructor(options: {
    inventory: Inventory;
    authorizer: MeshAuthorizer;
    egress: EgressInventory;
    watch: FindingsWatch;
    credentials: CredentialLookup;
    look: GatewayLook;
  }) {
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
    this.#egress = options.egress;
    this.#watch = options.watch;
    this.#credentials = options.credentials;
    this.#look = options.look;
  }

  /**
   * All gateways of all clusters that the caller may see.
   *
   * @throws `NotAllowedError` when the caller may not read clusters or
   * namespaces at all
   */
  async list({ credentials }: Caller): Promise<ReadyAnswer> {
    const findings = await this.#sight(credentials);
    const sight = new EgressSight(findings.scope);
    const clusters = findings.readableClusters();
    const found = this.#findingsByObject(findings);
    const answer: MeshAnswer<EgressGatewaySummary> = {
      items: clusters.flatMap(cluster =>
        this.#egress
          .of(cluster)
          .readings.filter(reading => sight.maySee(reading))
          .map(reading => sight.summaryOf(reading, countsOf(found(reading)))),
      ),
      ...this.#frame(clusters, findings),
    };
    return readyAnswer(answer, findings.scope.decision);
  }

  /**
   * One gateway.
   *
   * @throws `NotFoundError` in the same words for one that is not there and one
   * that the caller may not see
   */
  async one(
    ref: EgressGatewayRef,
    { credentials }: Caller,
  ): Promise<ReadyAnswer> {
    const findings = await this.#sight(credentials);
    const sight = new EgressSight(findings.scope);
    const cluster = this.#inventory.cluster(ref.cluster);
    const egress = cluster && this.#egress.of(cluster);
    const reading = egress?.readings.find(
      ({ unit }) => unit.namespace === ref.namespace && unit.name === ref.name,
    );
    if (!cluster || !egress || !reading || !sight.maySee(reading)) {
      throw noGateway(ref);
    }
    const [look, mayTest, named] = await Promise.all([
      this.#look.at({ reading, egress, sight, credentials }),
      this.#may(credentials, meshEgressTestPermission, ref),
      this.#credentials.look(ref.cluster, credentialsIn(reading, egress)),
    ]);
    const found = this.#findingsByObject(findings)(reading);
    const key = `${ref.namespace}/${ref.name}`;
    const item: EgressGatewayDetail = {
      ...sight.summaryOf(reading, countsOf(found)),
      credentials: named.filter(one =>
        sight.scope.mayReadNamespace(ref.cluster, one.namespace),
      ),
      objects: objectsOf(reading)
        .filter(({ metadata }) =>
          sight.scope.mayReadNamespace(ref.cluster, metadata.namespace ?? ''),
        )
        .map(object => ({
          object: {
            ...sight.point(ref.cluster, object),
            apiVersion: object.apiVersion,
          },
          owned: gatewayKeyOf(object) === key,
          ...manifestOf(object),
        })),
      foundFindings: found,
      notJudged: findings
        .notJudged(this.#watch.unjudged)
        .filter(
          one => one.cluster === undefined || one.cluster === ref.cluster,
        ),
      ...look,
      mayTest,
      ...(mayTest
        ? {}
        : {
            mayTestWhy: `You may not call from ${ref.namespace}: ask its owner, or an administrator for ${meshEgressTestPermission.name}.`,
          }),
    };
    return readyAnswer(
      { items: [item], ...this.#frame([cluster], findings) },
      findings.scope.decision,
    );
  }

  #sight(credentials: Caller['credentials']): Promise<FindingSight> {
    return FindingSight.create(this.#inventory, this.#authorizer, credentials);
  }

  async #may(
    credentials: Caller['credentials'],
    permission: Parameters<MeshAuthorizer['namespaceFilter']>[1],
    { cluster, namespace }: EgressGatewayRef,
  ): Promise<boolean> {
    const filter = await this.#authorizer.namespaceFilter(
      credentials,
      permission,
    );
    return filter(this.#authorizer.namespaceResource(cluster, namespace));
  }

  #frame(clusters: ClusterInventory[], sight: FindingSight) {
    return {
      clusters: clusters.map(one =>
        viewFreshness(EGRESS_VIEW, one, this.#inventory),
      ),
      withheld: sight.withheld(clusters),
      ...(sight.readableClusters().length < this.#inventory.clusters().length
        ? { withheldClusters: true }
        : {}),
    };
  }

  /** Open findings about a gateway's objects, as the caller may see them. */
  #findingsByObject(
    sight: FindingSight,
  ): (reading: EgressReading) => MeshFinding[] {
    const byObject = new Map<string, MeshFinding[]>();
    for (const record of this.#watch.history.open()) {
      const { resource } = record.finding;
      if (sight.maySee(record.finding)) {
        const key = `${resource.cluster}/${resource.kind}/${resource.namespace}/${resource.name}`;
        const known = byObject.get(key);
        const view = sight.viewRecord(record);
        if (known) {
          known.push(view);
        } else {
          byObject.set(key, [view]);
        }
      }
    }
    const keyOf = (cluster: string, object: StoredObject) =>
      `${cluster}/${kindOf(object)}/${object.metadata.namespace}/${
        object.metadata.name
      }`;
    return reading => [
      ...new Map(
        objectsOf(reading)
          .flatMap(object => byObject.get(keyOf(reading.cluster, object)) ?? [])
          .map(finding => [finding.id, finding]),
      ).values(),
    ];
  }
}

function countsOf(findings: MeshFinding[]): FindingCounts {
  const counts = { error: 0, warning: 0, info: 0 };
  findings.forEach(({ severity }) => {
    counts[severity] += 1;
  });
  return counts;
}

/** The same words for a gateway that is not there and one that may not be seen. */
export function noGateway({ cluster, namespace, name }: EgressGatewayRef) {
  return new NotFoundError(
    `There is no egress gateway ${name} in namespace ${namespace} of cluster ${cluster} that you may see`,
  );
}
