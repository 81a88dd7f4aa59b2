import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { clusterAliasesOf } from './clusterAliases';
import { StoredObject } from './ObjectStore';

/** Istio's own ID of a cluster, which its proxies tell istiod. */
export interface IstioId {
  /** What its proxies are looked up by: as configured, else as told, else its name. */
  id: string;
  /** What Istio says in the cluster, as its own istiods show it; undefined where nothing there tells it. */
  told?: string;
  /** A sentence, when what is configured is not what Istio says. */
  conflict?: string;
}

/** The variable of istiod that holds the ID of its own cluster. */
export const CLUSTER_ID = 'CLUSTER_ID';

/**
 * Learns the ID as injected proxies get it (Istio's `parseInjectEnvs` and
 * injection template): by the path at which a webhook calls the injector,
 * `/inject/cluster/ID/net/NETWORK`, which remote clusters are installed with;
 * else by istiod's `CLUSTER_ID`, which the chart sets to
 * `global.multiCluster.clusterName` or to `Kubernetes`. Nothing is taken of
 * what pods of other teams say. Where revisions do not agree, nothing is told.
 * An istiod that has another name for its own cluster shows that one.
 *
 * @param istiods - the istiod pods of the control-plane namespace
 * @param webhooks - all MutatingWebhookConfigurations of the cluster
 */
export function istioIdOf(
  details: MeshClusterDetails,
  istiods: StoredObject[],
  webhooks: StoredObject[],
): IstioId {
  const { name, istioClusterId, primary } = details;
  // The istiod of a remote cluster runs elsewhere, under an ID of its own.
  const own = primary === undefined ? istiods.map(idOfIstiod) : [];
  const injected = webhooks.flatMap(idsOfWebhooks);
  const ids = new Set(
    injected.length > 0
      ? injected.flatMap(id => (id === '' ? own : [id]))
      : own,
  );
  ids.delete(undefined);
  const said = ids.size === 1 ? [...ids][0] : undefined;
  const aliases = clusterAliasesOf(primary === undefined ? istiods : []);
  const shown = (id: string | undefined) =>
    id === undefined ? undefined : aliases.get(id) ?? id;
  const told = shown(said);
  const configured = shown(istioClusterId);
  const isConflict =
    configured !== undefined && told !== undefined && configured !== told;
  return {
    id: configured ?? told ?? name,
    told,
    conflict: isConflict
      ? `Cluster '${name}' is configured with istioClusterId '${istioClusterId}', but its Istio says '${told}'; correct istioClusterId, or leave it out.`
      : undefined,
  };
}

function idOfIstiod({ spec }: StoredObject): string | undefined {
  return spec?.containers
    ?.flatMap((container: any) => container.env ?? [])
    .find(({ name }: any) => name === CLUSTER_ID)?.value;
}

/** Of each webhook that calls an injector; empty where it names no cluster. */
function idsOfWebhooks({ webhooks }: StoredObject): string[] {
  return (webhooks ?? []).flatMap(({ clientConfig }: any) => {
    const address = clientConfig?.service?.path ?? clientConfig?.url ?? '';
    const [, isInjector, parameters = ''] =
      /(\/inject)(?:\/([^?#]*))?(?:[?#]|$)/.exec(address) ?? [];
    if (!isInjector) {
      return [];
    }
    const words = parameters.split('/');
    const at = words.findIndex(
      (word, index) => index % 2 === 0 && word === 'cluster',
    );
    return [at < 0 ? '' : (words[at + 1] ?? '').replaceAll('--slash--', '/')];
  });
}
