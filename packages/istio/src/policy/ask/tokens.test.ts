/** @jest-environment node */
import { exportJWK, generateKeyPair, JWK, KeyLike, SignJWT } from 'jose';
import { call, policy } from './testWorld';

const NOW = Date.parse('2026-11-22T10:00:00Z');
let key: KeyLike;
let jwks: string;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  const jwk: JWK = { ...(await exportJWK(pair.publicKey)), kid: 'a' };
  jwks = JSON.stringify({ keys: [jwk] });
});

const token = (claims: object = {}, sign = key) =>
  new SignJWT({ iss: 'one', sub: 'ann', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'a' })
    .sign(sign);
const authentication = (more: object = {}) =>
  policy('RequestAuthentication', 'shop', {
    jwtRules: [{ issuer: 'one', jwks, ...more }],
  });
const requires = (rule: object) =>
  policy('AuthorizationPolicy', 'shop', { rules: [rule] });
const who = (requestPrincipals: string[]) => ({
  from: [{ source: { requestPrincipals } }],
});
const ask = async (policies: any[], jwt?: string, headers: object = {}) =>
  call(
    policies,
    'front',
    {
      headers: {
        ...(jwt ? { Authorization: `Bearer ${jwt}` } : {}),
        ...headers,
      },
    },
    { now: NOW },
  );

describe('tokens', () => {
  it('need not be there, but must be good', async () => {
    const policies = [authentication()];
    expect((await ask(policies)).allowed).toBe(true);
    expect((await ask(policies, await token())).allowed).toBe(true);
    const { privateKey } = await generateKeyPair('ES256');
    for (const bad of [
      'x.y.z',
      await token({ iss: 'two' }),
      await token({ exp: NOW / 1000 - 61 }),
      await token({ nbf: NOW / 1000 + 61 }),
      await token({}, privateKey),
    ]) {
      expect(await ask(policies, bad)).toMatchObject({
        allowed: false,
        decidedBy: [{ kind: 'RequestAuthentication' }],
      });
    }
    // Clocks may differ by a minute.
    expect(
      (await ask(policies, await token({ exp: NOW / 1000 - 59 }))).allowed,
    ).toBe(true);
  });

  it('are for an audience, whose scheme and last slash do not matter', async () => {
    const policies = [authentication({ audiences: ['https://shop/'] })];
    expect(
      (await ask(policies, await token({ aud: ['x', 'shop'] }))).allowed,
    ).toBe(true);
    expect((await ask(policies, await token())).allowed).toBe(false);
  });

  it('are not known when their issuer serves the keys', async () => {
    const served = policy('RequestAuthentication', 'shop', {
      jwtRules: [{ issuer: 'one', jwksUri: 'https://one/keys' }],
    });
    expect((await ask([served], await token())).allowed).toBeUndefined();
    expect((await ask([served], await token({ iss: 'two' }))).allowed).toBe(
      false,
    );
  });

  it('must all be good, and where there may be none the last decides', async () => {
    const good = await token();
    const bad = await token({ iss: 'two' });
    const params = (first: string, second: string) => ({
      path: `/?access_token=${second}`,
      headers: { authorization: `Bearer ${first}` },
    });
    const allowed = async (policies: any[], question: object) =>
      (await call(policies, 'front', question, { now: NOW })).allowed;
    // The query is looked at before the header.
    expect(await allowed([authentication()], params(good, bad))).toBe(true);
    expect(await allowed([authentication()], params(bad, good))).toBe(false);
    expect(await allowed([authentication()], params(good, good))).toBe(true);
  });

  it('are those of the issuer that comes first, when several are there', async () => {
    const rules = [
      authentication({ fromHeaders: [{ name: 'x-two' }], issuer: 'two' }),
      authentication(),
    ];
    const headers = { 'x-two': await token({ iss: 'two', sub: 'bob' }) };
    const jwt = await token();
    expect(
      (await ask([...rules, requires(who(['one/ann']))], jwt, headers)).allowed,
    ).toBe(true);
    expect(
      (await ask([...rules, requires(who(['two/bob']))], jwt, headers)).allowed,
    ).toBe(false);
  });

  it('are good with claims of the right types alone', async () => {
    for (const claims of [{ exp: 'soon' }, { sub: 7 }, { aud: [7] }]) {
      expect((await ask([authentication()], await token(claims))).allowed).toBe(
        false,
      );
    }
  });

  it('write headers, in which a caller’s own words do not count', async () => {
    const policies = [
      authentication({
        outputClaimToHeaders: [{ header: 'X-Role', claim: 'realm.role' }],
      }),
      requires({
        when: [{ key: 'request.headers[x-role]', values: ['chief'] }],
      }),
    ];
    const jwt = await token({ realm: { role: 'chief' } });
    expect((await ask(policies, jwt)).allowed).toBe(true);
    expect((await ask(policies, await token())).allowed).toBe(false);
    const forged = { 'x-role': 'chief' };
    expect((await ask(policies, undefined, forged)).allowed).toBe(false);
    expect((await ask(policies, await token(), forged)).allowed).toBe(false);
  });

  it('are looked for where a rule says', async () => {
    const policies = [
      authentication({ fromHeaders: [{ name: 'X-Jwt', prefix: 'Token ' }] }),
    ];
    expect((await ask(policies, 'no token')).allowed).toBe(true);
    expect(
      (await ask(policies, undefined, { 'x-jwt': 'Token bad' })).allowed,
    ).toBe(false);
    expect(
      (await ask(policies, undefined, { 'x-jwt': `Token ${await token()}` }))
        .allowed,
    ).toBe(true);
  });

  it('of one of several issuers are enough', async () => {
    const two = policy('RequestAuthentication', 'shop', {
      jwtRules: [
        { issuer: 'one', jwks },
        { issuer: 'two', jwks },
      ],
    });
    expect((await ask([two], await token({ iss: 'two' }))).allowed).toBe(true);
    expect((await ask([two], await token({ iss: 'three' }))).allowed).toBe(
      false,
    );
  });

  it.each<[string[], object, boolean]>([
    [['one/ann'], {}, true],
    [['one/bob'], {}, false],
    [['one/*'], {}, true],
    [['*/ann'], {}, true],
    [['*'], {}, true],
    [['*nn'], {}, true],
    [['o*'], {}, true],
    [['https://x/y/ann'], { iss: 'https://x/y' }, false],
  ])('of %j with %j: %s', async (principals, claims, allowed) => {
    const policies = [authentication(), requires(who(principals))];
    const { iss, ...others } = claims as { iss?: string };
    expect((await ask(policies, await token(others))).allowed).toBe(
      iss ? false : allowed,
    );
    expect((await ask(policies)).allowed).toBe(false);
  });

  it.each<[string, string[], boolean]>([
    ['request.auth.claims[groups]', ['ops'], true],
    ['request.auth.claims[groups]', ['none'], false],
    ['request.auth.claims[scope]', ['write'], true],
    ['request.auth.claims[realm][role]', ['chief'], true],
    ['request.auth.claims[level]', ['7'], false],
    ['request.auth.audiences', ['shop'], true],
    ['request.auth.presenter', ['app'], true],
    ['request.auth.principal', ['one/ann'], true],
  ])('%s is one of %j: %s', async (key_, values, allowed) => {
    const jwt = await token({
      groups: ['dev', 'ops'],
      scope: 'read write',
      realm: { role: 'chief' },
      level: 7,
      aud: 'shop',
      azp: 'app',
    });
    const policies = [
      authentication(),
      requires({ when: [{ key: key_, values }] }),
    ];
    expect((await ask(policies, jwt)).allowed).toBe(allowed);
  });

  it('are taken out of the request, unless they are to be forwarded', async () => {
    const seen = requires({
      when: [{ key: 'request.headers[authorization]', values: ['*'] }],
    });
    expect((await ask([authentication(), seen], await token())).allowed).toBe(
      false,
    );
    expect(
      (
        await ask(
          [authentication({ forwardOriginalToken: true }), seen],
          await token(),
        )
      ).allowed,
    ).toBe(true);
    const written = authentication({
      outputClaimToHeaders: [{ header: 'X-Sub', claim: 'sub' }],
    });
    const reads = requires({
      when: [{ key: 'request.headers[x-sub]', values: ['ann'] }],
    });
    expect((await ask([written, reads], await token())).allowed).toBe(true);
  });
});
