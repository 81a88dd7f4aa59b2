import {
  createEmptyRevocationList,
  createIntermediateCsr,
  createRevocationList,
  createRoot,
  generateCaKey,
  LocalAuthority,
  readCertificates,
  readRevocationLists,
} from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { freshLists } from './freshLists';
import { listTimes } from './listLives';
import { completeLists, fetchLists } from './completeLists';

const DAY = 86_400_000;
const now = new Date('2026-06-01T00:00:00Z');
const signal = new AbortController().signal;
const inDays = (days: number) => new Date(now.getTime() + days * DAY);

/** Root, issuer and intermediate with their keys. */
async function hierarchy() {
  const keys: KeyObject[] = await Promise.all(
    [0, 1, 2].map(() => generateCaKey('P-256')),
  );
  const [rootKey, issuerKey, ownKey] = keys;
  const root = createRoot({
    key: rootKey,
    subject: { commonName: 'Root' },
    now,
    notAfter: inDays(3650),
  });
  const top = new LocalAuthority({ key: rootKey, certificate: root });
  const csr = (key: KeyObject, commonName: string, pathLength: number) =>
    createIntermediateCsr({ key, subject: { commonName }, pathLength });
  const issuer = top.signIntermediate(csr(issuerKey, 'Issuer', 1), {
    notAfter: inDays(1000),
    pathLength: 1,
    now,
  });
  const middle = new LocalAuthority({
    key: issuerKey,
    certificate: issuer,
    chain: root,
  });
  const certificate = middle.signIntermediate(csr(ownKey, 'East', 0), {
    notAfter: inDays(90),
    pathLength: 0,
    now,
  });
  const list = (
    which: 'root' | 'issuer',
    options: Partial<Parameters<typeof createRevocationList>[0]> = {},
  ) =>
    createRevocationList({
      certificate: which === 'root' ? root : issuer,
      key: which === 'root' ? rootKey : issuerKey,
      now,
      nextUpdate: inDays(7),
      ...options,
    });
  return {
    certificate,
    chain: [issuer, root],
    own: createEmptyRevocationList({ certificate, key: ownKey, now }),
    list,
    serial: readCertificates(certificate)[0].serial,
    rootKey,
    ownKey,
  };
}

describe('revocation lists of a chain', () => {
  let at: Awaited<ReturnType<typeof hierarchy>>;

  beforeAll(async () => {
    at = await hierarchy();
  });

  const complete = async (...lists: string[]) =>
    completeLists(
      at,
      [
        at.own,
        ...(await fetchLists({
          provider: {
            revocationLists: async () =>
              lists.map(crl => ({ crl, source: 'http://crl.example' })),
          },
          signal,
        })),
      ],
      now,
    );

  it('are our own and one of every authority up to and including the root', async () => {
    const crl = await complete(at.list('issuer'), at.list('root'));
    expect(readRevocationLists(crl)).toHaveLength(3);
    expect(crl.startsWith(at.own)).toBe(true);
    expect(readRevocationLists(at.own)[0].nextUpdate).toBe(
      readCertificates(at.certificate)[0].notAfter,
    );
  });

  it('are the same when the provider gives one file with all of them, or one twice', async () => {
    const issuer = at.list('issuer');
    const root = at.list('root');
    const crl = await complete(`${issuer}${root}`, root);
    expect(readRevocationLists(crl)).toHaveLength(3);
  });

  it.each([
    ['that of the root', () => [at.list('issuer')], /no list of CN=Root/],
    ['that of the issuer', () => [at.list('root')], /no list of CN=Issuer/],
    [
      'one that has run out',
      () => [
        at.list('issuer', { now: inDays(-9), nextUpdate: inDays(-2) }),
        at.list('root'),
      ],
      /CN=Issuer ended on/,
    ],
    [
      'one without an end',
      () => [at.list('issuer', { nextUpdate: undefined }), at.list('root')],
      /does not say when the next one comes/,
    ],
    [
      'one that another signed',
      () => [
        at.list('issuer', { key: at.rootKey, certificate: at.chain[0] }),
        at.list('root'),
      ],
      /no list of CN=Issuer/,
    ],
    [
      'one that revokes the intermediate itself',
      () => [
        at.list('issuer', { revoked: [{ serial: at.serial, at: now }] }),
        at.list('root'),
      ],
      /revokes .*East/,
    ],
    ['any', () => [], /no list of/],
  ])('are refused without or with %s', async (_, lists, words) => {
    await expect(complete(...lists())).rejects.toThrow(words);
    await expect(complete(...lists())).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/^revocationLists: /),
    });
  });

  it('are refused when our own ends before the intermediate', () => {
    const short = createEmptyRevocationList({
      certificate: at.certificate,
      key: at.ownKey,
      now,
      nextUpdate: inDays(30),
    });
    expect(() =>
      completeLists(at, [short, at.list('issuer'), at.list('root')], now),
    ).toThrow(/CN=East ends on .* before the authority itself/);
  });

  it('are not to be had of a provider without lists', async () => {
    await expect(fetchLists({ provider: {}, signal })).rejects.toThrow(
      /publishes none; switch them off/,
    );
  });

  it('keep our own when those of the authorities are fetched anew', async () => {
    const present = await complete(at.list('issuer'), at.list('root'));
    const later = { now: inDays(4), nextUpdate: inDays(11) };
    const fresh = freshLists(at, {
      present,
      fetched: [at.list('root', later), at.list('issuer', later)],
      now: inDays(4),
    })!;
    const lists = readRevocationLists(fresh);
    expect(lists).toHaveLength(3);
    expect(lists[0].pem).toBe(at.own);
    expect(
      lists
        .slice(1)
        .every(({ nextUpdate }) => nextUpdate === inDays(11).toISOString()),
    ).toBe(true);
  });

  it('keep our own also where somebody put them in another order', async () => {
    const ordered = await complete(at.list('issuer'), at.list('root'));
    const present = readRevocationLists(ordered)
      .map(({ pem }) => pem)
      .reverse()
      .join('');
    const later = { now: inDays(4), nextUpdate: inDays(11) };
    const fresh = freshLists(at, {
      present,
      fetched: [at.list('issuer', later), at.list('root', later)],
      now: inDays(4),
    })!;
    expect(readRevocationLists(fresh)).toHaveLength(3);
    expect(fresh).toContain(at.own.trim());
  });

  it('are none anew where nothing was published', async () => {
    const [issuer, root] = [at.list('issuer'), at.list('root')];
    const present = await complete(issuer, root);
    expect(
      freshLists(at, { present, fetched: [root, issuer], now: inDays(4) }),
    ).toBeUndefined();
  });

  it('do not go back to an older one, which would undo a revocation', async () => {
    const present = await complete(at.list('issuer'), at.list('root'));
    const before = { now: inDays(-1), nextUpdate: inDays(6) };
    expect(() =>
      freshLists(at, {
        present,
        fetched: [at.list('issuer', before), at.list('root')],
        now: inDays(4),
      }),
    ).toThrow(/older than the list of .* that is in use/);
  });

  it('say what is wrong with what was fetched, not with our own', async () => {
    const present = await complete(at.list('issuer'), at.list('root'));
    expect(() =>
      freshLists(at, {
        present,
        fetched: [
          at.list('issuer', { nextUpdate: inDays(2), now: inDays(1) }),
          at.list('root', { now: inDays(1) }),
        ],
        now: inDays(4),
      }),
    ).toThrow(/CN=Issuer ended on/);
  });

  it('are due at half and late at two thirds of the shortest life', async () => {
    const present = await complete(
      at.list('issuer', { nextUpdate: inDays(6) }),
      at.list('root', { nextUpdate: inDays(30) }),
    );
    const lists = readRevocationLists(present);
    const notAfter = inDays(90).getTime();
    expect(listTimes(lists, { notAfter })).toEqual({
      dueAt: inDays(3).getTime(),
      lateAt: inDays(4).getTime(),
      endsAt: inDays(6).getTime(),
    });
    expect(listTimes(lists.slice(0, 1), { notAfter })).toBeUndefined();
  });
});
