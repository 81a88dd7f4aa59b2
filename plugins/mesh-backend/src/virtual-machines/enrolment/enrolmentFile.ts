import { ConflictError } from '@backstage/errors';

/** What the script is told beside the bundle; nothing secret. */
export interface EnrolmentFacts {
  REQUEST: string;
  GROUP: string;
  NAMESPACE: string;
  CLUSTER: string;
  SERVICE_ACCOUNT: string;
  /** Empty where istiod makes the entry. */
  ENTRY: string;
  ISTIO_VERSION: string;
  PACKAGE_URL: string;
  PACKAGE_SHA256: string;
  PACKAGE_FORMAT: string;
  PACKAGE_ARCH: string;
  HEALTH: 'yes' | 'no';
  CAPTURE: 'iptables' | 'none';
}

const PLAIN = /^[A-Za-z0-9._:/@%+,=~-]*$/;

/**
 * Lines `KEY=VALUE` that the script reads one by one and never runs. Throws
 * `ConflictError` for a value that could mean something to a shell.
 */
export function enrolmentFile(facts: EnrolmentFacts): string {
  return Object.entries(facts)
    .map(([key, value]) => {
      if (!PLAIN.test(value)) {
        throw new ConflictError(
          `${key} of these machines holds characters that are not sent to a script; join with a downloaded bundle instead`,
        );
      }
      return `${key}=${value}\n`;
    })
    .join('');
}
