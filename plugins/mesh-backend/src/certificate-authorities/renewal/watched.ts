import { CertificateFacts, readCertificates } from '@meshport/certificates';
import { controlPlaneNamespace } from '../../clusters';
import { failureOf } from '../../requests/work/failures';
import { ClusterInventory } from '../../inventory';
import { CacertsReading } from '../views/CacertsReading';
import { IssuanceInUse } from './inUse';
import { Life } from './stages';

/** A certificate on which a mesh depends. */
export interface WatchedCertificate extends Life {
  role: 'intermediate' | 'issuer' | 'root';
  subject: string;
  /** SHA-256 (DER) in lower-case hexadecimal. */
  fingerprint: string;
}

/** A control plane with what it signs with and what its proxies trust. */
export interface WatchedPlane {
  cluster: string;
  namespace: string;
  certificates: WatchedCertificate[];
}

/**
 * What the control planes depend on: their Secret `cacerts`, whoever wrote it,
 * or what the portal wrote there where that may not be read; and the roots that
 * proxies are given. Intermediates that the portal renews are left out, since
 * `Renewals` tells of them. Where something cannot be read, `unread` says why.
 */
export async function watchedPlanes(options: {
  clusters: readonly ClusterInventory[];
  /** Reads the Secret of a cluster's control plane. */
  cacertsOf: (cluster: string) => Promise<CacertsReading>;
  inUse: readonly IssuanceInUse[];
}): Promise<{
  planes: WatchedPlane[];
  unread: { cluster: string; why: string }[];
}> {
  const unread: { cluster: string; why: string }[] = [];
  const renewed = new Set(options.inUse.map(({ fingerprint }) => fingerprint));
  const planes = await Promise.all(
    options.clusters
      // A remote's authority is that of its primary.
      .filter(({ details }) => details.primary === undefined)
      .map(async (cluster): Promise<WatchedPlane> => {
        const { name } = cluster.details;
        const namespace = controlPlaneNamespace(cluster.details);
        const read = (what: string, pem: string | undefined) => {
          try {
            return pem?.trim() ? readCertificates(pem) : [];
          } catch (error) {
            unread.push({
              cluster: name,
              why: `${what} cannot be read: ${failureOf(error).cause}`,
            });
            return [];
          }
        };
        const { secret } = await options.cacertsOf(name);
        if ('why' in secret) {
          unread.push({ cluster: name, why: secret.why });
        }
        const own =
          'why' in secret
            ? writtenChain(name, namespace, options.inUse)
            : secret.value;
        const roots = cluster
          .store('ConfigMap')
          .get(namespace, 'istio-ca-root-cert')?.data?.['root-cert.pem'];
        return {
          cluster: name,
          namespace,
          certificates: uniqueOf([
            ...read('its chain', own?.chain).map(chainRole),
            ...read('its roots', own?.root).map(rootRole),
            ...read(
              'ConfigMap istio-ca-root-cert',
              typeof roots === 'string' ? roots : undefined,
            ).map(rootRole),
          ]).filter(({ fingerprint }) => !renewed.has(fingerprint)),
        };
      }),
  );
  return { planes, unread };
}

/** What the portal wrote there last. */
function writtenChain(
  name: string,
  namespace: string,
  inUse: readonly IssuanceInUse[],
): { chain: string; root: string } | undefined {
  const found = inUse.find(
    ({ issuance }) =>
      issuance.cluster === name && issuance.namespace === namespace,
  );
  return found && { chain: found.chain, root: '' };
}

function chainRole(facts: CertificateFacts, index: number): WatchedCertificate {
  if (facts.selfSigned) {
    return watchedAs('root', facts);
  }
  return watchedAs(index === 0 ? 'intermediate' : 'issuer', facts);
}

function rootRole(facts: CertificateFacts): WatchedCertificate {
  return watchedAs('root', facts);
}

function watchedAs(
  role: WatchedCertificate['role'],
  { subject, fingerprint, notBefore, notAfter }: CertificateFacts,
): WatchedCertificate {
  return {
    role,
    subject,
    fingerprint,
    notBefore: Date.parse(notBefore),
    notAfter: Date.parse(notAfter),
  };
}

function uniqueOf(
  certificates: readonly WatchedCertificate[],
): WatchedCertificate[] {
  return [
    ...new Map(
      certificates.map(one => [one.fingerprint, one] as const),
    ).values(),
  ];
}
