import { Complaint } from './Problems';

const NEEDED: Record<string, readonly string[]> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  oct: ['k'],
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function keysOf(value: unknown): any[] | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { keys, kty } = value as any;
  if (Array.isArray(keys)) {
    return keys;
  }
  return kty === undefined ? undefined : [value];
}

function isKey(key: any): boolean {
  const needed = NEEDED[key?.kty];
  return (
    needed !== undefined &&
    needed.every(field => typeof key[field] === 'string')
  );
}

/**
 * Why a text holds no set of keys for tokens. Istio's words come from a library
 * and depend on its version; ours only say that it is none.
 */
export function jwksProblem(text: string): Complaint {
  const keys = keysOf(parse(text));
  return keys && keys.every(isKey)
    ? undefined
    : 'jwks parse error: it is no JSON Web Key Set';
}

/** The places of keys that nobody but their owner should have. */
export function privateKeysIn(text: string): number[] {
  const keys = keysOf(parse(text)) ?? [];
  return keys.every(isKey)
    ? keys.flatMap((key, i) =>
        key.kty === 'oct' || key.d !== undefined ? [i] : [],
      )
    : [];
}
