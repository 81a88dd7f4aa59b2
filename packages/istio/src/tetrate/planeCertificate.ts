/**
 * What of a certificate decides whether agents take it; nothing secret.
 *
 * @public
 */
export interface EndpointCertificate {
  /** DNS names among the subject alternative names. */
  dnsNames: string[];
  /** RFC 3339. */
  notBefore: string;
  /** RFC 3339. */
  notAfter: string;
  /** Whether the private key beside it is its own. */
  keyMatches: boolean;
}

/**
 * Something worth knowing about the onboarding plane.
 *
 * @public
 */
export interface PlaneFinding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  mend?: string;
}

/** Warned about when a certificate that nobody renews ends sooner, in milliseconds. */
const SOON_MS = 30 * 24 * 3600 * 1000;

/** As TLS clients compare: an asterisk stands for exactly one label, the first. */
function covers(pattern: string, host: string): boolean {
  const name = pattern.toLowerCase();
  if (!name.startsWith('*.')) {
    return name === host;
  }
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === name.slice(1);
}

/**
 * What is wrong with the certificate of an endpoint; nothing when it is good.
 *
 * @param renewed - whether cert-manager keeps it.
 * @public
 */
export function certificateFindings(
  certificate: EndpointCertificate,
  hosts: readonly string[],
  options: { secret: string; now: Date; renewed: boolean },
): PlaneFinding[] {
  const { secret, now, renewed } = options;
  const findings: PlaneFinding[] = [];
  const missed = hosts.filter(
    host => !certificate.dnsNames.some(name => covers(name, host)),
  );
  if (missed.length) {
    findings.push({
      code: 'TLS_NAME',
      severity: 'error',
      message: `The certificate in Secret ${secret} is not for ${missed.join(
        ', ',
      )}: ${
        certificate.dnsNames.length
          ? `it names ${certificate.dnsNames.join(', ')}`
          : 'it has no DNS name among its subject alternative names, and agents do not look at the common name'
      }.`,
      mend: 'Issue one with these names.',
    });
  }
  if (!certificate.keyMatches) {
    findings.push({
      code: 'TLS_KEY',
      severity: 'error',
      message: `The private key in Secret ${secret} does not belong to the certificate beside it.`,
      mend: 'Put the certificate and its own key into the Secret.',
    });
  }
  const ends = Date.parse(certificate.notAfter);
  if (Date.parse(certificate.notBefore) > now.getTime()) {
    findings.push({
      code: 'TLS_NOT_YET',
      severity: 'error',
      message: `The certificate in Secret ${secret} is valid from ${certificate.notBefore} on only.`,
      mend: 'Issue one that is valid now.',
    });
  }
  if (ends <= now.getTime()) {
    findings.push({
      code: 'TLS_EXPIRED',
      severity: 'error',
      message: `The certificate in Secret ${secret} ended on ${certificate.notAfter}.`,
      mend: 'Renew it.',
    });
  } else if (!renewed && ends - now.getTime() < SOON_MS) {
    findings.push({
      code: 'TLS_ENDS_SOON',
      severity: 'warning',
      message: `The certificate in Secret ${secret} ends on ${certificate.notAfter}; then no machine joins or reconnects.`,
      mend: 'Renew it, or have cert-manager keep it.',
    });
  }
  return findings;
}
