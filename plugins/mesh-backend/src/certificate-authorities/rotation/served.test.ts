import { X509Certificate } from 'crypto';
import { IstiodLook } from '../controlPlane/IstiodReload';
import { RELOAD_MS } from '../controlPlane/reloadTime';
import { fingerprintsIn } from './gates';
import { RootChangeFacts, RootStage } from './RootChange';
import { judgeServed } from './served';
import { TestRoot, testRoot } from './__testUtils__/testRoot';

const WRITTEN = Date.UTC(2026, 10, 22);

/** The subject of a certificate in DER, as it stands in it. */
function nameIn(pem: string): Buffer {
  const { raw, subject } = new X509Certificate(pem);
  // A sequence of sets, each with one attribute; the test's roots have two.
  const text = Buffer.from(subject.split('\n')[0].split('=')[1]);
  const at = raw.lastIndexOf(text);
  const start = raw.lastIndexOf(Buffer.from([0x30, 0x2c]), at);
  return start >= 0 ? raw.subarray(start, at) : text;
}

describe('whether istiods serve what was written', () => {
  let old: TestRoot;
  let fresh: TestRoot;
  let facts: RootChangeFacts;
  const istiod = (pod: string, more: Partial<IstiodLook> = {}): IstiodLook => ({
    pod,
    uid: `uid-${pod}`,
    isReady: true,
    isEnding: false,
    ...more,
  });
  const signer = (root: TestRoot) => ({
    certificate: root.certificate,
    chain: root.certificate,
    fingerprint: fingerprintsIn(root.certificate)[0],
  });
  const judge = (
    looks: IstiodLook[],
    of: { at: RootStage; isRestart: boolean; istiods?: string[]; now?: number },
  ) =>
    judgeServed(
      looks,
      facts,
      {
        at: of.at,
        istiods: of.istiods ?? [],
        newSigner: signer(fresh),
        writtenAt: WRITTEN,
      },
      { isRestart: of.isRestart, now: of.now ?? WRITTEN + 1000 },
    );

  beforeAll(async () => {
    old = await testRoot('old');
    fresh = await testRoot('new');
    facts = {
      oldSigner: signer(old),
      oldRoots: old.certificate,
      bothRoots: old.certificate + fresh.certificate,
      lastRoots: fresh.certificate,
    } as RootChangeFacts;
  });

  it('waits until every istiod from before is gone, where roots change', () => {
    const chain = [facts.oldSigner.fingerprint];
    const both = { at: 'both', isRestart: true } as const;
    expect(
      judge([istiod('a', { chain }), istiod('b', { chain })], {
        ...both,
        istiods: ['uid-a'],
      }),
    ).toEqual({
      served: false,
      waits: 'a still is from before',
      restart: true,
    });
    expect(
      judge([istiod('b', { chain })], { ...both, istiods: ['uid-a'] }),
    ).toEqual({ served: true });
  });

  it('waits for one that is not ready, and for any at all', () => {
    const both = { at: 'both', isRestart: true } as const;
    expect(judge([istiod('a', { isReady: false })], both)).toMatchObject({
      waits: 'a is not ready',
    });
    expect(judge([], both)).toMatchObject({ waits: 'no istiod runs' });
    expect(judge([istiod('a', { isEnding: true })], both)).toMatchObject({
      served: false,
    });
  });

  it('sees a replica that takes clients of the old root only', () => {
    const chain = [facts.oldSigner.fingerprint];
    const names = [nameIn(old.certificate), nameIn(fresh.certificate)];
    const both = { at: 'both', isRestart: true } as const;
    expect(
      judge([istiod('a', { chain, trusts: names.slice(0, 1) })], both),
    ).toMatchObject({ waits: 'a started with other roots' });
    expect(judge([istiod('a', { chain, trusts: names })], both)).toEqual({
      served: true,
    });
  });

  it('waits for the last replica to sign by the new authority', () => {
    const signing = { at: 'signing', isRestart: false } as const;
    const [oldChain, newChain] = [old, fresh].map(root => [
      signer(root).fingerprint,
    ]);
    const replicas = [
      istiod('a', { chain: newChain }),
      istiod('b', { chain: oldChain }),
    ];
    expect(judge(replicas, signing)).toEqual({
      served: false,
      waits: 'b is yet to load the files',
      restart: false,
    });
    // A kubelet would have brought them by now.
    const now = WRITTEN + RELOAD_MS;
    expect(judge(replicas, { ...signing, now })).toMatchObject({
      served: false,
      restart: true,
    });
    expect(judge(replicas.slice(0, 1), signing)).toEqual({ served: true });
  });

  it('goes by time where an istiod does not show what it signs by', () => {
    const signing = { at: 'signing', isRestart: false } as const;
    const blind = [istiod('a', { failure: 'Meshport may not look.' })];
    expect(judge(blind, signing)).toMatchObject({ served: false });
    expect(judge(blind, signing)).toMatchObject({
      waits: expect.stringContaining('Meshport may not look.'),
    });
    expect(judge(blind, { ...signing, now: WRITTEN + RELOAD_MS })).toEqual({
      served: true,
    });
  });
});
