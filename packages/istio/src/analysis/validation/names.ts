import { byteLength, quoted } from './goText';
import { Complaint, Problems } from './Problems';

const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const WILDCARD_LABEL = new RegExp(`^(\\*|(\\*|\\*-)?${LABEL})$`);
const QUALIFIED = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = new RegExp(`^(${QUALIFIED})?$`);
const LABEL_KEY = new RegExp(`^(${LABEL}(?:\\.${LABEL})*/)?(${QUALIFIED})$`);

export function isDnsLabelForIstio(text: string): boolean {
  return text.length <= 63 && DNS_LABEL.test(text);
}

function lengthProblem(name: string): Complaint {
  if (byteLength(name) > 255) {
    return `domain name ${quoted(name)} too long (max 255)`;
  }
  return name === '' ? 'empty domain name not allowed' : undefined;
}

function labelsProblem(domain: string): Complaint {
  const parts = domain.split('.');
  const top = parts[parts.length - 1];
  if (/^[+-]?[0-9]+$/.test(top)) {
    return `domain name ${quoted(domain)} invalid (top level domain ${quoted(
      top,
    )} cannot be all-numeric)`;
  }
  // The last part may be empty, for names like `example.org.`.
  const wrong = parts.find(
    (part, i) =>
      !(i === parts.length - 1 && part === '') && !isDnsLabelForIstio(part),
  );
  return wrong === undefined
    ? undefined
    : `domain name ${quoted(domain)} invalid (label ${quoted(wrong)} invalid)`;
}

/** Why a text is no domain name. */
export function domainProblem(name: string): Complaint {
  return lengthProblem(name) ?? labelsProblem(name);
}

/** Why a text is no domain name, of which the first part may be a wildcard. */
export function wildcardDomainProblem(domain: string): Complaint {
  const tooLong = lengthProblem(domain);
  if (tooLong) {
    return tooLong;
  }
  const dot = domain.indexOf('.');
  const first = dot < 0 ? domain : domain.slice(0, dot);
  if (first.length > 63 || !WILDCARD_LABEL.test(first)) {
    return `domain name ${quoted(domain)} invalid (label ${quoted(
      first,
    )} invalid)`;
  }
  return dot < 0 ? undefined : labelsProblem(domain.slice(dot + 1));
}

const GENERATED = 'outbound_.<PORT>_._.<HOSTNAME>';

function generatedNameProblem(domain: string): Complaint {
  const parts = domain.split('_');
  if (parts.length < 4) {
    return `domain name ${domain} invalid, should follow '${GENERATED}' format`;
  }
  const port = parts[1].replace(/^\.+|\.+$/g, '');
  const host = parts[3].replace(/^\.+|\.+$/g, '');
  const wrong = [
    /[0-9]/.test(port) ? undefined : port,
    /[a-zA-Z]/.test(host) ? undefined : host,
  ].find(part => part !== undefined);
  return wrong === undefined
    ? undefined
    : `domain name ${quoted(domain)} invalid (label ${quoted(
        wrong,
      )} invalid). should follow ${GENERATED} format`;
}

/**
 * As {@link wildcardDomainProblem}, and with the names that Istio makes for TLS
 * between networks where `sni` says so.
 */
export function gatewayDomainProblem(sni: boolean, domain: string): Complaint {
  return (
    lengthProblem(domain) ??
    (sni && domain.startsWith('outbound_')
      ? generatedNameProblem(domain)
      : wildcardDomainProblem(domain))
  );
}

/** Why a wildcard is in a wrong place. */
export function partialWildcardProblem(host: string): Complaint {
  return host.includes('*') && host.length !== 1 && !host.startsWith('*.')
    ? `partial wildcard ${quoted(host)} not allowed`
    : undefined;
}

export function portNameProblem(name: string): Complaint {
  return isDnsLabelForIstio(name) ? undefined : `invalid port name: ${name}`;
}

export function portProblem(port: number): Complaint {
  return port >= 1 && port <= 65535
    ? undefined
    : `port number ${port} must be in the range 1..65535`;
}

function labelKeyProblem(key: string): Complaint {
  const match = LABEL_KEY.exec(key);
  if (!match) {
    return `invalid tag key: ${quoted(key)}`;
  }
  if ((match[1] ?? '').length - 1 > 253) {
    return `invalid tag key: ${quoted(key)} (DNS prefix is too long)`;
  }
  return match[2].length > 63
    ? `invalid tag key: ${quoted(key)} (name is too long)`
    : undefined;
}

/** Checks labels that workloads are to have. */
export function checkLabels(
  labels: Record<string, string> | undefined,
  problems: Problems,
): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    problems.at(key).error(labelKeyProblem(key));
    if (!LABEL_VALUE.test(value)) {
      problems.at(key).error(`invalid tag value: ${quoted(value)}`);
    }
  }
}
