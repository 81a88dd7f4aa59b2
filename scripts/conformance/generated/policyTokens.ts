import { generateKeyPairSync, sign } from 'node:crypto';

/** Issuers of tokens in generated policies. */
export const ISSUERS = ['https://one.example.org', 'https://two.example.org'];

const KEYS = ISSUERS.map(() =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }),
);

const encode = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** The keys of an issuer, as a RequestAuthentication has them. */
export function jwksOf(issuer: number): string {
  const key = KEYS[issuer].publicKey.export({ format: 'jwk' });
  return JSON.stringify({ keys: [{ ...key, kid: 'k', alg: 'ES256' }] });
}

/** A signed token; `isForged` signs it with another's key. */
export function tokenOf(
  issuer: number,
  claims: object,
  isForged = false,
): string {
  const body = `${encode({ alg: 'ES256', kid: 'k', typ: 'JWT' })}.${encode({
    iss: ISSUERS[issuer],
    ...claims,
  })}`;
  const { privateKey: key } = KEYS[isForged ? 1 - issuer : issuer];
  const signature = sign('sha256', Buffer.from(body), {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  return `${body}.${signature.toString('base64url')}`;
}
