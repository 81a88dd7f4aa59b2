import type { protos } from '@google-cloud/security-private-ca';
import { PrivateCaClient } from './PrivateCaClient';

/** An authority as the service describes it; enums by their names. */
export type ServiceAuthority =
  protos.google.cloud.security.privateca.v1.ICertificateAuthority;

/**
 * Reads an authority.
 *
 * @param name - `projects/…/locations/…/caPools/…/certificateAuthorities/…`
 * @throws errors of Backstage
 */
export async function readAuthority(
  client: PrivateCaClient,
  name: string,
  signal: AbortSignal,
): Promise<ServiceAuthority> {
  return client.call(
    (service, options) => service.getCertificateAuthority({ name }, options),
    {
      what: `Reading the certificate authority ${name}`,
      permission: 'privateca.certificateAuthorities.get',
      resource: name.split('/certificateAuthorities/')[0],
      signal,
    },
  );
}
