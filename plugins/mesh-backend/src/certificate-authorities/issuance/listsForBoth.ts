import { InputError } from '@backstage/errors';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import {
  CaBundle,
  checkRevocationLists,
  createEmptyRevocationList,
  readPrivateKey,
  readRevocationLists,
} from '@meshport/certificates';
import { setTimeout as sleep } from 'timers/promises';
import { CacertsSecret, PresentCacerts } from '../controlPlane/CacertsSecret';

/** How often the lease of the request is kept while it waits, in milliseconds. */
const KEEP_EVERY_MS = 5_000;

/**
 * The lists for a time in which workloads have certificates of two
 * intermediates: those of the next one, and whatever the present one needs
 * beside them. An Envoy refuses everybody whose issuer has no list in its set.
 * Undefined where the next one has none.
 *
 * The present one's own list is signed by its key, in the Secret, where it has
 * none yet.
 *
 * @throws `InputError` where no set is complete for both
 */
export function listsForBoth(
  present: PresentCacerts,
  next: Pick<CaBundle, 'crl'>,
  now: Date,
): string | undefined {
  if (!next.crl) {
    return undefined;
  }
  const covered = new Set(
    readRevocationLists(next.crl).map(({ authorityKey }) => authorityKey),
  );
  const { certificate, chain, root, crl = '' } = present.facts;
  const kept = readRevocationLists(crl).filter(
    ({ authorityKey, nextUpdate }) =>
      !covered.has(authorityKey) &&
      nextUpdate !== undefined &&
      Date.parse(nextUpdate) > now.getTime(),
  );
  const union = [next.crl, ...kept.map(({ pem }) => pem)].join('');
  const wrongWith = (lists: string) =>
    checkRevocationLists(
      { certificate, chain, root, crl: lists },
      { now },
    ).find(({ severity }) => severity === 'error');
  if (!wrongWith(union)) {
    return union;
  }
  const signed = `${union}${ownList(present, now)}`;
  const wrong = wrongWith(signed);
  if (wrong) {
    throw new InputError(
      `revocationLists: no set is complete both for the present authority and for the new one, and calls would fail: ${wrong.text} Ask for certificate-authority-root-change, or have lists switched off`,
    );
  }
  return signed;
}

/** An empty list of the intermediate in the Secret. */
function ownList(present: PresentCacerts, now: Date): string {
  const pem = present.file('ca-key.pem') ?? Buffer.alloc(0);
  try {
    return createEmptyRevocationList({
      certificate: present.facts.certificate,
      key: readPrivateKey(pem),
      now,
    });
  } finally {
    pem.fill(0);
  }
}

/**
 * Writes lists beside the authority that signs at present, and waits until
 * every proxy has them: only then may somebody get a certificate of the next
 * one. It takes a kubelet a minute to bring a Secret to istiod, and another to
 * bring what istiod makes of it to pods.
 *
 * @returns the Secret as it is then
 */
export async function spreadLists(
  secret: CacertsSecret,
  present: PresentCacerts,
  {
    lists,
    forMs,
    work,
  }: {
    lists: string;
    /** How long that takes, in milliseconds. */
    forMs: number;
    work: Pick<RequestWork, 'keepLease' | 'signal'>;
  },
): Promise<PresentCacerts> {
  const written = await secret.write(
    present,
    { 'ca-crl.pem': lists },
    { keep: () => work.keepLease() },
  );
  for (let left = forMs; left > 0; left -= KEEP_EVERY_MS) {
    await sleep(Math.min(left, KEEP_EVERY_MS), undefined, {
      signal: work.signal,
    });
    await work.keepLease();
  }
  return written;
}
