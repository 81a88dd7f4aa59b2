import { X509Certificate } from 'crypto';
import { ProxySecrets } from '../controlPlane/ProxySecrets';
import { certificatesIn, fingerprintOf } from '../controlPlane/fingerprints';
import { RootChangeFacts, RootChangeState } from './RootChange';

/** What every proxy has to have before the next stage is written. Fingerprints are SHA-256 in lower-case hex. */
export interface Gate {
  /** Roots that it has to believe. */
  include: string[];
  /** Roots that it may no longer believe. */
  exclude: string[];
  /** Who has to have signed its certificate. */
  signer?: string;
  /** In words: `trust both roots`. */
  words: string;
}

/**
 * What is waited for in a state; undefined when the next stage takes nothing
 * away that anybody may still need.
 */
export function gateOf(
  facts: RootChangeFacts,
  state: RootChangeState,
): Gate | undefined {
  const { at, direction, seen, newSigner } = state;
  const old = fingerprintsIn(facts.oldRoot);
  const fresh = fingerprintsIn(facts.newRoot);
  const both: Gate = {
    include: [...old, ...fresh],
    exclude: [],
    words: 'believe both roots',
  };
  if (direction === 'forward') {
    switch (at) {
      case 'both':
        return both;
      case 'signing':
        return {
          include: [],
          exclude: [],
          signer: newSigner?.fingerprint,
          words: 'have a certificate of the new authority',
        };
      case 'after':
        return {
          include: fresh,
          exclude: old,
          words: 'believe the new root and no longer the old one',
        };
      default:
        return undefined;
    }
  }
  if (at === 'signing' && seen.has('after')) {
    return both;
  }
  if (at === 'both' && seen.has('signing')) {
    return {
      include: [],
      exclude: [],
      signer: facts.oldSigner.fingerprint,
      words: 'have a certificate of the former authority again',
    };
  }
  return undefined;
}

/**
 * Whether a proxy is through a gate; undefined when what it shows does not
 * tell: one that holds no root yet will be given one later.
 */
export function isThrough(
  gate: Gate,
  { roots, leaf }: ProxySecrets,
): boolean | undefined {
  if (gate.signer !== undefined) {
    return leaf?.signer === undefined ? undefined : leaf.signer === gate.signer;
  }
  if (!roots) {
    return undefined;
  }
  return (
    gate.include.every(one => roots.includes(one)) &&
    !gate.exclude.some(one => roots.includes(one))
  );
}

/** Fingerprints of the certificates in a PEM text. */
export function fingerprintsIn(pem: string): string[] {
  return certificatesIn(pem).map(fingerprintOf);
}

/** In one line, as people write names. */
export function subjectOf({ subject }: X509Certificate): string {
  return (subject ?? '').replace(/\n/g, ', ');
}
