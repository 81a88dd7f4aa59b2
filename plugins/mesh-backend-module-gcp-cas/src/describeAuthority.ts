import { InputError, NotAllowedError } from '@backstage/errors';
import {
  CaDescription,
  chainLimits,
} from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { GcpSettings } from './gcpSettings';
import { IssuanceRules, readIssuanceRules } from './issuanceRules';
import { PrivateCaClient } from './PrivateCaClient';
import { readAuthority, ServiceAuthority } from './readAuthority';

/** Reads what the service says of the authority, its pool and the template. */
export async function describeAuthority(
  client: PrivateCaClient,
  settings: GcpSettings,
  signal: AbortSignal,
): Promise<CaDescription> {
  const id = `${settings.pool}/certificateAuthorities/${settings.authority}`;
  const [authority, rules] = await Promise.all([
    readAuthority(client, id, signal),
    rulesIfAllowed(client, settings, signal),
  ]);
  const [certificate, ...chain] = authority.pemCaCertificates ?? [];
  if (!certificate) {
    throw new InputError(
      `The authority ${id} has no certificate. ${
        stateTrouble(authority) ?? 'Name another in gcp.authority.'
      }`,
    );
  }
  const tier = String(authority.tier);
  const [facts] = readCertificates(certificate);
  const limits = chainLimits([certificate, ...chain]);
  const unable =
    stateTrouble(authority) ??
    limitsTrouble(limits, settings) ??
    (rules instanceof NotAllowedError ? undefined : rules.unable);
  return {
    id,
    subject: facts.subject,
    keyAlgorithm: facts.keyAlgorithm,
    signatureAlgorithm: algorithmOf(authority),
    certificate: facts.pem,
    chain: chain.map(pem => readCertificates(pem)[0].pem),
    ...limits,
    tier,
    ...(unable && { unable }),
    limits: [...tierLimits(tier), ...ruleLimits(rules)],
  };
}

async function rulesIfAllowed(
  client: PrivateCaClient,
  settings: GcpSettings,
  signal: AbortSignal,
): Promise<IssuanceRules | NotAllowedError> {
  try {
    return await readIssuanceRules(client, settings, signal);
  } catch (error) {
    if (error instanceof NotAllowedError) {
      return error;
    }
    throw error;
  }
}

/** A staged authority issues where it is named, as it always is here. */
function stateTrouble({ state }: ServiceAuthority): string | undefined {
  switch (state) {
    case 'ENABLED':
    case 'STAGED':
      return undefined;
    case 'DISABLED':
      return 'It is disabled. Enable it in Certificate Authority Service.';
    case 'AWAITING_USER_ACTIVATION':
      return 'It waits for its certificate. Sign its request and activate it in Certificate Authority Service.';
    case 'DELETED':
      return 'It is deleted. Undelete it in Certificate Authority Service, or name another in gcp.authority.';
    default:
      return `It is in the state ${state}. Name another in gcp.authority.`;
  }
}

function limitsTrouble(
  { notAfter, pathLengthRoom }: ReturnType<typeof chainLimits>,
  { authority }: GcpSettings,
): string | undefined {
  if (Date.parse(notAfter) <= Date.now()) {
    return `Its chain ended ${notAfter}. Name another authority in gcp.authority.`;
  }
  return pathLengthRoom === 0
    ? `No authority may stand below ${authority}: the path lengths of its chain leave no room. Name one with a path length of at least 1 in gcp.authority.`
    : undefined;
}

function algorithmOf({ keySpec }: ServiceAuthority): string | undefined {
  const { algorithm, cloudKmsKeyVersion } = keySpec ?? {};
  return cloudKmsKeyVersion
    ? `of the Cloud KMS key ${cloudKmsKeyVersion}`
    : String(algorithm);
}

function tierLimits(tier: string): string[] {
  return tier === 'DEVOPS'
    ? [
        'Its pool is of the DevOps tier, which keeps no certificates: one whose answer was lost cannot be found again.',
        'It cannot revoke a certificate, nor publish a revocation list. Use a pool of the Enterprise tier for an intermediate of Istio.',
      ]
    : [];
}

function ruleLimits(rules: IssuanceRules | NotAllowedError): string[] {
  return rules instanceof NotAllowedError
    ? [
        `Whether the pool lets intermediates through is known only when one is issued: ${rules.message}.`,
      ]
    : rules.limits;
}
