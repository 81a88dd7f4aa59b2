import { KubernetesObject, LabelSelector, matchesSelector } from '../resources';

/**
 * A MutatingWebhookConfiguration, as far as injection looks at it.
 *
 * @public
 */
export interface WebhookConfiguration extends KubernetesObject {
  webhooks?: {
    name?: string;
    namespaceSelector?: LabelSelector;
    objectSelector?: LabelSelector;
  }[];
}

const REVISION = 'istio.io/rev';
const TAG = 'istio.io/tag';
const INJECT = 'sidecar.istio.io/inject';

/** Namespaces that the injector never serves (pkg/kube/inject). */
const NEVER_INJECTED = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];

function isInjector(webhook: WebhookConfiguration): boolean {
  return webhook.metadata.labels?.app === 'sidecar-injector';
}

/**
 * The revision that a tag leads to, or the text itself when no tag bears it.
 *
 * @public
 */
export function resolveTag(
  revisionOrTag: string,
  webhooks: readonly WebhookConfiguration[],
): string {
  const tag = webhooks.find(
    one => isInjector(one) && one.metadata.labels?.[TAG] === revisionOrTag,
  );
  return tag?.metadata.labels?.[REVISION] ?? revisionOrTag;
}

/**
 * The revision that would inject a new pod with these labels in a namespace;
 * undefined when none would. Asks the selectors of the webhooks themselves, as
 * the API server does.
 *
 * @public
 */
export function injectingRevision(
  namespace: KubernetesObject,
  podLabels: Readonly<Record<string, string>>,
  webhooks: readonly WebhookConfiguration[],
): string | undefined {
  const { name, labels } = namespace.metadata;
  if (NEVER_INJECTED.includes(name)) {
    return undefined;
  }
  // The API server puts this label on every namespace.
  const namespaceLabels = { 'kubernetes.io/metadata.name': name, ...labels };
  const configuration = webhooks.filter(isInjector).find(one =>
    one.webhooks?.some(
      ({ namespaceSelector, objectSelector }) =>
        // A webhook without a selector takes everything.
        matchesSelector(namespaceSelector ?? {}, namespaceLabels) &&
        matchesSelector(objectSelector ?? {}, podLabels),
    ),
  );
  return configuration?.metadata.labels?.[REVISION];
}

/**
 * Why a pod has no proxy, as a sentence that says what to do.
 *
 * @param namespace - the pod's Namespace; undefined when it could not be read.
 * @param webhooks - undefined when they could not be read.
 * @public
 */
export function whyNotInMesh(
  pod: KubernetesObject,
  namespace: KubernetesObject | undefined,
  webhooks: readonly WebhookConfiguration[] | undefined,
): string {
  const { labels = {}, annotations = {} } = pod.metadata;
  const where = pod.metadata.namespace ?? '';
  if (labels[INJECT] === 'false') {
    return `The pod's label ${INJECT}=false keeps it out.`;
  }
  if (annotations[INJECT] === 'false' && labels[INJECT] === undefined) {
    return `The pod's annotation ${INJECT}=false keeps it out.`;
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
  return (
    whyNamespaceIsOut(namespace, labels, webhooks) ??
    'The pod was made before its namespace was labelled, or while the injector did not answer. Restart it.'
  );
}

function whyNamespaceIsOut(
  namespace: KubernetesObject,
  podLabels: Readonly<Record<string, string>>,
  webhooks: readonly WebhookConfiguration[] | undefined,
): string | undefined {
  const { name, labels = {} } = namespace.metadata;
  const injection = labels['istio-injection'];
  const asked =
    injection === 'enabled'
      ? 'default'
      : labels[REVISION] ?? podLabels[REVISION];
  if (injection !== undefined && injection !== 'enabled') {
    return `Namespace ${name} has injection switched off (istio-injection=${injection}).`;
  }
  if (labels['istio.io/dataplane-mode'] === 'ambient') {
    return podLabels['istio.io/dataplane-mode'] === 'none'
      ? "The pod's label istio.io/dataplane-mode=none keeps it out of the ambient mesh."
      : 'The namespace is in the ambient mesh, but its node has not captured the pod yet.';
  }
  if (asked === undefined && podLabels[INJECT] !== 'true') {
    return `Namespace ${name} is not labelled for injection. Label it istio-injection=enabled (or istio.io/rev with a revision) and restart the pods.`;
  }
  if (!webhooks) {
    return 'The injectors of the cluster could not be read, so it is not known why.';
  }
  if (injectingRevision(namespace, podLabels, webhooks) === undefined) {
    return asked === undefined || asked === 'default'
      ? 'No control plane of this cluster injects by default. Label the namespace istio.io/rev with the revision to use.'
      : `Namespace ${name} asks for revision ${asked}, which no control plane of this cluster serves.`;
  }
  return undefined;
}
