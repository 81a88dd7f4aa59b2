import { AwsError } from './AwsError';

/** Calls per second that the service documents as its defaults. */
export const documentedQuotas: Record<string, number> = {
  IssueCertificate: 25,
  GetCertificate: 75,
  DescribeCertificateAuthority: 20,
  GetCertificateAuthorityCertificate: 20,
  RevokeCertificate: 20,
};

/** Refuses what is more than the quota of a second. */
export class Quotas {
  readonly #perSecond: Record<string, number>;
  readonly #recent = new Map<string, number[]>();

  constructor(perSecond: Record<string, number> = documentedQuotas) {
    this.#perSecond = perSecond;
  }

  check(operation: string): void {
    if (!Object.hasOwn(this.#perSecond, operation)) return;
    const now = Date.now();
    const recent = (this.#recent.get(operation) ?? []).filter(
      at => now - at < 1000,
    );
    if (recent.length >= this.#perSecond[operation]) {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    }
    this.#recent.set(operation, [...recent, now]);
  }
}
