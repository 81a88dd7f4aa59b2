import type { CutOff, NamespaceStage } from './types';

const WORST: readonly CutOff['evidence'][] = [
  'declared',
  'configured',
  'possible',
];

/** What is surest first. */
export function byEvidence(a: CutOff, b: CutOff): number {
  return WORST.indexOf(a.evidence) - WORST.indexOf(b.evidence);
}

/** Namespaces to take first come first: those where least is known to break. */
export function byHarm(a: NamespaceStage, b: NamespaceStage): number {
  return harmKnown(a) - harmKnown(b) || (a.namespace < b.namespace ? -1 : 1);
}

function harmKnown({ cutOff }: NamespaceStage): number {
  return cutOff.filter(({ evidence }) => evidence !== 'possible').length;
}
