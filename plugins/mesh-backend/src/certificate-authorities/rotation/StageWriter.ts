import { ConflictError } from '@backstage/errors';
import { CaBundle } from '@meshport/certificates';
import { ClusterConnection } from '../../clusters/types';
import { BundleRules } from '../controlPlane/bundleRules';
import {
  CacertsFiles,
  CacertsSecret,
  PresentCacerts,
} from '../controlPlane/CacertsSecret';
import { judgeBundle } from '../controlPlane/judgeBundle';
import { formerSigner, refuseRemoval } from './formerSigner';
import { NewSigner, signerFacts } from './NewSigner';
import { RootChangeFacts, RootChangeState, RootStage } from './RootChange';
import { StageWritten } from './RootChangePlane';
import { StoredRootChange } from './RootChangeStore';
import {
  bundleOf,
  filesOf,
  PREVIOUS,
  signerIn,
  stageShown,
  withoutPrevious,
} from './secretStages';

/** Writes the stages of one change into the Secret `cacerts`. Keys are in memory only while one is written. */
export class StageWriter {
  readonly #change: StoredRootChange;
  readonly #connection: ClusterConnection;
  readonly #secret: CacertsSecret;
  readonly #newSigner: NewSigner;
  readonly #rules: () => BundleRules & { now: number };
  readonly #keep: () => Promise<void>;

  constructor(options: {
    change: StoredRootChange;
    connection: ClusterConnection;
    secret: CacertsSecret;
    newSigner: NewSigner;
    /** By which bundles are preflighted, at the moment that they are. */
    rules: () => BundleRules & { now: number };
    keep: () => Promise<void>;
  }) {
    this.#change = options.change;
    this.#connection = options.connection;
    this.#secret = options.secret;
    this.#newSigner = options.newSigner;
    this.#rules = options.rules;
    this.#keep = options.keep;
  }

  /** What a stage was written with, when the Secret shows it. */
  async find(stage: RootStage): Promise<StageWritten | undefined> {
    const present = await this.#secret.read();
    const { facts, state } = this.#change;
    const signer =
      state.newSigner || !present
        ? undefined
        : await this.#newSigner.adopt(present.facts);
    const shown = stageShown(
      facts,
      { newSigner: state.newSigner ?? signer },
      present,
    );
    return shown === stage
      ? {
          ...(present ? { secret: present.uid } : {}),
          ...(signer ? { signer } : {}),
        }
      : undefined;
  }

  /** Lets go of what was issued and will not be written. */
  giveUp(): Promise<void> {
    return this.#newSigner.giveUp();
  }

  /**
   * Writes a stage over the one before.
   *
   * @throws `ConflictError` when the Secret is neither
   */
  async write(stage: RootStage): Promise<StageWritten> {
    const { facts, state } = this.#change;
    const present = await this.#secret.read();
    if (stageShown(facts, state, present) !== state.at) {
      throw new ConflictError(
        `cluster: Secret ${facts.namespace}/cacerts of ${facts.cluster} is not as the step before left it: somebody else wrote it. Nothing was changed`,
      );
    }
    switch (stage) {
      case 'before':
        return this.#writeBefore(present);
      case 'both':
        return this.#writeBoth(present);
      default:
        return state.newSigner && state.at !== 'both' && state.at !== 'before'
          ? this.#writeRoots(stage, present!)
          : this.#writeNewSigner(stage, present);
    }
  }

  /**
   * Takes the former authority away when nobody will roll back to it, and puts
   * in the revocation lists of the one that signs, where it has them and they
   * still hold.
   */
  async end(): Promise<void> {
    const present = await this.#secret.read();
    const { facts, state } = this.#change;
    const bundle = endBundle(facts, state);
    const names = Object.values<string>(PREVIOUS);
    if (
      !present ||
      (!bundle && !present.names.some(one => names.includes(one)))
    ) {
      return;
    }
    const key = present.file('ca-key.pem');
    try {
      const isFit =
        bundle && key && (await this.#problem(bundle, key)) === undefined;
      await this.#put(present, {
        ...withoutPrevious(),
        ...(isFit ? { 'ca-crl.pem': bundle.crl } : {}),
      });
    } finally {
      key?.fill(0);
    }
  }

  async #writeBoth(present: PresentCacerts | undefined): Promise<StageWritten> {
    const { facts, state } = this.#change;
    const bundle = bundleOf(facts, 'both', facts.oldSigner);
    const signer = await formerSigner(this.#change, this.#connection, present);
    try {
      await this.#check(bundle, signer.key);
      const files: CacertsFiles = {
        ...filesOf(bundle, signer.key),
        ...(state.at === 'signing' ? withoutPrevious() : {}),
      };
      const written = await this.#put(present, files);
      return { secret: written.uid };
    } finally {
      signer.key.fill(0);
    }
  }

  async #writeNewSigner(
    stage: 'signing' | 'after',
    present: PresentCacerts | undefined,
  ): Promise<StageWritten> {
    const { held, bundle } = await this.#newSigner.fitFor(stage, this.#rules);
    const key = held.keyPem();
    const beside = present && signerIn(present, 'present');
    try {
      const written = await this.#put(present, filesOf(bundle, key, beside));
      await held.written(bundle);
      return { secret: written.uid, signer: signerFacts(held.bundle) };
    } finally {
      key.fill(0);
      beside?.key.fill(0);
    }
  }

  /** Other roots below the same authority. */
  async #writeRoots(
    stage: 'signing' | 'after',
    present: PresentCacerts,
  ): Promise<StageWritten> {
    const { facts, state } = this.#change;
    const bundle = bundleOf(facts, stage, state.newSigner!);
    const signer = signerIn(present, 'present')!;
    try {
      await this.#check(bundle, signer.key);
      await this.#put(present, { 'root-cert.pem': bundle.root });
      return {};
    } finally {
      signer.key.fill(0);
    }
  }

  async #writeBefore(
    present: PresentCacerts | undefined,
  ): Promise<StageWritten> {
    const { facts } = this.#change;
    if (facts.kind === 'first' && !facts.istioGenerated) {
      await refuseRemoval(this.#change, this.#connection, present);
      if (present) {
        await this.#secret.remove(present, { keep: this.#keep });
      }
      return {};
    }
    const signer = await formerSigner(this.#change, this.#connection, present);
    try {
      await this.#put(present, {
        ...filesOf({ ...facts.oldSigner, root: facts.oldRoots }, signer.key),
        ...withoutPrevious(),
        ...(facts.istioGenerated ? { 'istio-generated': '' } : {}),
      });
      return {};
    } finally {
      signer.key.fill(0);
    }
  }

  #put(
    present: PresentCacerts | undefined,
    files: CacertsFiles,
  ): Promise<PresentCacerts> {
    return this.#secret.write(present, files, {
      keep: this.#keep,
      overGenerated: this.#change.facts.istioGenerated,
    });
  }

  async #problem(bundle: CaBundle, key: Buffer): Promise<string | undefined> {
    return (await judgeBundle(bundle, key, this.#rules())).problem;
  }

  /** Throws `ConflictError` with all that istiod or its proxies would stumble over. */
  async #check(bundle: CaBundle, key: Buffer): Promise<void> {
    const problem = await this.#problem(bundle, key);
    if (problem !== undefined) {
      throw new ConflictError(
        `the files are not fit to be written: ${problem}`,
      );
    }
  }
}

/** What signs when a change is over, with its revocation lists; undefined where it has none. */
function endBundle(
  facts: RootChangeFacts,
  { at, newSigner }: RootChangeState,
): CaBundle | undefined {
  if (at === 'after' && newSigner?.crl) {
    return { ...bundleOf(facts, 'after', newSigner), crl: newSigner.crl };
  }
  const { certificate, chain, crl } = facts.oldSigner;
  return at === 'before' && crl
    ? { certificate, chain, root: facts.oldRoots, crl }
    : undefined;
}
