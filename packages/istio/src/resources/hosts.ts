import { parseIpAddress } from './addresses';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * Whether a text is a wildcard host in Istio's sense: `*` or `*.` and a name.
 *
 * @public
 */
export function isWildcardHost(text: string): boolean {
  return text === '*' || text.startsWith('*.');
}

/**
 * Why a text is not one full host name in lower case that an outside server
 * could have, as a sentence that says what to do; undefined when it is one.
 * Letters, digits, dashes and dots only: names in other scripts are to be given
 * in their `xn--` form.
 *
 * @public
 */
export function problemWithHost(text: string): string | undefined {
  if (text === '') {
    return 'Give a host name, e.g. api.example.org.';
  }
  if (text.includes('*')) {
    return 'Name one host. An egress gateway cannot serve a wildcard.';
  }
  if (text.includes('://')) {
    return 'Leave out the scheme: give only the host name, e.g. api.example.org.';
  }
  if (parseIpAddress(text.replace(/^\[(.*)\]$/, '$1'))) {
    return 'Give a host name, not an IP address.';
  }
  if (/:[0-9]*$/.test(text)) {
    return 'Leave out the port here and give it as the port.';
  }
  if (text.includes('/')) {
    return 'Leave out the path: give only the host name, e.g. api.example.org.';
  }
  if (text.endsWith('.')) {
    return 'Leave out the dot at the end.';
  }
  if (/[A-Z]/.test(text) && /^[A-Za-z0-9.-]+$/.test(text)) {
    return `Write it in lower case: ${text.toLowerCase()}.`;
  }
  if (text.length > 253) {
    return 'A host name has at most 253 characters.';
  }
  const labels = text.split('.');
  if (labels.some(label => label.length > 63)) {
    return 'Each part of a host name between dots has at most 63 characters.';
  }
  if (!labels.every(label => LABEL.test(label))) {
    return 'A host name is made of letters a-z, digits and dashes between dots, e.g. api.example.org; write other scripts in their xn-- form.';
  }
  if (labels.length < 2) {
    return 'Give the full name with its domain, e.g. api.example.org.';
  }
  // Resolvers read 127.1 or 10.0x1 as addresses: a last part that looks like a
  // number makes the whole an address (WHATWG URL, "ends in a number").
  if (/^([0-9]+|0x[0-9a-f]*)$/.test(labels[labels.length - 1])) {
    return 'Give a host name, not an IP address: its last part may not be a number.';
  }
  return undefined;
}

/**
 * Whether a host matches a pattern of Istio: the same name, `*` for every
 * name, or `*.example.org` for every name below example.org.
 *
 * @public
 */
export function hostMatches(pattern: string, host: string): boolean {
  const one = pattern.toLowerCase();
  const other = host.toLowerCase();
  if (one === '*') {
    return true;
  }
  return one.startsWith('*') ? other.endsWith(one.slice(1)) : one === other;
}
