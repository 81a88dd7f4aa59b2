/** Faults of the transport and of the service itself. */
export type WireFault =
  /** The service's own answer to too many calls. */
  | { type: 'throttle' }
  /** @see WireFault; 503 where no status is given */
  | { type: 'server-error'; status?: number }
  /** The connection ends before anything is done. */
  | { type: 'reset-before' }
  /** Everything is done, then the connection ends instead of an answer. */
  | { type: 'reset-after' }
  /** The answer comes late. */
  | { type: 'slow'; milliseconds: number };

/** Answers that look right and hold something wrong. */
export type AnswerFault =
  /** A certificate for a key that nobody asked for, signed for real. */
  | { type: 'wrong-key' }
  /** The chain from the root down. */
  | { type: 'reversed-chain' }
  /** The chain holds the issuer's certificate of a time that is over. */
  | { type: 'expired-issuer' }
  /** PEM whose contents are no certificate. */
  | { type: 'garbage' };

/** One thing that goes wrong. */
export type Fault = WireFault | AnswerFault;

/** Where and how often it does. */
export interface FaultRule {
  /** E.g. `IssueCertificate` or `createCertificate`; any where it is missing. */
  operation?: string;
  fault: Fault;
  /** How many calls it hits; one where it is missing. */
  times?: number;
  /** How many calls of the operation go well before. */
  after?: number;
}

const faultTypes = [
  'throttle',
  'server-error',
  'reset-before',
  'reset-after',
  'slow',
  'wrong-key',
  'reversed-chain',
  'expired-issuer',
  'garbage',
] as const satisfies readonly Fault['type'][];

/** Says what is wrong with a rule that somebody wrote by hand. */
export function checkFaultRule(rule: FaultRule): FaultRule {
  if (!faultTypes.includes(rule?.fault?.type)) {
    throw new Error(`fault.type is none of ${faultTypes.join(', ')}.`);
  }
  if (rule.fault.type === 'slow' && !Number.isFinite(rule.fault.milliseconds)) {
    throw new Error('fault.milliseconds is missing: say how slow.');
  }
  return rule;
}

/** What goes wrong, call by call, in the order in which it was written. */
export class FaultScript {
  #rules: { rule: FaultRule; left: number; spare: number }[] = [];

  add(rule: FaultRule): void {
    checkFaultRule(rule);
    this.#rules.push({
      rule,
      left: rule.times ?? 1,
      spare: rule.after ?? 0,
    });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault of this call, which is used up by it. */
  take(operation: string): Fault | undefined {
    for (const entry of this.#rules) {
      const { operation: of, fault } = entry.rule;
      if (of !== undefined && of !== operation) continue;
      if (entry.spare > 0) {
        entry.spare -= 1;
        continue;
      }
      entry.left -= 1;
      if (entry.left <= 0) {
        this.#rules = this.#rules.filter(other => other !== entry);
      }
      return fault;
    }
    return undefined;
  }
}

/** Tells faults of an answer's contents from those of the wire. */
export function isAnswerFault(fault: Fault): fault is AnswerFault {
  return (
    fault.type === 'wrong-key' ||
    fault.type === 'reversed-chain' ||
    fault.type === 'expired-issuer' ||
    fault.type === 'garbage'
  );
}
