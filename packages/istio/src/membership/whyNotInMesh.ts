import type { KubernetesObject } from '../resources';
import { ambientWish, DATAPLANE_MODE, ztunnelOf } from './ambient';
import {
  INJECT,
  NEVER_INJECTED,
  ownWish,
  SettingsOf,
  whyInjectorRefuses,
} from './injection';
import { injectorsFor, REVISION_LABEL, WebhookConfiguration } from './webhooks';

/**
 * Why a pod has no proxy, as a sentence that says what to do.
 *
 * @param namespace - the pod's Namespace; undefined when it could not be read.
 * @param webhooks - undefined when they could not be read.
 * @param settingsOf - the injectors' own settings, where they are known.
 * @public
 */
export function whyNotInMesh(
  pod: KubernetesObject,
  namespace: KubernetesObject | undefined,
  webhooks: readonly WebhookConfiguration[] | undefined,
  settingsOf: SettingsOf = () => undefined,
): string {
  const { labels = {}, annotations = {} } = pod.metadata;
  const where = pod.metadata.namespace ?? '';
  if (ztunnelOf(pod)) {
    return 'The pod is a ztunnel: it carries the ambient mesh and is not in it itself.';
  }
  if (ownWish(pod) === false) {
    return `The pod's ${
      labels[INJECT] === undefined ? 'annotation' : 'label'
    } ${INJECT}=false keeps it out.`;
  }
  if (pod.spec?.hostNetwork === true) {
    return 'The pod uses the network of its node, where Istio injects no proxy.';
  }
  if (NEVER_INJECTED.includes(where)) {
    return `Istio never injects a proxy in namespace ${where}.`;
  }
  if (!namespace) {
    return `Namespace ${where} could not be read, so it is not known why.`;
  }
  if (annotations['ambient.istio.io/redirection'] === 'pending') {
    return 'The pod is prepared for the ambient mesh, but the ztunnel of its node has not taken it over yet. Look at the ztunnel of that node.';
  }
  if (!webhooks) {
    return (
      whyNamespaceKeepsOut(namespace) ??
      whyNotAmbient(pod, namespace) ??
      whyNobodyAsks(pod, namespace) ??
      'The injectors of the cluster could not be read, so it is not known why.'
    );
  }
  const injector = injectorsFor(namespace, labels, webhooks).at(-1);
  if (injector) {
    return (
      whyInjectorRefuses(pod, settingsOf(injector.revision)) ??
      'The pod was made before its namespace was labelled, or while the injector did not answer. Restart it.'
    );
  }
  return (
    whyNamespaceKeepsOut(namespace) ??
    whyNotAmbient(pod, namespace) ??
    whyNobodyAsks(pod, namespace) ??
    whyNobodyServes(pod, namespace)
  );
}

function whyNamespaceKeepsOut({
  metadata: { name, labels = {} },
}: KubernetesObject): string | undefined {
  const injection = labels['istio-injection'];
  return injection !== undefined && injection !== 'enabled'
    ? `Namespace ${name} has injection switched off (istio-injection=${injection}).`
    : undefined;
}

function whyNotAmbient(
  pod: KubernetesObject,
  namespace: KubernetesObject,
): string | undefined {
  const wish = ambientWish(pod, namespace);
  if (wish === 'optedOut') {
    return `The pod's label ${DATAPLANE_MODE}=none keeps it out of the ambient mesh.`;
  }
  return wish === 'asked'
    ? `The ${
        pod.metadata.labels?.[DATAPLANE_MODE] === 'ambient'
          ? 'pod'
          : 'namespace'
      } is in the ambient mesh, but its node has not captured the pod yet.`
    : undefined;
}

function whyNobodyAsks(
  pod: KubernetesObject,
  { metadata: { name, labels = {} } }: KubernetesObject,
): string | undefined {
  const podLabels = pod.metadata.labels ?? {};
  const isAsked =
    labels['istio-injection'] === 'enabled' ||
    labels[REVISION_LABEL] !== undefined ||
    podLabels[REVISION_LABEL] !== undefined ||
    podLabels[INJECT] === 'true';
  if (isAsked) {
    return undefined;
  }
  return pod.metadata.annotations?.[INJECT] === 'true'
    ? `The annotation ${INJECT}=true of the pod asks nobody: namespace ${name} is not labelled for injection. Make it a label of the pod and restart it.`
    : `Namespace ${name} is not labelled for injection. Label it istio-injection=enabled (or istio.io/rev with a revision) and restart the pods.`;
}

function whyNobodyServes(
  pod: KubernetesObject,
  { metadata: { name, labels = {} } }: KubernetesObject,
): string {
  const ofNamespace = labels[REVISION_LABEL];
  const asked =
    labels['istio-injection'] === 'enabled'
      ? undefined
      : ofNamespace ?? pod.metadata.labels?.[REVISION_LABEL];
  if (asked === undefined || asked === 'default') {
    return 'No control plane of this cluster injects by default. Label the namespace istio.io/rev with the revision to use.';
  }
  return ofNamespace === undefined
    ? `The pod asks for revision ${asked} (label ${REVISION_LABEL}), which no control plane or tag of this cluster bears.`
    : `Namespace ${name} asks for revision ${asked}, which no control plane or tag of this cluster bears.`;
}
