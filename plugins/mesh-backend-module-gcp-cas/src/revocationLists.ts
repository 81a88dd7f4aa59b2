import { InputError } from '@backstage/errors';
import {
  CaRevocationList,
  completeRevocationList,
  revocationListOfIssuer,
} from '@meshport/backstage-plugin-mesh-node';
import { CertificateFacts, readCertificates } from '@meshport/certificates';
import { PrivateCaClient } from './PrivateCaClient';
import { readAuthority, ServiceAuthority } from './readAuthority';

/**
 * The lists of an authority and of every one above it, up to the root. Those
 * that are of the service are asked for there; the others are fetched from
 * where the certificate below them says that their list is.
 *
 * @throws InputError when one is missing, or does not speak for all
 * certificates of its authority
 */
export async function collectRevocationLists(
  client: PrivateCaClient,
  name: string,
  signal: AbortSignal,
): Promise<CaRevocationList[]> {
  const lists: CaRevocationList[] = [];
  let authority: ServiceAuthority | undefined = await readAuthority(
    client,
    name,
    signal,
  );
  const [first, ...above] = (authority.pemCaCertificates ?? []).flatMap(pem =>
    readCertificates(pem),
  );
  if (!first) {
    throw new InputError(
      `${name} has no certificate yet, and so no revocation list. Activate it in Certificate Authority Service`,
    );
  }
  lists.push(await ofService(client, authority, first, signal));
  let below = first;
  for (const certificate of above) {
    const parent: string | null | undefined =
      authority?.subordinateConfig?.certificateAuthority;
    authority = parent
      ? await readAuthority(client, parent, signal)
      : undefined;
    lists.push(
      authority
        ? await ofService(client, authority, certificate, signal)
        : await revocationListOfIssuer(below, { signal }),
    );
    below = certificate;
  }
  return lists.map(completeRevocationList);
}

async function ofService(
  client: PrivateCaClient,
  authority: ServiceAuthority,
  certificate: CertificateFacts,
  signal: AbortSignal,
): Promise<CaRevocationList> {
  const name = authority.name ?? '';
  const lists = await client.call(
    (service, options) =>
      service.listCertificateRevocationLists({ parent: name }, options),
    {
      what: `Reading the revocation lists of ${name}`,
      permission: 'privateca.certificateRevocationLists.list',
      resource: name.split('/certificateAuthorities/')[0],
      signal,
    },
  );
  const active = lists.filter(({ state }) => state === 'ACTIVE');
  if (active.length !== 1) {
    throw new InputError(
      active.length
        ? `${name} has ${active.length} revocation lists at a time, each for a part of its certificates. Istio needs one that is complete`
        : `${name} (${certificate.subject}) publishes no revocation list. Set publishingOptions.publishCrl on its pool, which has to be of the Enterprise tier, or switch revocation lists off`,
    );
  }
  return { crl: active[0].pemCrl ?? '', source: active[0].name ?? name };
}
