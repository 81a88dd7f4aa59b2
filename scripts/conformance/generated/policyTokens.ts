import { createHmac } from 'node:crypto';

/** Issuers of tokens in generated policies. */
export const ISSUERS = ['https://one.example.org', 'https://two.example.org'];

const SECRETS = ISSUERS.map(one => Buffer.from(`secret of ${one}`));

const encode = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** The keys of an issuer, as a RequestAuthentication has them. */
export function jwksOf(issuer: number): string {
  return JSON.stringify({
    keys: [
      {
        kty: 'oct',
        kid: 'k',
        alg: 'HS256',
        k: SECRETS[issuer].toString('base64url'),
      },
    ],
  });
}

/** A signed token; `isForged` signs it with another's key. */
export function tokenOf(
  issuer: number,
  claims: object,
  isForged = false,
): string {
  const body = `${encode({ alg: 'HS256', kid: 'k', typ: 'JWT' })}.${encode({
    iss: ISSUERS[issuer],
    ...claims,
  })}`;
  const key = SECRETS[isForged ? 1 - issuer : issuer];
  return `${body}.${createHmac('sha256', key)
    .update(body)
    .digest('base64url')}`;
}
