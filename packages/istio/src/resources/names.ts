const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const LABEL_KEY_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/**
 * Whether a text is an RFC 1123 label: what Kubernetes takes for the name of a
 * namespace.
 *
 * @public
 */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

/**
 * Whether a text is an RFC 1035 label: what Kubernetes takes for the name of a
 * Service. It is an RFC 1123 label that begins with a letter.
 *
 * @public
 */
export function isServiceName(text: string): boolean {
  return isDnsLabel(text) && /^[a-z]/.test(text);
}

/**
 * Whether a text is an RFC 1123 subdomain: what Kubernetes takes for the name
 * of most objects.
 *
 * @public
 */
export function isDnsSubdomain(text: string): boolean {
  return (
    text.length <= 253 && text.split('.').every(label => LABEL.test(label))
  );
}

/**
 * Whether a text may be the value of a Kubernetes label.
 *
 * @public
 */
export function isLabelValue(text: string): boolean {
  return text.length <= 63 && LABEL_VALUE.test(text);
}

/**
 * Whether a text may be the key of a Kubernetes label: a name, or a DNS
 * subdomain, a slash and a name.
 *
 * @public
 */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  const name = slash < 0 ? text : text.slice(slash + 1);
  const prefixed = slash < 0 || isDnsSubdomain(text.slice(0, slash));
  return prefixed && name.length <= 63 && LABEL_KEY_NAME.test(name);
}
