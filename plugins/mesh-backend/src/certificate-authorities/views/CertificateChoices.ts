import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AuthorityChoice,
  CaClusterChoice,
  CertificateAuthorityChoices,
} from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { ReadScope } from '../../entities/ReadScope';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { meshProxies } from '../rotation/meshProxies';
import {
  authorityView,
  AuthorityViews,
  rootOf,
  SeenAuthority,
} from './AuthorityViews';
import { CertificatesReader } from './CertificatesReader';
import { clusterCertificates, CertificateSources } from './clusterCertificates';
import { maySeeAuthority } from './sightedCertificates';
import { waysTo } from './waysTo';

/** Answers what forms offer for authorities: all is picked, nothing typed. */
export class CertificateChoices {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      authorities: AuthorityViews;
      reader: CertificatesReader;
    },
  ) {}

  /** @throws `NotAllowedError` */
  async read(
    credentials: BackstageCredentials,
  ): Promise<CertificateAuthorityChoices> {
    const { inventory, authorizer, authorities, reader } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const seen = await authorities.seen(credentials, name =>
      scope.mayReadCluster(name),
    );
    const served = new Set(seen.flatMap(({ clusters }) => clusters));
    const clusters = inventory
      .clusters()
      .filter(({ details }) => served.has(details.name));
    const sources = await reader.sources(clusters);
    return {
      authorities: seen.map(authorityChoice),
      clusters: clusters.map(cluster =>
        clusterChoice(cluster, seen, sources, {
          scope,
          machines: machinesOf(inventory, cluster),
        }),
      ),
      unknown: clusters.flatMap(({ details: { name }, proxyVersions }) => {
        const reading = proxyVersions.reading();
        return reading && reading.state !== 'read'
          ? [
              {
                cluster: name,
                what: 'connected proxies',
                why:
                  ('why' in reading && reading.why) ||
                  'istiod is asked for the first time.',
              },
            ]
          : [];
      }),
    };
  }
}

function authorityChoice(seen: SeenAuthority): AuthorityChoice {
  const { name, title, provider, keys, defaultKey, validity } = seen.settings;
  const { usableWhy, unable, unfit } = authorityView(seen);
  const why = usableWhy ?? unable;
  const root = rootOf(seen.described);
  return {
    name,
    ...(title ? { title } : {}),
    provider,
    keys: [...keys],
    defaultKey,
    validity,
    ...(unfit ? { unfit } : {}),
    ...(why ? { why } : {}),
    ...('root' in root ? { root: root.root.subject } : {}),
  };
}

function clusterChoice(
  cluster: ClusterInventory,
  authorities: readonly SeenAuthority[],
  sources: CertificateSources,
  { scope, machines }: { scope: ReadScope; machines: number | undefined },
): CaClusterChoice {
  const { name, title } = cluster.details;
  const { certificates } = clusterCertificates(cluster, sources);
  const why = whyNot(cluster, certificates.source, scope);
  const proxies = proxiesOf(cluster);
  return {
    name,
    ...(title ? { title } : {}),
    clusterId: cluster.istioId.id,
    namespace: controlPlaneNamespace(cluster.details),
    source: certificates.source,
    ...(certificates.ends ? { ends: certificates.ends } : {}),
    ...(proxies === undefined ? {} : { proxies }),
    ...(machines === undefined ? {} : { machines }),
    ...(why ? { why } : {}),
    ways: Object.fromEntries(
      authorities
        .filter(({ usableFor }) => usableFor.includes(name))
        .map(authority => [
          authority.settings.name,
          waysTo({
            authority,
            certificates,
            proxies,
            machines,
            issuedBy: certificates.authority?.name,
          }),
        ]),
    ),
  };
}

function whyNot(
  cluster: ClusterInventory,
  source: CaClusterChoice['source'],
  scope: ReadScope,
): string | undefined {
  const { name, primary, readOnly } = cluster.details;
  if (source === 'primary') {
    return `It is a remote: the authority of its primary ${primary} signs.`;
  }
  if (source === 'none') {
    return 'No istiod runs here.';
  }
  if (readOnly) {
    return 'Writes are switched off for it (mesh.clusters[].readOnly).';
  }
  return maySeeAuthority(cluster, undefined, scope)
    ? undefined
    : `You may not read the control plane’s namespace of ${name}; ask its owner.`;
}

/** Virtual machines that may have a certificate of a control plane; undefined when not known. */
function machinesOf(
  inventory: Inventory,
  { details }: ClusterInventory,
): number | undefined {
  const { proxies, unknown } = meshProxies(inventory, {
    cluster: details.name,
    namespace: controlPlaneNamespace(details),
    leastLifeMs: 0,
  });
  return unknown === undefined
    ? proxies.filter(({ kind }) => kind === 'machine').length
    : undefined;
}

/** Proxies and machines that istiods of a cluster serve, those of its remotes too. */
export function proxiesOf(cluster: ClusterInventory): number | undefined {
  return cluster.proxyVersions.reading()?.state === 'read'
    ? cluster.proxyVersions.proxies.all().length
    : undefined;
}
