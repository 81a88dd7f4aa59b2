import { KubernetesObject, LabelSelector, matchesSelector } from '../resources';
import { injectorsFor, WebhookConfiguration } from './webhooks';

/**
 * What a revision's injector does with a pod that is sent to it: ConfigMap
 * `istio-sidecar-injector`, key `config`.
 *
 * @public
 */
export interface InjectorSettings {
  /** `disabled`: only pods that ask for it themselves are injected. */
  policy?: string;
  neverInjectSelector?: LabelSelector[];
  alwaysInjectSelector?: LabelSelector[];
}

/** The settings of a revision's injector; undefined where they are not known. */
export type SettingsOf = (revision: string) => InjectorSettings | undefined;

export const INJECT = 'sidecar.istio.io/inject';

/** Namespaces that the injector never serves (pkg/kube/inject). */
export const NEVER_INJECTED = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];

/**
 * The revision that would inject a new pod with these labels in a namespace;
 * undefined when none would. Where several injectors are called, the last one
 * has the last word.
 *
 * @public
 */
export function injectingRevision(
  namespace: KubernetesObject,
  podLabels: Readonly<Record<string, string>>,
  webhooks: readonly WebhookConfiguration[],
): string | undefined {
  return NEVER_INJECTED.includes(namespace.metadata.name)
    ? undefined
    : injectorsFor(namespace, podLabels, webhooks).at(-1)?.revision;
}

/**
 * The pod's own wish: its label goes before its annotation, and anything but
 * `true` and `false` is no wish (`injectRequired` of pkg/kube/inject).
 */
export function ownWish(pod: KubernetesObject): boolean | undefined {
  const { labels = {}, annotations = {} } = pod.metadata;
  const text = labels[INJECT] ?? annotations[INJECT];
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

/** Why the injector that is asked leaves a pod as it is; undefined when it injects. */
export function whyInjectorRefuses(
  pod: KubernetesObject,
  settings: InjectorSettings | undefined,
): string | undefined {
  if (ownWish(pod) !== undefined || !settings) {
    return undefined;
  }
  const { policy, neverInjectSelector, alwaysInjectSelector } = settings;
  const selects = (selectors: LabelSelector[] | undefined) =>
    selectors?.some(
      selector =>
        isRestricted(selector) &&
        matchesSelector(selector, pod.metadata.labels),
    );
  if (selects(neverInjectSelector)) {
    return "A neverInjectSelector of the injector's configuration keeps the pod out.";
  }
  if (policy === undefined || policy === 'enabled') {
    return undefined;
  }
  return selects(alwaysInjectSelector)
    ? undefined
    : `The injector takes only pods that ask for it (policy ${policy}). Label the pod ${INJECT}=true and restart it.`;
}

/** The injector overlooks a selector that would select everything. */
function isRestricted({ matchLabels, matchExpressions }: LabelSelector) {
  return (
    Object.keys(matchLabels ?? {}).length > 0 ||
    (matchExpressions ?? []).length > 0
  );
}
