/** What tells whether a machine that was away can come back with what it has. */
export interface ReEnrolFacts {
  /** Milliseconds since 1970. */
  now: number;
  /** Life of a workload's certificate in the mesh, in milliseconds. */
  certificateMs: number;
  /** Fingerprint of the roots now; undefined when they are not known. */
  root: string | undefined;
}

/**
 * Why a machine that left needs a new code, as a sentence; undefined when it
 * can come back. An agent renews its certificate at half its life, so that one
 * that is off may find it ended after half of it, and does after the whole. A
 * machine that runs is told of new roots; one that is off is not.
 */
export function whyReEnrol(
  machine: { leftAt: number; root?: string },
  { now, certificateMs, root }: ReEnrolFacts,
): string | undefined {
  if (machine.root && root && machine.root !== root) {
    return 'The roots of the mesh have changed while it was away, so that it does not trust istiod. It needs a new code.';
  }
  const away = now - machine.leftAt;
  if (away >= certificateMs) {
    return `It was away for longer than its certificate lives (${hours(
      certificateMs,
    )}), and its token has ended. It needs a new code.`;
  }
  return undefined;
}

function hours(ms: number): string {
  const count = Math.round(ms / 360_000) / 10;
  return `${count} hour${count === 1 ? '' : 's'}`;
}
