import { randomUUID } from 'node:crypto';
import { errorOf, ServiceFailure } from './failures';
import { PrivateCaClient } from './PrivateCaClient';
import { readCertificate } from './readCertificate';

/** Reasons by their names in the service. */
const REASONS = {
  superseded: 'SUPERSEDED',
  keyCompromise: 'KEY_COMPROMISE',
  cessationOfOperation: 'CESSATION_OF_OPERATION',
} as const;

/** Revokes a certificate of the pool; it being revoked already is no error. */
export async function revokeCertificate(
  client: PrivateCaClient,
  pool: string,
  options: {
    reference: string;
    reason: keyof typeof REASONS;
    signal: AbortSignal;
  },
): Promise<void> {
  const { reference, reason, signal } = options;
  const words = {
    what: `The revocation of ${reference}`,
    permission: 'privateca.certificates.update',
    resource: pool,
    signal,
  };
  const requestId = randomUUID();
  try {
    await client.ask(
      (service, callOptions) =>
        service.revokeCertificate(
          { name: reference, reason: REASONS[reason], requestId },
          callOptions,
        ),
      words,
    );
  } catch (error) {
    if (!(error instanceof ServiceFailure)) {
      throw error;
    }
    // The service refuses a second revocation, also that of a repeated call.
    if (
      error.code === 'FAILED_PRECONDITION' &&
      (await isRevoked(client, reference, signal))
    ) {
      return;
    }
    throw errorOf(error, words);
  }
}

async function isRevoked(
  client: PrivateCaClient,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { revocationDetails } = await readCertificate(client, name, signal);
  return Boolean(revocationDetails);
}
