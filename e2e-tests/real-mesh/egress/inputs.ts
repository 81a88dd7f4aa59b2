import type { EgressUpstream } from '@meshport/istio';
import { DOMAIN, Outside, PORTS } from './Outside';

/** The patterns whose gateways are plain Envoys; a waypoint needs ztunnel. */
export const PATTERNS = ['injected', 'helm', 'gateway-api'] as const;
export type Pattern = (typeof PATTERNS)[number];

/** The kinds of upstream. */
export const KINDS = [
  'http',
  'simple',
  'mutual',
  'passthrough',
  'tcp',
] as const;
export type Kind = (typeof KINDS)[number];

/** Whether only callers that the gateway names get in. */
export type Admission = 'named' | 'open';

/** Secrets in each gateway's namespace. */
export const CREDENTIALS = { simple: 'servers-ca', mutual: 'our-certificate' };

/** Who calls: pods of these names in this namespace. */
export const CALLERS = {
  namespace: 'buyers',
  named: 'till',
  unnamed: 'visitor',
};

export function hostOf(kind: Kind, gateway: string): string {
  return `${kind}-${gateway}.${DOMAIN}`;
}

/** The port that callers call. */
export function portOf(kind: Kind): number {
  switch (kind) {
    case 'passthrough':
      return PORTS.tls;
    case 'tcp':
      return PORTS.tcp;
    default:
      return PORTS.http;
  }
}

/** What a person says of one upstream. */
export function upstreamOf(
  kind: Kind,
  gateway: string,
  outside: Outside,
  address = outside.address,
): EgressUpstream {
  const one = { host: hostOf(kind, gateway), addresses: [address] };
  switch (kind) {
    case 'http':
      return { ...one, protocol: 'HTTP', port: PORTS.http };
    case 'simple':
    case 'mutual':
      return {
        ...one,
        protocol: 'TLS-ORIGINATION',
        port: kind === 'simple' ? PORTS.tls : PORTS.mutual,
        tls: {
          mode: kind === 'simple' ? 'SIMPLE' : 'MUTUAL',
          credentialName: CREDENTIALS[kind],
          subjectAltNames: [one.host],
        },
      };
    case 'passthrough':
      return { ...one, protocol: 'TLS-PASSTHROUGH', port: PORTS.tls };
    default:
      return { ...one, protocol: 'TCP', port: PORTS.tcp };
  }
}
