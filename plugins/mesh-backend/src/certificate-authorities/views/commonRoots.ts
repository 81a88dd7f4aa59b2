import {
  ClusterCertificates,
  CommonRoots,
} from '@meshport/backstage-plugin-mesh-common';

/** Which roots the clusters trust, and which pairs trust one in common. */
export function commonRoots(
  items: readonly Pick<ClusterCertificates, 'cluster' | 'roots'>[],
): CommonRoots {
  const roots = new Map<string, CommonRoots['roots'][number]>();
  for (const { cluster, roots: own = [] } of items) {
    for (const { fingerprint, subject, notAfter } of own) {
      const known = roots.get(fingerprint) ?? {
        fingerprint,
        subject,
        notAfter,
        clusters: [],
      };
      if (!known.clusters.includes(cluster)) {
        known.clusters.push(cluster);
      }
      roots.set(fingerprint, known);
    }
  }
  return {
    roots: [...roots.values()],
    pairs: items.flatMap((one, index) =>
      items.slice(index + 1).map(other => ({
        clusters: [one.cluster, other.cluster] as [string, string],
        ...(one.roots && other.roots
          ? {
              common: one.roots.some(({ fingerprint }) =>
                other.roots!.some(root => root.fingerprint === fingerprint),
              ),
            }
          : {}),
      })),
    ),
  };
}
