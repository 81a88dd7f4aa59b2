import 'reflect-metadata';
import {
  createIntermediateCsr,
  generateCaKey,
  readCertificates,
} from '@meshport/certificates';
import { createHierarchy, MovableClock } from '../core';
import { GoogleCas, poolOf, startGoogleCas } from '.';

const pool = 'projects/mesh/locations/europe-west1/caPools/istio';
const devops = pool.replace(/istio$/, 'devops');
const open = pool.replace(/istio$/, 'open');
const uuid = '0e9f3f0a-2b1c-4d5e-8f60-718293a4b5c6';

describe('Google’s certificate service on this machine', () => {
  let cas: GoogleCas;
  let token: string;
  let csr: string;
  const clock = new MovableClock();

  beforeAll(async () => {
    const hierarchy = await createHierarchy({
      keys: ['P-256', 'P-384'],
      pathLengths: [undefined, 1],
      clock,
    });
    cas = await startGoogleCas({
      clock,
      pools: [
        poolOf(hierarchy),
        poolOf(hierarchy, { name: devops, tier: 'DEVOPS' }),
        poolOf(hierarchy, {
          name: open,
          authorities: [
            { id: 'one', authority: hierarchy.issuing },
            { id: 'two', authority: hierarchy.root },
            { id: 'off', authority: hierarchy.root, state: 'DISABLED' },
          ],
        }),
      ],
    });
    csr = createIntermediateCsr({
      key: await generateCaKey('P-256'),
      subject: { commonName: 'Istio east', organization: ['Shop'] },
      pathLength: 0,
    });
  });

  beforeEach(() => {
    clock.advance(1);
    token = cas.tokens.give({ name: 'test' });
  });

  afterAll(() => cas.stop());

  const ask = async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = { authorization: `Bearer ${token}` },
  ) => {
    const response = await fetch(`${cas.url}/v1/${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as any };
  };

  let last = 0;
  const issue = (
    query: Record<string, string> = {},
    body: object = {},
    of = pool,
  ) => {
    last += 1;
    const search = new URLSearchParams({
      certificateId: `c-${last}`,
      ...query,
    });
    return ask('POST', `${of}/certificates?${search}`, {
      pemCsr: csr,
      lifetime: '86400s',
      ...body,
    });
  };

  it('wants a token that it gave, with its scope and its time', async () => {
    const refused = async (authorization?: string) =>
      (
        await ask(
          'GET',
          pool,
          undefined,
          authorization ? { authorization } : {},
        )
      ).body.error.status;
    expect(await refused()).toBe('UNAUTHENTICATED');
    expect(await refused('Bearer made-up')).toBe('UNAUTHENTICATED');
    const narrow = cas.tokens.give({ name: 'x' }, { scopes: ['email'] });
    expect(await refused(`Bearer ${narrow}`)).toBe('PERMISSION_DENIED');
    clock.advance(3601);
    expect(await refused(`Bearer ${token}`)).toBe('UNAUTHENTICATED');
  });

  it.each<[string, Record<string, string>, object, RegExp]>([
    [
      'no certificate ID',
      { certificateId: '' },
      {},
      /certificate_id is required/,
    ],
    [
      'a certificate ID of other letters',
      { certificateId: 'a.b' },
      {},
      /must match/,
    ],
    ['a request ID that is none', { requestId: 'abc' }, {}, /valid UUID/],
    [
      'the zero UUID',
      { requestId: uuid.replace(/[0-9a-f]/g, '0') },
      {},
      /not zero/,
    ],
    [
      'an unknown parameter',
      { certificate: 'x' },
      {},
      /Unknown name "certificate"/,
    ],
    ['an unknown field', {}, { pem: 'x' }, /Unknown name "pem"/],
    ['no CSR', {}, { pemCsr: undefined }, /One of pem_csr and config/],
    ['a CSR that is none', {}, { pemCsr: 'x' }, /could not be parsed/],
    ['no lifetime', {}, { lifetime: undefined }, /positive duration/],
    ['a subject mode that is none', {}, { subjectMode: 99 }, /subject_mode 99/],
    [
      'an authority of another pool',
      { issuingCertificateAuthorityId: 'x' },
      {},
      /was not found/,
    ],
  ])('refuses %s', async (_, query, body, why) => {
    const before = cas.ledger.count;
    const answer = await issue(query, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body.error.message).toMatch(why);
    expect(cas.ledger.count).toBe(before);
  });

  it('refuses a CSR whose signature is another’s', async () => {
    const other = createIntermediateCsr({
      key: await generateCaKey('P-256'),
      subject: { commonName: 'x' },
      pathLength: 0,
    });
    const bytes = (pem: string) =>
      Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
    const forged = Buffer.concat([
      bytes(csr).subarray(0, -20),
      bytes(other).subarray(-20),
    ]);
    const { body } = await issue(
      {},
      {
        pemCsr: `-----BEGIN CERTIFICATE REQUEST-----\n${forged.toString(
          'base64',
        )}\n-----END CERTIFICATE REQUEST-----\n`,
      },
    );
    expect(body.error.message).toMatch(/signature|could not be parsed/);
  });

  it('refuses an authority that would stand too deep', async () => {
    const deep = createIntermediateCsr({
      key: await generateCaKey('P-256'),
      subject: { commonName: 'x' },
      pathLength: 1,
    });
    const { body } = await issue({}, { pemCsr: deep });
    expect(body.error.message).toMatch(/must be less than .* which is 1/);
  });

  it('remembers a request for an hour, and a name for ever', async () => {
    const first = await issue({ certificateId: 'kept', requestId: uuid });
    const again = await issue({ certificateId: 'kept', requestId: uuid });
    expect(again).toEqual(first);
    clock.advance(3600);
    token = cas.tokens.give({ name: 'test' });
    const late = await issue({ certificateId: 'kept', requestId: uuid });
    expect(late.status).toBe(409);
    expect(late.body.error.status).toBe('ALREADY_EXISTS');
  });

  it('issues a second one in the DevOps tier after that hour', async () => {
    const requestId = uuid.replace('0e9f', '1e9f');
    const before = cas.ledger.count;
    await issue({ requestId }, {}, devops);
    await issue({ requestId }, {}, devops);
    expect(cas.ledger.count).toBe(before + 1);
    clock.advance(3600);
    token = cas.tokens.give({ name: 'test' });
    await issue({ requestId }, {}, devops);
    expect(cas.ledger.count).toBe(before + 2);
  });

  it('tries a request without issuing', async () => {
    const before = cas.ledger.count;
    const { status, body } = await issue({ validateOnly: 'true' });
    expect(status).toBe(200);
    expect(body.pemCertificate).toBeUndefined();
    expect(cas.ledger.count).toBe(before);
  });

  it('shortens a life to that of the issuer without a word', async () => {
    const { body } = await issue({}, { lifetime: `${40 * 365 * 86_400}s` });
    const [ours, issuer] = [
      body.pemCertificate,
      body.pemCertificateChain[0],
    ].map(pem => readCertificates(pem)[0]);
    expect(ours.notAfter).toBe(issuer.notAfter);
    expect(body.error).toBeUndefined();
  });

  it('writes the subject in its own order, unless it is asked not to', async () => {
    const subject = async (subjectMode?: number) =>
      readCertificates(
        (await issue({}, { subjectMode })).body.pemCertificate,
      )[0].subject;
    expect(await subject(3)).toBe('O=Shop, CN=Istio east');
    expect(await subject()).toBe('CN=Istio east, O=Shop');
  });

  it('takes the enabled authorities of a pool in turn', async () => {
    const issuers = new Set<string>();
    for (let time = 0; time < 4; time++) {
      issuers.add((await issue({}, {}, open)).body.issuerCertificateAuthority);
    }
    expect([...issuers].sort()).toEqual([
      `${open}/certificateAuthorities/one`,
      `${open}/certificateAuthorities/two`,
    ]);
    const off = await issue({ issuingCertificateAuthorityId: 'off' }, {}, open);
    expect(off.body.error).toMatchObject({
      status: 'FAILED_PRECONDITION',
      message: expect.stringContaining('in state DISABLED'),
    });
  });

  it('keeps to seven certificates a second and authority', async () => {
    const statuses = [];
    for (let time = 0; time < 30; time++) {
      statuses.push((await issue()).status);
    }
    expect(statuses.slice(0, 7)).toEqual(Array(7).fill(200));
    expect(statuses).toContain(429);
  });

  it('lists by pages, the newest first, and revokes once', async () => {
    const { body: made } = await issue({ certificateId: 'newest' });
    const page = await ask('GET', `${pool}/certificates?pageSize=2`);
    expect(page.body.certificates[0].name).toBe(made.name);
    expect(page.body.certificates).toHaveLength(2);
    const next = await ask(
      'GET',
      `${pool}/certificates?pageSize=2&pageToken=${page.body.nextPageToken}`,
    );
    expect(next.body.certificates[0].name).not.toBe(made.name);
    expect((await ask('GET', `${pool}/certificates?orderBy=name`)).status).toBe(
      400,
    );
    const revoke = () => ask('POST', `${made.name}:revoke`, { reason: 4 });
    expect((await revoke()).body.revocationDetails.revocationState).toBe(4);
    expect((await revoke()).body.error.status).toBe('FAILED_PRECONDITION');
    expect((await ask('POST', `${made.name}:revoke`, {})).status).toBe(400);
  });

  it.each([
    ['GET', 'certificates'],
    ['GET', 'certificates/x'],
    ['POST', 'certificates/x:revoke'],
  ])('keeps none in the DevOps tier: %s %s', async (method, path) => {
    const { body } = await ask(
      method,
      `${devops}/${path}`,
      method === 'POST' ? { reason: 4 } : undefined,
    );
    expect(body.error.message).toMatch(/DEVOPS tier/);
  });
});
