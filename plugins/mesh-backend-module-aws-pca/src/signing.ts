import type { SigningAlgorithm } from '@aws-sdk/client-acm-pca';

/** Kinds of key whose signatures istiod and Envoy can check. */
const families: Record<string, 'RSA' | 'ECDSA'> = {
  RSA_2048: 'RSA',
  RSA_3072: 'RSA',
  RSA_4096: 'RSA',
  EC_prime256v1: 'ECDSA',
  EC_secp384r1: 'ECDSA',
  EC_secp521r1: 'ECDSA',
};

const usual: Record<'RSA' | 'ECDSA', SigningAlgorithm> = {
  RSA: 'SHA256WITHRSA',
  ECDSA: 'SHA256WITHECDSA',
};

/**
 * How the authority is to sign: the service wants the family of the issuing
 * authority's key, whatever the key of the certificate is. Its own algorithm is
 * taken where it is of that family.
 *
 * @returns undefined where istiod could not check the signature
 */
export function signingAlgorithm(
  keyAlgorithm: string | undefined,
  own: string | undefined,
): SigningAlgorithm | undefined {
  const family = Object.hasOwn(families, keyAlgorithm ?? '')
    ? families[keyAlgorithm!]
    : undefined;
  if (!family) return undefined;
  return own && new RegExp(`^SHA(256|384|512)WITH${family}$`).test(own)
    ? (own as SigningAlgorithm)
    : usual[family];
}

/**
 * The template of an intermediate with critical CA:TRUE and this path length,
 * in the authority's own partition.
 */
export function subordinateTemplate(
  partition: string,
  pathLength: number,
): string {
  return `arn:${partition}:acm-pca:::template/SubordinateCACertificate_PathLen${pathLength}/V1`;
}
