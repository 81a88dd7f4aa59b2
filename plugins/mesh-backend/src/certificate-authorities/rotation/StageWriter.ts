import { ConflictError } from '@backstage/errors';
import { CaBundle } from '@meshport/certificates';
import { ClusterConnection } from '../../clusters/types';
import {
  CacertsFiles,
  CacertsSecret,
  PresentCacerts,
} from '../controlPlane/CacertsSecret';
import { problemOf } from './bundleProblem';
import { fingerprintsIn } from './gates';
import {
  IntermediateIssuer,
  operationOf,
} from '../issuance/IntermediateIssuer';
import { lastOf } from '../issuance/Issuance';
import { RootStage, SignerFacts } from './RootChange';
import { NewSignerOrder } from './rootChangeParameters';
import { StageWritten } from './RootChangePlane';
import { StoredRootChange } from './RootChangeStore';
import {
  bundleOf,
  filesOf,
  PREVIOUS,
  selfSigned,
  SignerFiles,
  signerIn,
  stageShown,
  withoutPrevious,
} from './secretStages';

/** Writes the stages of one change into the Secret `cacerts`. Keys are in memory only while one is written. */
export class StageWriter {
  readonly #change: StoredRootChange;
  readonly #connection: ClusterConnection;
  readonly #secret: CacertsSecret;
  readonly #issuer: IntermediateIssuer;
  readonly #order: NewSignerOrder;
  readonly #keep: () => Promise<void>;

  constructor(options: {
    change: StoredRootChange;
    connection: ClusterConnection;
    secret: CacertsSecret;
    issuer: IntermediateIssuer;
    order: NewSignerOrder;
    keep: () => Promise<void>;
  }) {
    this.#change = options.change;
    this.#connection = options.connection;
    this.#secret = options.secret;
    this.#issuer = options.issuer;
    this.#order = options.order;
    this.#keep = options.keep;
  }

  /** What a stage was written with, when the Secret shows it. */
  async find(stage: RootStage): Promise<StageWritten | undefined> {
    const present = await this.#secret.read();
    const { facts, state } = this.#change;
    const signer =
      state.newSigner || !present ? undefined : await this.#adopt(present);
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
  async giveUp(): Promise<void> {
    const { work } = this.#order;
    await this.#issuer.giveUp(operationOf(work.requestId), work.signal);
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
   * in the new one's revocation lists, where it has them and they still hold.
   */
  async end(): Promise<void> {
    const present = await this.#secret.read();
    const { facts, state } = this.#change;
    const crl = state.at === 'after' ? state.newSigner?.crl : undefined;
    const names = Object.values<string>(PREVIOUS);
    if (!present || (!crl && !present.names.some(one => names.includes(one)))) {
      return;
    }
    const key = present.file('ca-key.pem');
    try {
      const bundle = crl &&
        key && { ...bundleOf(facts, 'after', state.newSigner!), crl };
      const isFit =
        bundle && !(await problemOf(bundle, key, facts.istiodVersions));
      await this.#put(present, {
        ...withoutPrevious(),
        ...(isFit ? { 'ca-crl.pem': crl } : {}),
      });
    } finally {
      key?.fill(0);
    }
  }

  async #writeBoth(present: PresentCacerts | undefined): Promise<StageWritten> {
    const { facts, state } = this.#change;
    const bundle = bundleOf(facts, 'both', facts.oldSigner);
    const signer = await this.#oldSigner(present);
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

  /** The authority that signed before this change, with its key. */
  async #oldSigner(present: PresentCacerts | undefined): Promise<SignerFiles> {
    const { facts, state } = this.#change;
    const inSecret =
      present &&
      signerIn(
        present,
        state.at === 'signing' || state.at === 'after' ? 'previous' : 'present',
      );
    const signer =
      inSecret ?? (await selfSigned(this.#connection, facts.namespace));
    const [fingerprint] = fingerprintsIn(signer.certificate);
    if (fingerprint !== facts.oldSigner.fingerprint) {
      signer.key.fill(0);
      throw new ConflictError(
        `cluster: the authority of ${facts.cluster} is another than when the change of its root began; nothing was changed`,
      );
    }
    return signer;
  }

  async #writeNewSigner(
    stage: 'signing' | 'after',
    present: PresentCacerts | undefined,
  ): Promise<StageWritten> {
    const { facts } = this.#change;
    const { work, ...order } = this.#order;
    const held = await this.#issuer.issue({ work, order });
    const key = held.keyPem();
    const beside = present && signerIn(present, 'present');
    try {
      const bundle = bundleOf(facts, stage, held.bundle);
      const problem = hasRoot(held.bundle, facts.newRoot)
        ? await problemOf(bundle, key, facts.istiodVersions)
        : `authority: ${facts.authority} issues below another root than the one that was approved`;
      if (problem) {
        await held.refuse(problem);
        throw new ConflictError(problem);
      }
      await held.checked(
        'Every rule of the preflight holds, and a trial handshake passed.',
      );
      const written = await this.#put(present, filesOf(bundle, key, beside));
      await held.written(bundle);
      return { secret: written.uid, signer: signerFacts(held.bundle) };
    } finally {
      key.fill(0);
      beside?.key.fill(0);
    }
  }

  /** The new signer in a Secret that was written by a process which then died. */
  async #adopt({ facts }: PresentCacerts): Promise<SignerFacts | undefined> {
    const { requestId } = this.#change.facts;
    const issuance = await this.#issuer.adopt(operationOf(requestId), facts);
    const written = issuance && lastOf(issuance, 'written');
    const signer = written && signerFacts(facts);
    return signer?.fingerprint === written?.fingerprint ? signer : undefined;
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
    const { facts, state } = this.#change;
    if (facts.kind === 'first' && !facts.istioGenerated) {
      // istiod goes back to its own authority, which has to be there still.
      const own = await selfSigned(this.#connection, facts.namespace);
      own.key.fill(0);
      if (fingerprintsIn(own.certificate)[0] !== facts.oldSigner.fingerprint) {
        throw new ConflictError(
          `cluster: the authority that istiod of ${facts.cluster} made itself is another now; Secret cacerts has to stay`,
        );
      }
      if (present && present.uid !== state.madeSecret) {
        throw new ConflictError(
          `cluster: Secret ${facts.namespace}/cacerts of ${facts.cluster} is not the one that was made for this change; nothing was changed`,
        );
      }
      if (present) {
        await this.#secret.remove(present, { keep: this.#keep });
      }
      return {};
    }
    const signer = await this.#oldSigner(present);
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

  /** Throws `ConflictError` with all that istiod or its proxies would stumble over. */
  async #check(bundle: CaBundle, key: Buffer): Promise<void> {
    const { istiodVersions } = this.#change.facts;
    const problem = await problemOf(bundle, key, istiodVersions);
    if (problem) {
      throw new ConflictError(problem);
    }
  }
}

function hasRoot({ root }: CaBundle, wanted: string): boolean {
  return fingerprintsIn(root).includes(fingerprintsIn(wanted)[0]);
}

function signerFacts({
  certificate,
  chain,
  crl,
}: Pick<CaBundle, 'certificate' | 'chain' | 'crl'>): SignerFacts {
  const [fingerprint] = fingerprintsIn(certificate);
  return { certificate, chain, fingerprint, ...(crl ? { crl } : {}) };
}
