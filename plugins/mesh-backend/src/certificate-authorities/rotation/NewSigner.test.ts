import {
  CaBundle,
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
} from '@meshport/certificates';
import { IntermediateIssuer } from '../issuance/IntermediateIssuer';
import { NewSigner } from './NewSigner';
import { RootChangeFacts } from './RootChange';

const DAY_MS = 86_400_000;

describe('the intermediate of a new authority', () => {
  /** One that holds from now on, as a cloud issues it that dates nothing back. */
  async function issuedNow() {
    const [rootKey, key] = await Promise.all([
      generateCaKey('P-256'),
      generateCaKey('P-256'),
    ]);
    const notAfter = new Date(Date.now() + 90 * DAY_MS);
    const root = createRoot({
      key: rootKey,
      subject: { commonName: 'Root' },
      notAfter: new Date(Date.now() + 900 * DAY_MS),
    });
    const certificate = new LocalAuthority({
      key: rootKey,
      certificate: root,
    }).signIntermediate(
      createIntermediateCsr({
        key,
        subject: { commonName: 'Istio CA' },
        pathLength: 0,
      }),
      // Our own are dated back by five minutes.
      { notAfter, pathLength: 0, now: new Date(Date.now() + 290_000) },
    );
    const bundle: CaBundle = { certificate, chain: certificate, root };
    return { bundle, key, root };
  }

  it('is judged at the time when it has been issued, not when that was asked for', async () => {
    const { bundle, key, root } = await issuedNow();
    const asked = Date.now() - 60_000;
    let now = asked;
    const noted: string[] = [];
    const held = {
      bundle,
      key,
      checked: async () => noted.push('checked'),
      refuse: async (text: string) => noted.push(text),
    };
    const signer = new NewSigner({
      facts: { newRoot: root, lastRoots: root } as RootChangeFacts,
      issuer: {
        issue: async () => {
          now = Date.now();
          return held;
        },
      } as unknown as IntermediateIssuer,
      order: { work: {} } as any,
    });
    await signer.fitFor('after', () => ({ now }));
    expect(noted).toEqual(['checked']);
    await expect(
      signer.fitFor('after', () => ({ now: asked })),
    ).rejects.toThrow('holds from');
  });
});
