import {
  authoritiesAlone,
  createHierarchy,
  GoogleCas,
  Hierarchy,
  poolOf,
  publishedHierarchy,
  RevocationListSite,
  startGoogleCas,
  startRevocationListSite,
} from '@meshport/ca-conformance';
import { readRevocationLists } from '@meshport/certificates';
import {
  ProviderProcess,
  RemoteProvider,
} from './__testUtils__/ProviderProcess';
import { inDays, newRequest, POOL } from './__testUtils__/requests';

jest.setTimeout(60_000);

const poolNamed = (id: string) => POOL.replace(/[^/]+$/, id);

describe('finding and revoking', () => {
  let program: ProviderProcess;
  let cas: GoogleCas;
  let lists: RevocationListSite;
  let outside: Hierarchy;
  let inside: Hierarchy;
  let unpublished: Hierarchy;

  beforeAll(async () => {
    lists = await startRevocationListSite();
    outside = await publishedHierarchy(lists, 'outside', crlUrl =>
      createHierarchy({ keys: ['P-256', 'P-256', 'P-256'], crlUrl }),
    );
    inside = await createHierarchy({
      keys: ['P-384', 'P-256'],
      name: 'Inside',
    });
    unpublished = await createHierarchy({ keys: ['P-256', 'P-256'] });
    const rootName = `${poolNamed('roots')}/certificateAuthorities/root`;
    cas = await startGoogleCas({
      pools: [
        poolOf(outside),
        poolOf(inside, { name: poolNamed('inside'), subordinateTo: rootName }),
        poolOf(inside, {
          name: poolNamed('roots'),
          authorities: [{ id: 'root', authority: inside.root }],
        }),
        poolOf(unpublished, { name: poolNamed('unpublished') }),
        poolOf(unpublished, { name: poolNamed('silent'), publishCrl: false }),
        poolOf(unpublished, { name: poolNamed('devops'), tier: 'DEVOPS' }),
      ],
      tokenSeconds: 86_400,
    });
    program = await ProviderProcess.start();
    await program.setEnv(cas.metadata.env);
  });

  afterAll(async () => {
    await program.stop();
    await cas.stop();
    await lists.stop();
  });

  const providerOf = (id = 'istio'): Promise<RemoteProvider> =>
    program.provider({
      pool: poolNamed(id),
      authority: 'issuing',
      endpoint: cas.url,
    });

  it('finds a certificate by its public key among many, page by page', async () => {
    const provider = await providerOf();
    const request = await newRequest();
    const wanted = await provider.issue(request);
    cas.wire.calls.length = 0;
    for (let other = 0; other < 3; other++) {
      cas.clock.advance(1);
      await provider.issue(await newRequest());
    }
    const find = (publicKey: string, since = inDays(-1)) =>
      provider.find({ publicKey, since: since.toISOString() });
    await expect(find(request.publicKey)).resolves.toEqual([
      {
        certificate: wanted.certificate,
        reference: wanted.reference,
        revoked: false,
      },
    ]);
    expect(cas.wire.countOf('listCertificates')).toBe(1);
    await expect(find('0'.repeat(64))).resolves.toEqual([]);
    await expect(find(request.publicKey, inDays(1))).resolves.toEqual([]);
  });

  it('revokes once, and takes a second time for done', async () => {
    const provider = await providerOf();
    const request = await newRequest();
    const { reference } = await provider.issue(request);
    await provider.revoke({ reference, reason: 'superseded' });
    await provider.revoke({ reference, reason: 'superseded' });
    expect(
      await provider.find({
        publicKey: request.publicKey,
        since: inDays(-1).toISOString(),
      }),
    ).toEqual([expect.objectContaining({ reference, revoked: true })]);
    const [issuers] = await provider.revocationLists();
    const record = cas.ledger.byReference(reference)!;
    expect(readRevocationLists(issuers.crl)[0].revoked).toContain(
      record.serial,
    );
  });

  it.each(['throttle', 'server-error', 'reset-before', 'reset-after'] as const)(
    'revokes once although the service fails with %s',
    async type => {
      const provider = await providerOf();
      const { reference } = await provider.issue(await newRequest());
      cas.faults.add({
        operation: 'revokeCertificate',
        fault: { type },
        times: 2,
      });
      await provider.revoke({ reference, reason: 'cessationOfOperation' });
      expect(
        cas.ledger.describe().find(one => one.reference === reference)?.revoked,
      ).toBe(true);
    },
  );

  it('does not revoke what it did not issue', async () => {
    const provider = await providerOf();
    await expect(
      provider.revoke({
        reference: `${poolNamed('other')}/certificates/x`,
        reason: 'superseded',
      }),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('is no certificate of'),
    });
    await expect(
      provider.revoke({
        reference: `${POOL}/certificates/never`,
        reason: 'superseded',
      }),
    ).rejects.toMatchObject({ name: 'InputError' });
  });

  it('cannot find or revoke in the DevOps tier, and says so', async () => {
    const provider = await providerOf('devops');
    const request = await newRequest();
    const { reference } = await provider.issue(request);
    await expect(
      provider.find({
        publicKey: request.publicKey,
        since: inDays(-1).toISOString(),
      }),
    ).resolves.toBeUndefined();
    await expect(
      provider.revoke({ reference, reason: 'superseded' }),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('DEVOPS tier'),
    });
    await expect(provider.revocationLists()).rejects.toThrow(
      /publishes no revocation list\. Set publishingOptions\.publishCrl/,
    );
  });

  describe('revocation lists', () => {
    it('come from the service where the authorities are of it', async () => {
      const found = await (await providerOf('inside')).revocationLists();
      expect(found.map(({ source }) => source)).toEqual([
        expect.stringContaining(
          `${poolNamed(
            'inside',
          )}/certificateAuthorities/issuing/certificateRevocationLists/`,
        ),
        expect.stringContaining(
          `${poolNamed(
            'roots',
          )}/certificateAuthorities/root/certificateRevocationLists/`,
        ),
      ]);
      const facts = found.map(({ crl }) => readRevocationLists(crl));
      expect(facts.map(one => one.length)).toEqual([1, 1]);
      // The list that is up to date, not the one before it.
      const next = Date.parse(facts[0][0].nextUpdate!);
      expect(next).toBeGreaterThan(+inDays(6.5));
    });

    it('come from where the certificates below say, otherwise', async () => {
      const found = await (await providerOf()).revocationLists();
      expect(found.map(({ source }) => source)).toEqual([
        expect.stringContaining(`${POOL}/certificateAuthorities/issuing/`),
        lists.urlOf('outside-1'),
        lists.urlOf('outside-0'),
      ]);
    });

    it('are refused where one is missing', async () => {
      await expect(
        (await providerOf('unpublished')).revocationLists(),
      ).rejects.toThrow(
        /CN=Conformance Root.* publishes no revocation list: the certificate of CN=Conformance Issuing/,
      );
      await expect(
        (await providerOf('silent')).revocationLists(),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining('publishes no revocation list'),
      });
    });

    it('are refused where one speaks for a part of the certificates', async () => {
      lists.publishBytes(
        'outside-1',
        await outside.authorities[1].revocationList(new Date(), [
          authoritiesAlone(),
        ]),
      );
      await expect(
        (await providerOf()).revocationLists(),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringMatching(
          /^The revocation list at http.*outside-1\.crl cannot be used: .*Let the authority publish one complete list/,
        ),
      });
    });
  });
});
