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
    /** What it is called for; absent where that is not known. */
    rules?: AdmissionRule[];
  }[];
}

/**
 * Which requests a webhook is called for; `*` stands for all.
 *
 * @public
 */
export interface AdmissionRule {
  operations?: string[];
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
}

/**
 * A webhook configuration that would inject a pod.
 *
 * @public
 */
export interface Injector {
  /** Its object's name. */
  configuration: string;
  revision: string;
  /** The tag that it stands for, where it is a tag's. */
  tag?: string;
}

export const REVISION_LABEL = 'istio.io/rev';
export const TAG_LABEL = 'istio.io/tag';

/** Whether a webhook configuration is Istio's for injection. */
export function isInjector(webhook: WebhookConfiguration): boolean {
  return webhook.metadata.labels?.app === 'sidecar-injector';
}

function allows(list: string[] | undefined, value: string): boolean {
  return list === undefined || list.includes('*') || list.includes(value);
}

function isCalledForPods(rules: AdmissionRule[] | undefined): boolean {
  return (
    rules === undefined ||
    rules.some(
      rule =>
        allows(rule.operations, 'CREATE') &&
        allows(rule.apiGroups, '') &&
        allows(rule.apiVersions, 'v1') &&
        (allows(rule.resources, 'pods') || rule.resources?.includes('*/*')),
    )
  );
}

/**
 * The injectors that the API server would call for a new pod with these labels
 * in a namespace, in the order in which it calls them: by name. Selectors are
 * judged as it does; match conditions (CEL) are not looked at, and Istio's
 * charts write none.
 *
 * @public
 */
export function injectorsFor(
  namespace: KubernetesObject,
  podLabels: Readonly<Record<string, string>>,
  webhooks: readonly WebhookConfiguration[],
): Injector[] {
  const { name, labels } = namespace.metadata;
  // The API server puts this label on every namespace.
  const namespaceLabels = { 'kubernetes.io/metadata.name': name, ...labels };
  return webhooks
    .filter(isInjector)
    .filter(one =>
      one.webhooks?.some(
        ({ namespaceSelector, objectSelector, rules }) =>
          isCalledForPods(rules) &&
          // A webhook without a selector takes everything.
          matchesSelector(namespaceSelector ?? {}, namespaceLabels) &&
          matchesSelector(objectSelector ?? {}, podLabels),
      ),
    )
    .map(({ metadata }) => ({
      configuration: metadata.name,
      revision: metadata.labels?.[REVISION_LABEL] ?? 'default',
      ...(metadata.labels?.[TAG_LABEL]
        ? { tag: metadata.labels[TAG_LABEL] }
        : {}),
    }))
    .sort((a, b) => (a.configuration < b.configuration ? -1 : 1));
}

/**
 * The revision that a tag leads to, or the text itself when no tag bears it, or
 * when a revision has that name: pods are injected by revisions, and the tag
 * `default` may lead to another one than `default`.
 *
 * @public
 */
export function resolveTag(
  revisionOrTag: string,
  webhooks: readonly WebhookConfiguration[],
): string {
  const injectors = webhooks.filter(isInjector);
  const isRevision = injectors.some(
    ({ metadata: { labels = {} } }) =>
      labels[TAG_LABEL] === undefined &&
      (labels[REVISION_LABEL] ?? 'default') === revisionOrTag,
  );
  const tag = isRevision
    ? undefined
    : injectors.find(one => one.metadata.labels?.[TAG_LABEL] === revisionOrTag);
  return tag?.metadata.labels?.[REVISION_LABEL] ?? revisionOrTag;
}
