import { ConflictError } from '@backstage/errors';
import { CaBundle } from '@meshport/certificates';
import { CacertsFacts } from '../controlPlane/cacertsFacts';
import { BundleRules } from '../controlPlane/bundleRules';
import { judgeBundle, judgementWords } from '../controlPlane/judgeBundle';
import { HeldIntermediate } from '../issuance/HeldIntermediate';
import {
  IntermediateIssuer,
  operationOf,
} from '../issuance/IntermediateIssuer';
import { lastOf } from '../issuance/Issuance';
import { fingerprintsIn } from './gates';
import { RootChangeFacts, SignerFacts } from './RootChange';
import { NewSignerOrder } from './rootChangeParameters';
import { bundleOf } from './secretStages';

/** The intermediate of the new authority that one change has issued. */
export class NewSigner {
  readonly #facts: RootChangeFacts;
  readonly #issuer: IntermediateIssuer;
  readonly #order: NewSignerOrder;

  constructor(options: {
    facts: RootChangeFacts;
    issuer: IntermediateIssuer;
    order: NewSignerOrder;
  }) {
    this.#facts = options.facts;
    this.#issuer = options.issuer;
    this.#order = options.order;
  }

  /**
   * Issued and fit for a stage.
   *
   * @param rules - asked when it is issued, which takes its time
   * @throws `ConflictError` when it must not be written; it is left behind then
   */
  async fitFor(
    stage: 'signing' | 'after',
    rules: () => BundleRules & { now: number },
  ): Promise<{ held: HeldIntermediate; bundle: CaBundle }> {
    const { work, ...order } = this.#order;
    const held = await this.#issuer.issue({ work, order });
    const bundle = bundleOf(this.#facts, stage, held.bundle);
    if (!hasRoot(held.bundle, this.#facts.newRoot)) {
      return this.#refuse(
        held,
        `authority: ${
          this.#facts.authority
        } issues below another root than the one that was approved`,
      );
    }
    const judgement = await judgeBundle(bundle, held.key, rules());
    if (judgement.problem !== undefined) {
      return this.#refuse(
        held,
        `the files are not fit to be written: ${judgement.problem}`,
      );
    }
    await held.checked(judgementWords(judgement));
    return { held, bundle };
  }

  async #refuse(held: HeldIntermediate, problem: string): Promise<never> {
    await held.refuse(problem);
    throw new ConflictError(problem);
  }

  /** What a process that then died had written into the Secret. */
  async adopt(present: CacertsFacts): Promise<SignerFacts | undefined> {
    const issuance = await this.#issuer.adopt(
      operationOf(this.#facts.requestId),
      present,
    );
    const written = issuance && lastOf(issuance, 'written');
    const signer = written && signerFacts(present);
    return signer?.fingerprint === written?.fingerprint ? signer : undefined;
  }

  /** Lets go of what was issued and will not be written. */
  async giveUp(): Promise<void> {
    const { work } = this.#order;
    await this.#issuer.giveUp(operationOf(work.requestId), work.signal);
  }
}

/** What is public of an intermediate that signs. */
export function signerFacts({
  certificate,
  chain,
  crl,
}: Pick<CaBundle, 'certificate' | 'chain' | 'crl'>): SignerFacts {
  const [fingerprint] = fingerprintsIn(certificate);
  return { certificate, chain, fingerprint, ...(crl ? { crl } : {}) };
}

function hasRoot({ root }: CaBundle, wanted: string): boolean {
  return fingerprintsIn(root).includes(fingerprintsIn(wanted)[0]);
}
