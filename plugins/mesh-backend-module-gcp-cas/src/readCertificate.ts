import type { protos } from '@google-cloud/security-private-ca';
import { PrivateCaClient } from './PrivateCaClient';

/** A certificate as the service keeps it. */
export type ServiceCertificate =
  protos.google.cloud.security.privateca.v1.ICertificate;

/**
 * Reads a certificate; the Enterprise tier alone keeps them.
 *
 * @throws errors of Backstage
 */
export async function readCertificate(
  client: PrivateCaClient,
  name: string,
  signal: AbortSignal,
): Promise<ServiceCertificate> {
  return client.call(
    (service, options) => service.getCertificate({ name }, options),
    {
      what: `Reading ${name}`,
      permission: 'privateca.certificates.get',
      resource: name.split('/certificates/')[0],
      signal,
    },
  );
}
