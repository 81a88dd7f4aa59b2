import { InjectionRestart } from '@meshport/backstage-plugin-mesh-common';
import {
  injectingRevision,
  isLivePod,
  KubernetesObject,
  podKind,
  podRevision,
  resolveTag,
  WebhookConfiguration,
  whyInjectorRefuses,
  workloadOf,
} from '@meshport/istio';
import { injectorSettingsOf } from '../../entities/injectorSettings';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, StoredObject } from '../../inventory';

/** Why nothing can be said of restarts; empty when it can. */
export function unknownRestarts(cluster: ClusterInventory): string[] {
  return (['Pod', 'MutatingWebhookConfiguration'] as const)
    .filter(kind => isUnreadable(cluster, kind))
    .map(
      kind =>
        `Which workloads have to be restarted is not known: ${kind}s of ${cluster.details.name} are not read.`,
    );
}

/**
 * Workloads whose pods are not what a new pod would be.
 *
 * @param webhooks - those that would be called; default: those that there are
 */
export function restartsIn(
  cluster: ClusterInventory,
  namespace: StoredObject,
  labels: Record<string, string>,
  webhooks = cluster
    .store('MutatingWebhookConfiguration')
    .list() as unknown as WebhookConfiguration[],
): InjectionRestart[] {
  const settings = injectorSettingsOf(cluster);
  const after = {
    ...namespace,
    metadata: { ...namespace.metadata, labels },
  } as unknown as KubernetesObject;
  const found = new Map<string, InjectionRestart>();
  for (const pod of cluster.store('Pod').list(namespace.metadata.name)) {
    const plain = pod as unknown as KubernetesObject;
    if (!isLivePod(plain)) {
      continue;
    }
    const asked = injectingRevision(
      after,
      unmarked(pod.metadata.labels ?? {}),
      webhooks,
    );
    const wanted =
      asked !== undefined && !whyInjectorRefuses(plain, settings(asked))
        ? asked
        : undefined;
    const kind = podKind(plain);
    const has =
      kind === 'sidecar' || kind === 'gateway' ? podRevision(plain) : undefined;
    const why = difference(
      has && resolveTag(has, webhooks),
      wanted && resolveTag(wanted, webhooks),
    );
    if (why) {
      const { kind: owner, name } = workloadOf(pod);
      const key = `${owner} ${name}`;
      const known = found.get(key);
      found.set(key, {
        namespace: namespace.metadata.name,
        kind: owner,
        name,
        why,
        pods: (known?.pods ?? 0) + 1,
        command: commandFor(owner, name, namespace.metadata.name),
      });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The injector writes the revision onto the pods; it is no wish of theirs. */
function unmarked(labels: Record<string, string>): Record<string, string> {
  const { 'istio.io/rev': _, ...rest } = labels;
  return rest;
}

function difference(
  has: string | undefined,
  wanted: string | undefined,
): string | undefined {
  if (has === wanted) {
    return undefined;
  }
  if (wanted === undefined) {
    return 'has a sidecar and would get none';
  }
  return has === undefined
    ? `has no sidecar and would get one of revision ${wanted}`
    : `has a sidecar of revision ${has} and would get one of ${wanted}`;
}

function commandFor(kind: string, name: string, namespace: string): string {
  if (['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)) {
    return `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`;
  }
  return kind === 'Pod'
    ? `kubectl delete pod/${name} -n ${namespace} (nothing makes it anew: apply it again)`
    : `have ${kind} ${name} make its pods anew`;
}
