import { BundleFiles, Istiod, Taken } from '../Istiod';
import { certificatesOf } from '../Proxy';
import { Observed, Witnesses } from './Witnesses';

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

/**
 * Forces a bundle on a real istiod: as a reload over a good one, and at its
 * start. The good one is back in use afterwards.
 */
export async function force(
  istiod: Istiod,
  witnesses: Witnesses,
  good: BundleFiles,
  bundle: BundleFiles,
): Promise<Forced> {
  const file = bundle['tls.crt'] ?? bundle['ca-cert.pem'] ?? '';
  const observed = async (taken: Taken): Promise<Tried> => {
    const [authority] = certificatesOf(file);
    return taken.accepted && authority
      ? { ...taken, calls: await witnesses.observe(authority) }
      : taken;
  };
  try {
    const isInUse = JSON.stringify(bundle) === JSON.stringify(good);
    const reload = await observed(
      // Files that stay as they are make nobody look.
      isInUse ? { accepted: true, said: [] } : await istiod.reload(bundle),
    );
    const start = await observed(await istiod.restart());
    return { reload, start };
  } finally {
    await restore(istiod, witnesses, good);
  }
}

/** Puts the good bundle back and waits until everybody uses it. */
export async function restore(
  istiod: Istiod,
  witnesses: Witnesses,
  good: BundleFiles,
): Promise<void> {
  await istiod.setFiles(good);
  await istiod.restart();
  await witnesses.renewBy(certificatesOf(good['ca-cert.pem'])[0], 90);
}
