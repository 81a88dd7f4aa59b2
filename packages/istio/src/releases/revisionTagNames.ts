import { isDnsLabel } from '../resources/names';

/** How the names of its webhooks end. */
export const INJECTOR = 'sidecar-injector.istio.io';
/** Its Service is called `istiod-revision-tag-` and the tag, in 63 characters. */
const MOST_OF_NAME = 43;

/**
 * A name that a tag may have: a DNS label, for it is a part of objects' names
 * and the value of a label.
 *
 * @public
 */
export function isRevisionTagName(name: string): boolean {
  return name.length <= MOST_OF_NAME && isDnsLabel(name);
}

/**
 * The name of a tag's MutatingWebhookConfiguration.
 *
 * @public
 */
export function revisionTagName(tag: string, istioNamespace: string): string {
  return `istio-revision-tag-${tag}${
    istioNamespace === 'istio-system' ? '' : `-${istioNamespace}`
  }`;
}

/**
 * The name of a tag's Service.
 *
 * @public
 */
export function revisionTagServiceName(tag: string): string {
  return `istiod-revision-tag-${tag}`;
}
