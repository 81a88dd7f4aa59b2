import { ServiceUnavailableError } from '@backstage/errors';
import {
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import { PlanFindings } from '@meshport/backstage-plugin-mesh-node';
import {
  analysisKindOf,
  Finding,
  inOrder,
  KubernetesObject,
  ReadManifest,
  yamlPathText,
} from '@meshport/istio';
import { Inventory } from '../inventory';
import { FindingsWatch } from './FindingsWatch';
import { knownNamespaces } from './knownNamespaces';
import { isForMachines } from './machineSidecars';
import { ManifestEffect } from './manifestEffect';
import { namespaceOf, Sight, wordsFor } from './maskFinding';

/**
 * The findings that a plan would cause in its clusters. Everybody who may see
 * the request reads them, so they tell of the namespaces of the plan only.
 */
export class CausedFindings implements PlanFindings {
  constructor(
    private readonly options: { inventory: Inventory; watch: FindingsWatch },
  ) {}

  async find(plan: RequestPlan): Promise<RequestFinding[]> {
    const clusters = [...new Set(plan.objects.map(one => one.cluster))];
    const found: RequestFinding[] = [];
    for (const cluster of clusters) {
      found.push(...(await this.#ofCluster(plan, cluster)));
    }
    return found;
  }

  async #ofCluster(
    plan: RequestPlan,
    cluster: string,
  ): Promise<RequestFinding[]> {
    const { inventory, watch } = this.options;
    const manifests = plan.objects
      .filter(one => one.cluster === cluster)
      .map(({ manifest }) => manifestOf(manifest));
    const followed = inventory.cluster(cluster);
    if (!followed || !watch.isJudged(followed)) {
      return [notJudged(cluster, 'the cluster was not read yet')];
    }
    let effect: ManifestEffect;
    try {
      effect = await watch.effectOf(cluster, manifests);
    } catch (error) {
      if (error instanceof ServiceUnavailableError) {
        return [notJudged(cluster, error.message)];
      }
      throw error;
    }
    const { caused, unjudged } = effect;
    const sight = sightOf(plan, inventory);
    const kinds = new Set(manifests.map(one => one.kind));
    const unknown = unjudged.filter(
      one =>
        (one.cluster === undefined || one.cluster === cluster) &&
        one.reads.some(kind => kinds.has(kind)),
    );
    return [
      ...inOrder(caused)
        .filter(one => !isForMachines(one, manifests))
        .filter(({ resource }) => {
          const namespace = namespaceOf(resource);
          return (
            namespace !== undefined &&
            sight.mayReadNamespace(resource.cluster ?? '', namespace)
          );
        })
        .map(one => toRequestFinding(one, sight)),
      ...(unknown.length > 0
        ? [
            {
              code: 'NotJudged',
              severity: 'info' as const,
              message: `Not judged in cluster ${cluster}: ${[
                ...new Set(unknown.flatMap(one => one.codes)),
              ]
                .sort()
                .join(', ')}. ${[
                ...new Set(
                  unknown.flatMap(one =>
                    one.reasons
                      .filter(reason => reason.cluster === cluster)
                      .map(reason => reason.text),
                  ),
                ),
              ].join(' ')}`,
            },
          ]
        : []),
    ];
  }
}

function notJudged(cluster: string, why: string): RequestFinding {
  return {
    code: 'NotJudged',
    severity: 'info',
    message: `What this causes in cluster ${cluster} could not be judged: ${why}.`,
  };
}

function manifestOf(manifest: Record<string, unknown>): ReadManifest {
  const kind = analysisKindOf(manifest.apiVersion, manifest.kind);
  return {
    ...(kind ? { kind } : {}),
    object: manifest as unknown as KubernetesObject,
    source: { file: 'plan', line: 1, lineOf: () => undefined },
  };
}

/** The plan's own namespaces, as its targets name them. */
function sightOf({ targets }: RequestPlan, inventory: Inventory): Sight {
  const known = knownNamespaces(inventory);
  const clusters = new Set(targets.map(one => one.cluster));
  const namespaces = new Set(
    targets.map(one => `${one.cluster}/${one.namespace ?? ''}`),
  );
  return {
    mayReadCluster: cluster => clusters.has(cluster),
    mayReadNamespace: (cluster, namespace) =>
      namespaces.has(`${cluster}/${namespace}`),
    mayExist: namespace => known.has(namespace),
    clusters: inventory.clusters().map(one => one.details.name),
  };
}

function toRequestFinding(finding: Finding, sight: Sight): RequestFinding {
  const { code, severity, resource, path } = finding;
  const { cluster = '', kind, namespace, name } = resource;
  const { message, effect, mend } = wordsFor(finding, sight);
  return {
    code,
    severity,
    message: `${message} ${effect}`,
    ...(mend ? { mend: mend.title } : {}),
    object: { kind, cluster, namespace, name },
    ...(path?.length ? { path: yamlPathText(path) } : {}),
  };
}
