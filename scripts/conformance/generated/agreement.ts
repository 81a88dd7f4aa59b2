import { setTimeout } from 'node:timers/promises';
import { askCall, CallAnswer } from '@meshport/istio';
import { answerLine } from '../policy';
import { callObjectsOf } from '../policyCluster';
import { CALLER_KINDS, GeneratedCall } from './calls';
import type { PolicyWire } from './PolicyWire';

/**
 * Milliseconds that a disagreement waits for proxies that had no news yet. A
 * connection between two proxies may live by the former policies for as long as
 * Envoy drains a listener, with Istio 45 seconds (`drainDuration`).
 */
const PATIENCE = [3000, 6000, 15_000, 30_000];

interface Count {
  asked: number;
  agreed: number;
  refused: number;
  notKnown: number;
}

const none = (): Count => ({ asked: 0, agreed: 0, refused: 0, notKnown: 0 });

/** Asks the wire until it says what we do, or time is up. */
async function codesOf(
  wire: PolicyWire,
  calls: readonly GeneratedCall[],
  expected: readonly (boolean | undefined)[],
): Promise<number[]> {
  const codes = await wire.call(calls);
  const isOpen = (index: number) =>
    expected[index] !== undefined && expected[index] !== (codes[index] === 200);
  for (const wait of PATIENCE) {
    const open = [...calls.keys()].filter(isOpen);
    if (open.length) {
      await setTimeout(wait);
      const again = await wire.call(open.map(index => calls[index]));
      open.forEach((index, at) => codes.splice(index, 1, again[at]));
    }
  }
  return codes;
}

/** Asks us and the wire the same, and counts where both say the same. */
export class Agreement {
  readonly #counts = new Map<string, Count>();

  constructor(
    private readonly wire: PolicyWire,
    private readonly kubeconfig: string,
  ) {}

  /**
   * Asks about calls under the policies that are in force.
   *
   * @param title - under which a disagreement is told
   */
  async ask(title: string, calls: readonly GeneratedCall[]): Promise<void> {
    const objects = await callObjectsOf({
      kubeconfig: this.kubeconfig,
      istioNamespace: 'istio-system',
      revision: '',
    });
    const answers = await Promise.all(
      calls.map(call => askCall(objects, call)),
    );
    const codes = await codesOf(
      this.wire,
      calls,
      answers.map(one => one.allowed),
    );
    for (const [index, call] of calls.entries()) {
      this.#add(title, call, answers[index], codes[index]);
    }
  }

  #add(title: string, call: GeneratedCall, answer: CallAnswer, code: number) {
    const count = this.#counts.get(call.kind) ?? none();
    this.#counts.set(call.kind, count);
    count.asked++;
    if (answer.allowed === undefined) {
      count.notKnown++;
    } else if (answer.allowed === (code === 200)) {
      count.agreed++;
      count.refused += answer.allowed ? 0 : 1;
    } else {
      console.log(
        `${title}: ${JSON.stringify(
          call,
        )}\n  the wire: ${code}\n  we: ${answerLine(answer)}`,
      );
    }
  }

  /** Tells the counts; whether both agreed in all that is known. */
  tell(): boolean {
    const all = [...this.#counts.values()];
    const sum = (of: keyof Count) =>
      all.reduce((total, one) => total + one[of], 0);
    for (const kind of CALLER_KINDS) {
      const { asked, agreed, refused, notKnown } =
        this.#counts.get(kind) ?? none();
      console.log(
        `${kind}: ${agreed} of ${
          asked - notKnown
        } as the wire, ${refused} of them refusals; ${notKnown} not known`,
      );
    }
    const failed = sum('asked') - sum('notKnown') - sum('agreed');
    console.log(`${sum('agreed')} passed, ${failed} failed, 0 skipped`);
    return failed === 0 && sum('agreed') > 0;
  }
}
