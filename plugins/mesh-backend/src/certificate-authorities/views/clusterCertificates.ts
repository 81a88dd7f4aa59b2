import {
  CaIssuance,
  CertificateView,
  ClusterCertificates,
  RootChangeProgress,
} from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { meshConfigOf } from '../../entities/meshConfig';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory } from '../../inventory';
import { CacertsReading } from './CacertsReading';
import { certificateAlarms } from './certificateAlarms';
import { certificateViews } from './certificateView';

/** What a cluster's certificates are made from. */
export interface CertificateSources {
  clusters: readonly ClusterInventory[];
  readings: ReadonlyMap<string, CacertsReading>;
  issuances: readonly CaIssuance[];
  rootChanges: readonly RootChangeProgress[];
  /** Titles of configured authorities by name. */
  authorities: ReadonlyMap<string, { title?: string; provider: string }>;
  now: Date;
}

/** A cluster's certificates, with what only its own page shows. */
export interface FoundCertificates {
  certificates: ClusterCertificates;
  /** Roots in the Secret; undefined where it may not be read or is not there. */
  rootsInSecret?: CertificateView[];
}

/** What is known of a cluster's certificates, whoever may see it. */
export function clusterCertificates(
  cluster: ClusterInventory,
  sources: CertificateSources,
): FoundCertificates {
  const { name, title, primary } = cluster.details;
  const home =
    primary === undefined
      ? cluster
      : sources.clusters.find(({ details }) => details.name === primary);
  const signing = signingOf(cluster, home, sources);
  const roots = rootsOf(cluster);
  const { trustDomain } = home
    ? meshConfigOf(home)
    : { trustDomain: undefined };
  const issuance = sources.issuances.find(
    one =>
      one.cluster === (primary ?? name) &&
      one.publicKey !== undefined &&
      one.publicKey === signing.chain?.[0]?.publicKey,
  );
  const rootChange = sources.rootChanges.find(one => one.cluster === name);
  const ends = earliest([...(signing.chain ?? []), ...(roots.roots ?? [])]);
  const authority = issuance && sources.authorities.get(issuance.authority);
  const { rootsInSecret, ...signs } = signing;
  const certificates: Omit<ClusterCertificates, 'alarms'> = {
    cluster: name,
    ...(title ? { title } : {}),
    clusterId: cluster.istioId.id,
    ...(home && !isUnreadable(home, 'ConfigMap')
      ? { trustDomain: trustDomain ?? 'cluster.local' }
      : {}),
    ...(primary === undefined ? {} : { primary }),
    ...signs,
    ...roots,
    ...(ends ? { ends } : {}),
    ...(issuance
      ? {
          authority: {
            name: issuance.authority,
            ...(authority?.title ? { title: authority.title } : {}),
            provider: issuance.provider,
          },
          ...(issuance.requestId ? { requestId: issuance.requestId } : {}),
        }
      : {}),
    ...(rootChange ? { rootChange } : {}),
  };
  return {
    certificates: {
      ...certificates,
      alarms: certificateAlarms(certificates, {
        rootsInSecret,
        now: sources.now,
      }),
    },
    ...(rootsInSecret ? { rootsInSecret } : {}),
  };
}

type Signing = Pick<
  ClusterCertificates,
  'source' | 'sourceWhy' | 'chain' | 'chainWhy'
> & { rootsInSecret?: CertificateView[] };

function signingOf(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
  { readings }: CertificateSources,
): Signing {
  const { name, primary } = cluster.details;
  if (!home) {
    return {
      source: 'primary',
      chainWhy: `Its primary ${primary} is not among the clusters of this portal.`,
    };
  }
  const isRemote = home !== cluster;
  if (!isRemote && home.controlPlanes.pods().length === 0) {
    return isUnreadable(cluster, 'Pod')
      ? {
          source: 'unknown',
          sourceWhy:
            cluster.status('Pod').failure?.message ??
            `The pods of ${name} are read for the first time.`,
        }
      : { source: 'none' };
  }
  const secret = readings.get(home.details.name)?.secret;
  const source = (own: Signing['source']): Pick<Signing, 'source'> => ({
    source: isRemote ? 'primary' : own,
  });
  if (!secret || 'why' in secret) {
    const why = secret?.why ?? `${home.details.name} was not asked yet.`;
    return {
      ...source('unknown'),
      ...(isRemote ? {} : { sourceWhy: why }),
      chainWhy: why,
    };
  }
  if (!secret.value) {
    return {
      ...source('selfSigned'),
      chainWhy: `There is no Secret cacerts in namespace ${controlPlaneNamespace(
        home.details,
      )}: istiod signs with a root that it made itself.`,
    };
  }
  const generated = secret.value.istioGenerated;
  const chain = certificateViews(
    secret.value.chain || secret.value.certificate,
    'cert-chain.pem of Secret cacerts',
  );
  const rootsInSecret = certificateViews(
    secret.value.root,
    'root-cert.pem of Secret cacerts',
  );
  return {
    ...source(generated ? 'selfSigned' : 'plugged'),
    ...('why' in chain
      ? { chainWhy: chain.why }
      : { chain: chain.certificates }),
    ...('why' in rootsInSecret
      ? {}
      : { rootsInSecret: rootsInSecret.certificates }),
  };
}

/** The roots that proxies are given: istiod writes them to every namespace. */
function rootsOf(
  cluster: ClusterInventory,
): Pick<ClusterCertificates, 'roots' | 'rootsWhy'> {
  const namespace = controlPlaneNamespace(cluster.details);
  const bundle = cluster.store('ConfigMap').get(namespace, 'istio-ca-root-cert')
    ?.data?.['root-cert.pem'];
  if (typeof bundle !== 'string') {
    return {
      rootsWhy: isUnreadable(cluster, 'ConfigMap')
        ? cluster.status('ConfigMap').failure?.message ??
          `The ConfigMaps of ${cluster.details.name} are read for the first time.`
        : `There is no ConfigMap istio-ca-root-cert in namespace ${namespace}.`,
    };
  }
  const roots = certificateViews(bundle, 'ConfigMap istio-ca-root-cert');
  return 'why' in roots
    ? { rootsWhy: roots.why }
    : { roots: roots.certificates };
}

/** The earliest end of certificates. */
export function earliest(
  certificates: readonly Pick<CertificateView, 'notAfter'>[],
): string | undefined {
  return certificates.map(({ notAfter }) => notAfter).sort()[0];
}
