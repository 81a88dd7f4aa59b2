import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  CheckFindingsReport,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { friendlyName, inOrder, ReadManifest } from '@meshport/istio';
import { Turns } from '../clusters/Turns';
import { ClusterInventory, Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { manifestsOf, readCheckRequest } from './checkRequest';
import { FindingSight, noCluster } from './FindingSight';
import { FindingsWatch } from './FindingsWatch';
import { namespaceOf } from './maskFinding';
import { FindingsAudit } from './auditFindings';
import { JUDGED_KINDS } from './snapshots';

/** Tells what manifests would change about the findings of a cluster. */
export class FindingsCheck {
  readonly #turns = new Turns();

  constructor(
    private readonly options: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      watch: FindingsWatch;
    },
  ) {}

  /**
   * @throws `InputError` for a body or manifests that cannot be read,
   * `NotAllowedError` when the caller may not read the cluster or a namespace
   * that the manifests name, `ServiceUnavailableError` when too many ask
   */
  async check(
    body: unknown,
    credentials: BackstageCredentials,
    audit: FindingsAudit,
  ): Promise<CheckFindingsReport> {
    const { inventory, authorizer, watch } = this.options;
    const request = readCheckRequest(body);
    const { cluster } = request;
    const sight = await FindingSight.create(inventory, authorizer, credentials);
    const followed = inventory.cluster(cluster);
    if (!followed || !sight.mayReadCluster(cluster)) {
      throw noCluster(cluster);
    }
    const manifests = await manifestsOf(request, this.#turns);
    audit.objects(manifests.map(nameOf));
    refuseHidden(cluster, manifests, sight);
    await untilListed(followed);
    const { caused, cured, unjudged } = await watch.effectOf(
      cluster,
      manifests,
    );
    const kinds = new Set(manifests.map(one => one.kind));
    const seen = (findings: typeof caused) =>
      inOrder(findings.filter(one => sight.maySee(one))).map(one =>
        sight.view(one),
      );
    return {
      cluster,
      caused: seen(caused),
      cured: seen(cured),
      notJudged: sight.notJudged(
        unjudged.filter(
          one =>
            (one.cluster === undefined || one.cluster === cluster) &&
            one.reads.some(kind => kinds.has(kind)),
        ),
      ),
      notAnalysed: manifests.filter(one => !one.kind).map(nameOf),
      withheld: sight.withheld([followed]).length > 0,
    };
  }
}

/** How long a check waits for the first look at a cluster, in milliseconds. */
const FIRST_LOOK_MS = 5_000;

/** After a start much would not be judged that can be a moment later. */
async function untilListed(cluster: ClusterInventory): Promise<void> {
  const deadline = Date.now() + FIRST_LOOK_MS;
  const isListing = () =>
    cluster.freshness(JUDGED_KINDS).state === 'syncing' &&
    JUDGED_KINDS.some(kind => cluster.status(kind).state === 'listing');
  while (isListing() && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function nameOf({ object }: ReadManifest): string {
  return friendlyName({
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  });
}

function refuseHidden(
  cluster: string,
  manifests: readonly ReadManifest[],
  sight: FindingSight,
) {
  for (const { object } of manifests) {
    const namespace = namespaceOf({
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
    });
    if (
      namespace !== undefined &&
      !sight.mayReadNamespace(cluster, namespace)
    ) {
      throw new NotAllowedError(
        `namespace: you may not read namespace ${namespace} of cluster ${cluster} (permission ${meshNamespaceReadPermission.name}), so nothing is checked against it; ask its owner`,
      );
    }
  }
}
