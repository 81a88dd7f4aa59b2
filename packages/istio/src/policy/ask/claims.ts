import { valueMatches } from './textMatch';

/** What a token that was found good says. */
export type Claims = Readonly<Record<string, any>>;

/** `a`, `b` of `request.auth.claims[a][b]`; undefined for another spelling. */
export function claimPath(key: string): string[] | undefined {
  const inner = key.slice('request.auth.claims'.length);
  return /^(\[[^[\]]+\])+$/.test(inner)
    ? inner.slice(1, -1).split('][')
    : undefined;
}

/** Whether a claim's text, or one in its list, is as it should be. */
export function claimMatchesText(
  claims: Claims | undefined,
  path: readonly string[],
  isRight: (text: string) => boolean,
): boolean {
  let value: any = claims;
  for (const key of path) {
    value =
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? value[key]
        : undefined;
  }
  const texts = Array.isArray(value) ? value : [value];
  return texts.some(text => typeof text === 'string' && isRight(text));
}

/** Whether a claim is one of the values, or has one of them in its list. */
export function claimMatches(
  claims: Claims | undefined,
  path: readonly string[],
  values: readonly string[],
): boolean {
  return claimMatchesText(claims, path, text =>
    values.some(one => valueMatches(one, text)),
  );
}

/**
 * Whether a token's issuer and subject are what `requestPrincipals` says:
 * `issuer/subject`, where a star stands at one end (pilot, requestPrincipalGenerator).
 */
export function requestPrincipalMatches(
  value: string,
  claims: Claims | undefined,
): boolean {
  const { iss, sub } = claims ?? {};
  if (typeof iss !== 'string' || typeof sub !== 'string') {
    // Both are asked for, even by a star.
    return false;
  }
  const at = value.lastIndexOf('/');
  const [issuer, subject] =
    at >= 0 ? [value.slice(0, at), value.slice(at + 1)] : [value, ''];
  if (value === '*') {
    return iss !== '' && sub !== '';
  }
  if (value.startsWith('*')) {
    return at >= 0
      ? valueMatches(issuer, iss) && sub === subject
      : iss !== '' && sub.endsWith(value.slice(1));
  }
  if (value.endsWith('*')) {
    return at >= 0
      ? iss === issuer && valueMatches(subject, sub)
      : iss.startsWith(value.slice(0, -1)) && sub !== '';
  }
  return iss === issuer && sub === subject;
}
