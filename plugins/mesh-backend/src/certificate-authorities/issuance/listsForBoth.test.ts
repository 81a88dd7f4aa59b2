import {
  CaBundle,
  checkRevocationLists,
  createEmptyRevocationList,
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
  privateKeyPem,
  readRevocationLists,
} from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { CacertsSecret, PresentCacerts } from '../controlPlane/CacertsSecret';
import { listsForBoth, spreadLists } from './listsForBoth';

const DAY = 86_400_000;
const now = new Date();
const later = (days: number) => new Date(now.getTime() + days * DAY);

describe('lists while two intermediates are in use', () => {
  let root: LocalAuthority;
  let [oldKey, nextKey, strangerKey]: KeyObject[] = [];

  async function makeRoot(): Promise<LocalAuthority> {
    const key = await generateCaKey('P-256');
    const subject = { commonName: 'Root' };
    const certificate = createRoot({ key, subject, notAfter: later(900) });
    return new LocalAuthority({ key, certificate });
  }

  function below(issuer: LocalAuthority, key: KeyObject, days = 90): CaBundle {
    const csr = createIntermediateCsr({
      key,
      subject: { commonName: 'Istio CA' },
      pathLength: 0,
    });
    const certificate = issuer.signIntermediate(csr, {
      notAfter: later(days),
      pathLength: 0,
    });
    const [above] = issuer.chain;
    return {
      certificate,
      chain: certificate + above,
      root: above,
      crl:
        createEmptyRevocationList({ certificate, key, now }) +
        issuer.emptyRevocationList({ nextUpdate: later(7), now }),
    };
  }

  const inSecret = (bundle: CaBundle, key: KeyObject) =>
    ({
      facts: bundle,
      file: () => privateKeyPem(key),
    } as unknown as PresentCacerts);

  const wrongOf = (bundle: CaBundle, crl: string) =>
    checkRevocationLists({ ...bundle, crl }, { now })
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => code);

  beforeAll(async () => {
    root = await makeRoot();
    [oldKey, nextKey, strangerKey] = await Promise.all([
      generateCaKey('P-256'),
      generateCaKey('P-256'),
      generateCaKey('P-256'),
    ]);
  });

  it('are complete for both', () => {
    const [old, next] = [below(root, oldKey), below(root, nextKey)];
    expect(wrongOf(old, next.crl!)).toEqual(['crl-missing']);
    const lists = listsForBoth(inSecret(old, oldKey), next, now)!;
    expect(wrongOf(old, lists)).toEqual([]);
    expect(wrongOf(next, lists)).toEqual([]);
    // The root's newest list stands for the former one.
    expect(readRevocationLists(lists)).toHaveLength(3);
  });

  it('have one of the present authority that had none, signed by its key', () => {
    const { crl: _none, ...old } = below(root, oldKey);
    const next = below(root, nextKey);
    const lists = listsForBoth(inSecret(old, oldKey), next, now)!;
    expect(wrongOf(old, lists)).toEqual([]);
    expect(wrongOf(next, lists)).toEqual([]);
  });

  it('leave out what has run out', () => {
    const old = below(root, oldKey);
    const ended = createEmptyRevocationList({
      certificate: below(root, strangerKey).certificate,
      key: strangerKey,
      now: later(-9),
      nextUpdate: later(-2),
    });
    const present = inSecret({ ...old, crl: old.crl! + ended }, oldKey);
    const lists = listsForBoth(present, below(root, nextKey), now)!;
    expect(readRevocationLists(lists)).toHaveLength(3);
  });

  it('are refused where an issuer of the present authority has none', async () => {
    const { crl: _none, ...old } = below(await makeRoot(), oldKey);
    expect(() =>
      listsForBoth(inSecret(old, oldKey), below(root, nextKey), now),
    ).toThrow(
      /^revocationLists: no set is complete both .*certificate-authority-root-change/,
    );
  });

  it('are none where the next one has none', () => {
    const next = { ...below(root, nextKey), crl: undefined };
    expect(
      listsForBoth(inSecret(below(root, oldKey), oldKey), next, now),
    ).toBeUndefined();
  });

  it('are written alone, and waited for as long as the lease holds', async () => {
    const present = inSecret(below(root, oldKey), oldKey);
    const write = jest.fn(async (..._: unknown[]) => present);
    const secret = { write } as unknown as CacertsSecret;
    const lost = jest
      .fn(async () => {})
      .mockRejectedValueOnce(new Error('another works on it'));
    const { signal } = new AbortController();
    const spread = (keepLease: () => Promise<void>) =>
      spreadLists(secret, present, {
        lists: 'lists',
        forMs: 1,
        work: { keepLease, signal },
      });
    await expect(spread(async () => {})).resolves.toBe(present);
    expect(write.mock.calls[0].slice(0, 2)).toEqual([
      present,
      { 'ca-crl.pem': 'lists' },
    ]);
    await expect(spread(lost)).rejects.toThrow('another works on it');
  });
});
