import { Certificate } from '../certificate/Certificate';
import { CertificateFacts, factsOf } from '../certificate/readCertificates';
import { isAtLeast } from './istioVersion';
import { distinctRoots } from './rootFile';

/** What decides whether a running istiod takes other roots. */
export interface RootChangeOptions {
  /** The oldest istiod that reads the Secret; the stricter rule holds where it is unknown. */
  istioVersion?: string;
  /** `ISTIO_MULTIROOT_MESH` of istiod; false unless set. */
  multiRoot?: boolean;
  /** `PROXY_CONFIG_XDS_AGENT` of the proxies; false unless set. */
  proxyConfigXdsAgent?: boolean;
}

/** How two root files differ, and what a running istiod makes of the new one. */
export interface RootChange {
  /**
   * `same`: byte for byte; `rewritten`: the same roots in other bytes; `grown`,
   * `shrunk`: roots were added or removed; `replaced`: both, some stay;
   * `exchanged`: none stays.
   */
  kind: 'same' | 'rewritten' | 'grown' | 'shrunk' | 'replaced' | 'exchanged';
  added: CertificateFacts[];
  removed: CertificateFacts[];
  kept: CertificateFacts[];
  /**
   * Whether an istiod that runs takes the new files. One that ignores them keeps
   * all of the old bundle, and loads the new one unchecked at its next start.
   */
  takenLive: boolean;
  /** Why, as a sentence. */
  reason: string;
  /** What else to know or to do, as sentences. */
  notes: string[];
}

function without(list: Certificate[], other: Certificate[]): Certificate[] {
  return list.filter(one => !other.some(known => known.equals(one)));
}

function kindOf(
  bytesDiffer: boolean,
  { added, removed, kept }: Record<'added' | 'removed' | 'kept', unknown[]>,
): RootChange['kind'] {
  if (!bytesDiffer) {
    return 'same';
  }
  if (!kept.length) {
    return 'exchanged';
  }
  if (added.length) {
    return removed.length ? 'replaced' : 'grown';
  }
  return removed.length ? 'shrunk' : 'rewritten';
}

function judgementOf(
  kind: RootChange['kind'],
  contained: boolean,
  { istioVersion, multiRoot = false }: RootChangeOptions,
): { takenLive: boolean; reason: string } {
  if (kind === 'same') {
    return {
      takenLive: true,
      reason:
        'The roots are the same byte for byte: istiod takes a new intermediate under them as it runs.',
    };
  }
  if (!multiRoot) {
    return {
      takenLive: false,
      reason:
        'istiod takes no other root-cert.pem while it runs, because ISTIO_MULTIROOT_MESH is not true: it has to be restarted.',
    };
  }
  if (kind === 'exchanged' || kind === 'replaced') {
    return {
      takenLive: false,
      reason:
        'istiod ignores roots of which some are added and others are removed at once: neither set holds the other.',
    };
  }
  const bySet = isAtLeast(istioVersion, '1.30');
  if (bySet) {
    return {
      takenLive: true,
      reason: `istiod ${istioVersion} compares the roots as a set, and one set holds the other.`,
    };
  }
  const whose =
    bySet === false ? `istiod ${istioVersion}` : 'istiod up to 1.29';
  return contained
    ? {
        takenLive: true,
        reason: `${whose} compares bytes, and one file is a piece of the other.`,
      }
    : {
        takenLive: false,
        reason: `${whose} compares bytes, and neither file is a piece of the other. Keep the old bytes as they are: append a root at the end, or cut a contiguous piece.`,
      };
}

function notesOf(
  change: Pick<RootChange, 'kind' | 'removed' | 'takenLive'>,
  { multiRoot, proxyConfigXdsAgent }: RootChangeOptions,
): string[] {
  const { kind, removed, takenLive } = change;
  return [
    ...(!takenLive
      ? [
          'Its refusal is in memory alone: at its next start istiod loads the files as they are, so replicas that start at different times disagree.',
        ]
      : []),
    ...(kind === 'exchanged'
      ? [
          'No root stays: every proxy that has not turned over refuses those that have. Put both roots in first.',
        ]
      : []),
    ...(removed.length && kind !== 'exchanged'
      ? [
          'Remove a root only when no proxy and no virtual machine has a certificate below it any more.',
        ]
      : []),
    ...(kind !== 'same' && multiRoot && !proxyConfigXdsAgent
      ? [
          'PROXY_CONFIG_XDS_AGENT is not true: proxies learn of other roots when their workload certificate is renewed, or when they start.',
        ]
      : []),
  ];
}

/**
 * What becomes of `root-cert.pem` when the new one takes the place of the old,
 * by the rules of istiod's handleEvent (pilot/pkg/bootstrap/istio_ca.go): byte
 * containment in either direction up to 1.29, sets of certificates from 1.30,
 * nothing at all without `ISTIO_MULTIROOT_MESH`.
 *
 * @throws InputError when one of the files holds no certificate that can be read
 */
export function rootChange(
  oldPem: string,
  newPem: string,
  options: RootChangeOptions = {},
): RootChange {
  const [before, after] = [distinctRoots(oldPem), distinctRoots(newPem)];
  const added = without(after, before);
  const removed = without(before, after);
  const kept = without(after, added);
  const kind = kindOf(oldPem !== newPem, { added, removed, kept });
  const contained = oldPem.includes(newPem) || newPem.includes(oldPem);
  const change = {
    kind,
    added: added.map(factsOf),
    removed: removed.map(factsOf),
    kept: kept.map(factsOf),
    ...judgementOf(kind, contained, options),
  };
  return { ...change, notes: notesOf(change, options) };
}

/** The roots that every one of these files holds, in the order of the first. */
export function commonRoots(files: readonly string[]): CertificateFacts[] {
  const [first = [], ...others] = files.map(distinctRoots);
  return first
    .filter(root => others.every(other => other.some(one => one.equals(root))))
    .map(factsOf);
}
