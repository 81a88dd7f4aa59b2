import * as x509 from '@peculiar/x509';
import { readRevocationLists } from '@meshport/certificates';
import {
  AwsPrivateCa,
  MovableClock,
  PrivateAuthorityOptions,
  publishedAuthority,
  RevocationListSite,
  startAwsPrivateCa,
  startRevocationListSite,
} from '@meshport/ca-conformance';
import {
  keysOf,
  providerOf,
  startAws,
  useAwsEnvironment,
} from './__testUtils__/awsWorld';

jest.setTimeout(60_000);

const signal = AbortSignal.timeout(60_000);

describe('revocation lists of AWS Private CA', () => {
  useAwsEnvironment();
  const clock = new MovableClock();
  let site: RevocationListSite;
  let aws: AwsPrivateCa;
  beforeAll(async () => {
    site = await startRevocationListSite(clock);
  });
  afterEach(() => aws.stop());
  afterAll(() => site.stop());

  const start = async (
    change: (options: PrivateAuthorityOptions) => object,
  ) => {
    const options = await publishedAuthority(site, {
      keys: ['P-256', 'P-384', 'P-256'],
      clock,
    });
    aws = await startAwsPrivateCa({
      authorities: [{ ...options, ...change(options) }],
      clock,
    });
    Object.assign(process.env, keysOf(aws.key));
  };
  const lists = (settings: Record<string, string> = {}) =>
    providerOf(aws, settings).revocationLists!({ signal });

  it('are those of the authority and of all above it', async () => {
    await start(() => ({}));
    const { authority } = aws.authorities[0];
    authority.issuer!.revoke('0badcafe', clock.now());
    const got = await lists();
    const read = got.map(({ crl }) => readRevocationLists(crl)[0]);
    expect(got.map(({ source }) => source)).toEqual([
      site.urlOf(aws.authorities[0].id),
      site.urlOf(`${aws.authorities[0].id}-1`),
      site.urlOf(`${aws.authorities[0].id}-0`),
    ]);
    expect(read.map(({ entries }) => entries)).toEqual([0, 1, 0]);
    expect(read[1].revoked).toEqual(['0badcafe']);
    for (const [index, signer] of [
      authority,
      authority.issuer!,
      authority.root,
    ].entries()) {
      const list = new x509.X509Crl(got[index].crl);
      expect(await list.verify({ publicKey: signer.certificate })).toBe(true);
    }
  });

  it('are read from a private bucket by its owner', async () => {
    await start(() => ({
      crl: { bucket: 'private.lists', acl: 'BUCKET_OWNER_FULL_CONTROL' },
    }));
    process.env.AWS_ENDPOINT_URL_S3 = aws.s3Url;
    const [own] = await lists();
    expect(own.source).toBe(
      `s3://private.lists/crl/${aws.authorities[0].id}.crl`,
    );
    expect(own.crl).toContain('-----BEGIN X509 CRL-----');
  });

  it('are read from the address that is configured', async () => {
    await start(() => ({
      crl: { bucket: 'lists', customCname: 'none.invalid' },
    }));
    const url = site.urlOf(aws.authorities[0].id);
    const [own] = await lists({ revocationListUrl: url });
    expect(own.source).toBe(url);
  });

  it.each<[string, object, string]>([
    ['switched off', { crl: undefined }, 'publishes no revocation list'],
    [
      'partitioned',
      { crl: { bucket: 'lists', type: 'PARTITIONED' } },
      'partitioned',
    ],
  ])('are refused where they are %s', async (_what, change, why) => {
    await start(() => change);
    await expect(lists()).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(why),
    });
  });

  it('are refused where one speaks for a part of the certificates', async () => {
    await start(() => ({}));
    const { id, authority } = aws.authorities[0];
    const scope = new x509.Extension(
      '2.5.29.28',
      true,
      Buffer.from('3003810100', 'hex'),
    );
    site.publishBytes(
      `${id}-1`,
      await authority.issuer!.revocationList(clock.now(), [scope]),
    );
    await expect(lists()).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('issuing distribution point'),
    });
  });

  it('are refused where an authority above publishes none', async () => {
    aws = await startAws(
      { keys: ['P-256', 'P-256'] },
      { crl: { bucket: 'lists' } },
    );
    Object.assign(process.env, keysOf(aws.key), {
      AWS_ENDPOINT_URL_S3: aws.s3Url,
    });
    const own = site.urlOf('own');
    site.publish('own', aws.authorities[0].authority);
    await expect(lists({ revocationListUrl: own })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(
        'publishes no revocation list: the certificate of',
      ),
    });
  });
});
