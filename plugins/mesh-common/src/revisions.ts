/**
 * Header of read answers: how far the history of each cluster had come that
 * they show, as far as the caller may see it. Not to be read by anybody but
 * the functions here: a client keeps the highest and sends it back.
 */
export const REVISION_HEADER = 'Mesh-Revision';

/** Header of read requests: the highest revisions that the client was shown. */
export const SEEN_HEADER = 'Mesh-Seen';

/** Longest value of `Mesh-Seen` that a client sends; a Node server takes 16 KiB of headers. */
export const LONGEST_SEEN = 8_000;

/** By cluster, by kind (see `kindCode`): a resource version. */
export type Revisions = ReadonlyMap<string, ReadonlyMap<string, bigint>>;

/**
 * A short name of a kind, so that many clusters fit into a header: its
 * capitals and its last letter, e.g. `AuthorizationPolicy` is `APy`.
 */
export function kindCode(kind: string): string {
  return `${kind.replace(/[^A-Z]/g, '')}${kind.slice(-1)}`;
}

/** e.g. `east=Pd:1204.Se:88,west=Pd:7`. */
export function formatRevisions(revisions: Revisions): string {
  return [...revisions]
    .filter(([, kinds]) => kinds.size > 0)
    .map(
      ([cluster, kinds]) =>
        `${cluster}=${[...kinds]
          .map(([code, version]) => `${code}:${version}`)
          .join('.')}`,
    )
    .join(',');
}

/** Leaves out what it does not understand: a revision is a wish, not an order. */
export function parseRevisions(text: string | null | undefined): Revisions {
  const revisions = new Map<string, Map<string, bigint>>();
  for (const part of (text ?? '').split(',')) {
    const [, cluster, kinds = ''] = part.match(/^\s*([^=\s]+)=(\S*)\s*$/) ?? [];
    const known = kinds
      .split('.')
      .map(kind => kind.match(/^([A-Za-z]{1,40}):(\d{1,30})$/))
      .filter(match => match !== null)
      .map(([, code, version]) => [code, BigInt(version)] as const);
    if (cluster && known.length > 0) {
      revisions.set(cluster, new Map(known));
    }
  }
  return revisions;
}

/** The higher of both, for each kind of each cluster. */
export function highestRevisions(a: Revisions, b: Revisions): Revisions {
  const merged = new Map([...a].map(([name, kinds]) => [name, new Map(kinds)]));
  for (const [cluster, kinds] of b) {
    const known = merged.get(cluster) ?? new Map<string, bigint>();
    for (const [code, version] of kinds) {
      if ((known.get(code) ?? -1n) < version) {
        known.set(code, version);
      }
    }
    merged.set(cluster, known);
  }
  return merged;
}
