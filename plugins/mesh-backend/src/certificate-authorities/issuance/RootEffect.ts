import { CaBundle, readCertificates } from '@meshport/certificates';
import { findObject } from '../../clusters/findObject';
import { ClusterConnection } from '../../clusters/types';
import { ClusterInventory, StoredObject } from '../../inventory';
import { toBackstageError } from '../../manifests/clusterErrors';
import { CacertsFacts } from '../controlPlane/cacertsFacts';

/**
 * What a new root does to a control plane:
 *
 * - `same`: everybody trusts it already.
 * - `first`: nobody is given any root so far.
 * - `quiet`: it changes, and nothing is connected.
 * - `breaks`: it changes under proxies that trust another.
 */
export interface RootEffect {
  kind: 'same' | 'first' | 'quiet' | 'breaks';
  /** `root-cert.pem` to be kept byte for byte. */
  presentRoots?: string;
  /** SHA-256 of the roots that proxies are given now. */
  trusted: string[];
  /** Connected proxies and machines; absent when not known. */
  proxies?: number;
  /** Whether istiod has to be restarted to take it. */
  restart: boolean;
}

/**
 * What a root does where a control plane is as it is now.
 *
 * @param root - SHA-256 of the new root (DER) in lower-case hexadecimal
 */
export async function rootEffect(options: {
  connection: ClusterConnection;
  namespace: string;
  inventory: ClusterInventory | undefined;
  before: CacertsFacts | undefined;
  root: string;
}): Promise<RootEffect> {
  const { connection, namespace, inventory, before, root } = options;
  const given = await givenRoots(connection, namespace);
  const inSecret = before?.missing.length === 0 ? before.root : undefined;
  const presentRoots = inSecret || given;
  const trusted = fingerprintsIn(given ?? inSecret);
  const present = fingerprintsIn(presentRoots);
  // istiod that started by itself watches no files.
  const wasPlugged = Boolean(inSecret) && !before?.istioGenerated;
  if (trusted.includes(root) && present.includes(root)) {
    return { kind: 'same', presentRoots, trusted, restart: !wasPlugged };
  }
  const proxies = proxiesOf(inventory);
  if (!trusted.length && !proxies) {
    return { kind: 'first', trusted, restart: true };
  }
  return {
    kind: proxies === 0 ? 'quiet' : 'breaks',
    trusted,
    ...(proxies === undefined ? {} : { proxies }),
    restart: true,
  };
}

/** `istio-ca-root-cert`, which istiod gives to every proxy; undefined when it is not there. */
export async function givenRoots(
  connection: ClusterConnection,
  namespace: string,
): Promise<string | undefined> {
  try {
    const found = await findObject(
      connection,
      `/api/v1/namespaces/${encodeURIComponent(
        namespace,
      )}/configmaps/istio-ca-root-cert`,
    );
    return found?.data?.['root-cert.pem'];
  } catch (error) {
    throw toBackstageError(error, { cluster: connection.details.name });
  }
}

/** SHA-256 of each certificate of a PEM text; none where it holds none. */
export function fingerprintsIn(pem: string | undefined): string[] {
  return pem?.includes('-----BEGIN CERTIFICATE-----')
    ? readCertificates(pem).map(({ fingerprint }) => fingerprint)
    : [];
}

/** SHA-256 of the root by which a bundle's own chain ends. */
export function rootOfBundle({ certificate, chain, root }: CaBundle): string {
  const all = readCertificates(`${certificate}\n${chain}`);
  const last = all[all.length - 1];
  const roots = readCertificates(root);
  return (roots.find(({ subject }) => subject === last.issuer) ?? roots[0])
    .fingerprint;
}

/**
 * Proxies and machines that a control plane serves; undefined when they are not
 * known. A sidecar that is not connected now counts: it trusts the old root.
 */
export function proxiesOf(
  cluster: ClusterInventory | undefined,
): number | undefined {
  if (!cluster || cluster.status('Pod').failure) {
    return undefined;
  }
  const connected =
    cluster.proxyVersions.reading()?.state === 'read'
      ? cluster.proxyVersions.proxies.all().length
      : undefined;
  const pods = cluster.store('Pod').list().filter(hasProxy).length;
  const machines = cluster
    .store('WorkloadEntry')
    .list()
    .filter(
      ({ metadata }) => metadata.annotations?.['istio.io/connectedAt'],
    ).length;
  const seen = Math.max(connected ?? 0, pods + machines);
  return seen > 0 || connected !== undefined || !hasIstiod(cluster)
    ? seen
    : undefined;
}

function hasProxy({ spec }: StoredObject): boolean {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(
    ({ name }: { name?: string }) => name === 'istio-proxy',
  );
}

function hasIstiod(cluster: ClusterInventory): boolean {
  return cluster.controlPlanes.pods().length > 0;
}
