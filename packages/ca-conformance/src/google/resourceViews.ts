import {
  AUTHORITY_STATE,
  GoogleAuthority,
  GooglePool,
  GoogleTemplate,
  IssuancePolicy,
  KNOWN_EXTENSION,
  PassthroughExtensions,
  SIGN_HASH_ALGORITHM,
  TIER,
} from './resources';

const seconds = (value: number | undefined) =>
  value === undefined ? undefined : `${value}s`;

/** `EcSignatureAlgorithm`. */
const CURVES = { ECDSA_P256: 1, ECDSA_P384: 2 } as const;

/** A pool in proto3 JSON with enums as numbers. */
export function poolView(pool: GooglePool) {
  return {
    name: pool.name,
    tier: TIER[pool.tier ?? 'ENTERPRISE'],
    issuancePolicy: pool.issuancePolicy && policyView(pool.issuancePolicy),
    publishingOptions: { publishCrl: pool.publishCrl ?? false },
  };
}

function policyView(policy: IssuancePolicy) {
  return {
    allowedKeyTypes: policy.allowedKeyTypes?.map(type =>
      'rsa' in type
        ? {
            rsa: {
              minModulusSize: String(type.rsa.minModulusSize ?? 0),
              maxModulusSize: String(type.rsa.maxModulusSize ?? 0),
            },
          }
        : { ellipticCurve: { signatureAlgorithm: CURVES[type.ellipticCurve] } },
    ),
    maximumLifetime: seconds(policy.maximumLifetime),
    backdateDuration: seconds(policy.backdateDuration),
    allowedIssuanceModes: policy.allowedIssuanceModes,
    baselineValues: policy.baselineValues,
    passthroughExtensions: passthroughView(policy.passthroughExtensions),
  };
}

function passthroughView(passthrough: PassthroughExtensions | undefined) {
  return (
    passthrough && {
      knownExtensions: passthrough.knownExtensions.map(
        name => KNOWN_EXTENSION[name],
      ),
    }
  );
}

/** A template in proto3 JSON. */
export function templateView(template: GoogleTemplate) {
  return {
    name: template.name,
    maximumLifetime: seconds(template.maximumLifetime),
    predefinedValues: template.predefinedValues,
    passthroughExtensions: passthroughView(template.passthroughExtensions),
  };
}

/** An authority in proto3 JSON; certificates from itself up to the root. */
export function authorityView(pool: GooglePool, entry: GoogleAuthority) {
  const { authority } = entry;
  const state = entry.state ?? 'ENABLED';
  const activated = state !== 'AWAITING_USER_ACTIVATION';
  return {
    name: authorityName(pool, entry),
    type: authority.issuer ? 2 : 1,
    tier: TIER[pool.tier ?? 'ENTERPRISE'],
    state: AUTHORITY_STATE[state],
    keySpec: { algorithm: SIGN_HASH_ALGORITHM[authority.key] },
    subordinateConfig: subordinateView(entry),
    pemCaCertificates: activated ? [authority.pem, ...authority.chain] : [],
  };
}

function subordinateView({ authority, subordinateTo }: GoogleAuthority) {
  if (!authority.issuer) {
    return undefined;
  }
  return subordinateTo
    ? { certificateAuthority: subordinateTo }
    : { pemIssuerChain: { pemCertificates: authority.chain } };
}

/** Full name of an authority. */
export function authorityName(pool: GooglePool, entry: GoogleAuthority) {
  return `${pool.name}/certificateAuthorities/${entry.id}`;
}
