import { InputError, ServiceUnavailableError } from '@backstage/errors';
import {
  IntermediateRequest,
  IssuedIntermediate,
  readIssued,
} from '@meshport/backstage-plugin-mesh-node';
import { readCsr } from '@meshport/certificates';
import { errorOf, ServiceFailure } from './failures';
import { GcpSettings } from './gcpSettings';
import { PrivateCaClient } from './PrivateCaClient';
import { readCertificate, ServiceCertificate } from './readCertificate';

/**
 * How long the service may take to receive the request: it counts the
 * certificate's life from then, and the end must not be later than asked for.
 */
const ANSWER_MS = 120_000;

/**
 * Asks for a certificate by a CSR, from the one authority that is configured.
 *
 * Both the ID of the certificate and that of the request come from the
 * idempotency key. So a repeated call issues nothing new: within an hour
 * the service knows the request, and in the Enterprise tier later tries find
 * the name taken. What was issued is then read back, as it is when the answer
 * was lost or cannot be used.
 */
export async function issueCertificate(
  client: PrivateCaClient,
  settings: GcpSettings,
  request: IntermediateRequest,
): Promise<IssuedIntermediate> {
  const { pool, authority, template } = settings;
  const { idempotencyKey, signal } = request;
  const requestId = requestIdOf(idempotencyKey);
  const seconds = Math.floor(
    (+request.notAfter - Date.now() - ANSWER_MS) / 1000,
  );
  if (seconds <= 0) {
    throw new InputError(
      `A certificate that ends ${request.notAfter.toISOString()} would be over: ask for a later end`,
    );
  }
  const certificateId = `meshport-${idempotencyKey}`;
  const name = `${pool}/certificates/${certificateId}`;
  const words = {
    what: `The issue of ${name}`,
    permission: 'privateca.certificates.create',
    resource: pool,
    signal,
  };
  const usable = (certificate: ServiceCertificate) =>
    readAnswer(certificate, `${pool}/certificateAuthorities/${authority}`, {
      ...request,
      name,
    });

  try {
    return usable(
      await client.ask(
        (service, options) =>
          service.createCertificate(
            {
              parent: pool,
              certificateId,
              requestId,
              issuingCertificateAuthorityId: authority,
              certificate: {
                pemCsr: request.csr,
                lifetime: { seconds },
                // Any other mode may write the subject in another order.
                subjectMode: 'RDN_SEQUENCE',
                labels: { 'managed-by': 'meshport' },
                ...(template && { certificateTemplate: template }),
              },
            },
            options,
          ),
        { ...words, changes: true },
      ),
    );
  } catch (error) {
    const taken =
      error instanceof ServiceFailure && error.code === 'ALREADY_EXISTS';
    if (error instanceof ServiceFailure && !taken) {
      throw errorOf(error, words);
    }
    if (!taken && !(error instanceof ServiceUnavailableError)) {
      throw error;
    }
    const known = await readBack(client, name, error, signal);
    return usable(known);
  }
}

/** What was issued under the name, or the error that led here where that is not known. */
async function readBack(
  client: PrivateCaClient,
  name: string,
  error: Error,
  signal: AbortSignal,
): Promise<ServiceCertificate> {
  try {
    return await readCertificate(client, name, signal);
  } catch (unread) {
    throw error instanceof ServiceFailure
      ? new ServiceUnavailableError(
          `${name} was issued before, and could not be read`,
          unread,
        )
      : error;
  }
}

function readAnswer(
  certificate: ServiceCertificate,
  issuer: string,
  request: IntermediateRequest & { name: string },
): IssuedIntermediate {
  const reference = certificate.name || request.name;
  const by = certificate.issuerCertificateAuthority;
  if (by && by !== issuer) {
    throw new ServiceUnavailableError(
      `${reference} was issued by ${by} instead of ${issuer}: revoke it, and ask again`,
    );
  }
  return readIssued({
    certificate: certificate.pemCertificate ?? '',
    chain: certificate.pemCertificateChain ?? [],
    reference,
    publicKey: readCsr(request.csr).publicKey,
    notAfter: request.notAfter,
    now: new Date(),
  });
}

/** A UUID of version 4 in form, the same for the same key. */
function requestIdOf(key: string): string {
  if (!/^[0-9a-f]{32}$/.test(key)) {
    throw new InputError('The idempotency key is not of 32 hex digits');
  }
  return [
    key.slice(0, 8),
    key.slice(8, 12),
    `4${key.slice(13, 16)}`,
    `a${key.slice(17, 20)}`,
    key.slice(20),
  ].join('-');
}
