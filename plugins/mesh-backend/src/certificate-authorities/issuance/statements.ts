import { AuthoritySettings } from '../config/authoritySettings';
import { IssuanceOrder } from './Issuance';

/** What those who approve an issuance accept. */
export function issueStatements(
  order: Pick<
    IssuanceOrder,
    'cluster' | 'namespace' | 'keyType' | 'validityDays' | 'renewals'
  >,
  {
    settings,
    acceptOutage,
  }: { settings: AuthoritySettings; acceptOutage: boolean },
): string[] {
  const { cluster, namespace, keyType, validityDays, renewals } = order;
  const title = settings.title ?? settings.name;
  return [
    `istiod of ${cluster} signs the certificates of all its workloads by an intermediate of ${title} (${settings.provider}): whoever can read Secret ${namespace}/cacerts there can act as any workload of the mesh.`,
    settings.provider === 'reference'
      ? 'The bundle is taken as it lies where configuration says; its key passes through the memory of the backend and is kept nowhere.'
      : `A ${keyType} key is made in the memory of the backend and written to that Secret alone. The intermediate lives for ${validityDays} days.`,
    ...(renewals === 'inAdvance'
      ? [
          'This approval is for renewals too: with the same issuer, root, subject, kind of key and validity nobody is asked again.',
        ]
      : []),
    ...(acceptOutage
      ? [
          `The root of ${cluster} may change at once: calls between workloads fail wherever one of them has not yet a certificate and a root of the new authority, until the last of them has been restarted. Virtual machines stay cut off until each has joined again: their agents know the former root only.`,
        ]
      : []),
  ];
}
