/**
 * When a token ends by its own words, in milliseconds since 1970; undefined for
 * what is no JWT or names no end. The signature is the server's business.
 */
export function jwtExpiry(token: string): number | undefined {
  const payload = token.split('.')[1];
  if (!payload) {
    return undefined;
  }
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    // Opaque tokens have dots as well; that is no error.
    return undefined;
  }
}
