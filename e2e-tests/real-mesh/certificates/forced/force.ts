import { X509Certificate } from 'node:crypto';
import { BundleFiles, Istiod, Taken } from '../Istiod';
import { certificatesOf } from '../Proxy';
import { Observed, Witnesses } from './Witnesses';

const ROOTS = 'root-cert.pem';
/** Until a proxy uses the good bundle again, in seconds. */
const RESTORED_SECONDS = 90;
/** Until it does where its way to istiod was never cut. */
const BACK_SECONDS = 15;

/** How istiod took a bundle, and what came of it where it did. */
export interface Tried extends Taken {
  calls?: Observed;
}

/** What istiod and Envoy do with a bundle. */
export interface Forced {
  /** A running istiod with a good bundle is given it. */
  reload: Tried;
  /** An istiod starts with it. */
  start: Tried;
}

/** A real istiod on which bundles are forced, over a good one. */
export class ForcedIstiod {
  constructor(
    private readonly istiod: Istiod,
    private readonly witnesses: Witnesses,
    private readonly good: BundleFiles,
  ) {}

  /** Starts it with the good bundle and waits until everybody uses that. */
  async restore(): Promise<void> {
    await this.istiod.setFiles(this.good);
    await this.istiod.restart();
    await this.witnesses.renewBy(authorityOf(this.good)!, RESTORED_SECONDS);
  }

  /** Gives a bundle to the running istiod; the good one is in use afterwards. */
  async reload(bundle: BundleFiles): Promise<Tried> {
    const isInUse = JSON.stringify(bundle) === JSON.stringify(this.good);
    // Files that stay as they are make nobody look.
    const tried = await this.#observed(
      bundle,
      isInUse ? { accepted: true, said: [] } : await this.istiod.reload(bundle),
    );
    if (tried.accepted && !isInUse) {
      const back = await this.istiod.reload(this.good);
      if (!back.accepted || !(await this.#isBack())) await this.restore();
    }
    return tried;
  }

  /** Starts it with a bundle; it is left so where the next one is not disturbed. */
  async start(bundle: BundleFiles): Promise<Tried> {
    await this.istiod.setFiles(bundle);
    const tried = await this.#observed(bundle, await this.istiod.restart());
    const isOtherRoot = bundle[ROOTS] !== this.good[ROOTS];
    // Agents that were told of other roots come back slowly.
    if (tried.accepted && isOtherRoot) await this.restore();
    return tried;
  }

  #isBack(): Promise<boolean> {
    return this.witnesses.renewBy(authorityOf(this.good)!, BACK_SECONDS).then(
      () => true,
      () => false,
    );
  }

  async #observed(bundle: BundleFiles, taken: Taken): Promise<Tried> {
    const authority = authorityOf(bundle);
    return taken.accepted && authority
      ? { ...taken, calls: await this.witnesses.observe(authority) }
      : taken;
  }
}

/** Who signs with a bundle, as istiod reads it. */
function authorityOf(bundle: BundleFiles): X509Certificate | undefined {
  return certificatesOf(bundle['tls.crt'] ?? bundle['ca-cert.pem'] ?? '')[0];
}
