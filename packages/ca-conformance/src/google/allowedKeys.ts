import { KeyObject, createPublicKey } from 'crypto';
import type { Pkcs10CertificateRequest } from '@peculiar/x509';
import { GoogleError } from './googleError';
import { IssuancePolicy } from './resources';

/** Throws `GoogleError` for a key that the pool's policy does not allow. */
export function checkKey(
  csr: Pkcs10CertificateRequest,
  { allowedKeyTypes }: IssuancePolicy,
): void {
  const key = createPublicKey({
    key: Buffer.from(csr.publicKey.rawData),
    format: 'der',
    type: 'spki',
  });
  const allowed = (allowedKeyTypes ?? []).some(type =>
    'rsa' in type
      ? rsaFits(key, type.rsa)
      : curveOf(key) === type.ellipticCurve,
  );
  if (allowedKeyTypes?.length && !allowed) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      "The public key's type is not allowed by the CaPool's issuance policy.",
    );
  }
}

function rsaFits(
  key: KeyObject,
  limits: { minModulusSize?: number; maxModulusSize?: number },
): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return (
    key.asymmetricKeyType === 'rsa' &&
    bits >= (limits.minModulusSize || 2048) &&
    bits <= (limits.maxModulusSize || Infinity)
  );
}

function curveOf(key: KeyObject): string | undefined {
  switch (key.asymmetricKeyDetails?.namedCurve) {
    case 'prime256v1':
      return 'ECDSA_P256';
    case 'secp384r1':
      return 'ECDSA_P384';
    default:
      return undefined;
  }
}
