import type { protos } from '@google-cloud/security-private-ca';
import { GcpSettings } from './gcpSettings';
import { PrivateCaClient } from './PrivateCaClient';

type X509Parameters = protos.google.cloud.security.privateca.v1.IX509Parameters;
type Constraints =
  protos.google.cloud.security.privateca.v1.ICertificateExtensionConstraints;
type Policy = protos.google.cloud.security.privateca.v1.CaPool.IIssuancePolicy;
type Template = protos.google.cloud.security.privateca.v1.ICertificateTemplate;

/** What the pool and the template do with a request for an intermediate. */
export interface IssuanceRules {
  /** Why none comes out, as a sentence that says what to do. */
  unable?: string;
  /** What they limit, as sentences. */
  limits: string[];
}

/** Reads the pool's issuance policy and the template that is configured. */
export async function readIssuanceRules(
  client: PrivateCaClient,
  { pool, template }: GcpSettings,
  signal: AbortSignal,
): Promise<IssuanceRules> {
  const [{ issuancePolicy }, read] = await Promise.all([
    client.call(
      (service, options) => service.getCaPool({ name: pool }, options),
      {
        what: `Reading the pool ${pool}`,
        permission: 'privateca.caPools.get',
        resource: pool,
        signal,
      },
    ),
    template === undefined
      ? undefined
      : client.call(
          (service, options) =>
            service.getCertificateTemplate({ name: template }, options),
          {
            what: `Reading the certificate template ${template}`,
            permission: 'privateca.certificateTemplates.get',
            resource: template,
            signal,
          },
        ),
  ]);
  return issuanceRules(issuancePolicy ?? {}, read);
}

/**
 * Works out what comes of a CSR for an intermediate. The pool's baseline values
 * beat the template's, which beat the request; what is in neither must be
 * let through by both.
 */
export function issuanceRules(
  policy: Policy,
  template: Template | undefined,
): IssuanceRules {
  return {
    unable: unableBecause(policy, template),
    limits: limitsOf(policy, template),
  };
}

function unableBecause(
  policy: Policy,
  template: Template | undefined,
): string | undefined {
  if (
    policy.allowedIssuanceModes &&
    !policy.allowedIssuanceModes.allowCsrBasedIssuance
  ) {
    return "The pool's issuance policy forbids CSRs. Allow them with allowedIssuanceModes.allowCsrBasedIssuance.";
  }
  const fixed: X509Parameters = {
    caOptions:
      policy.baselineValues?.caOptions ?? template?.predefinedValues?.caOptions,
    keyUsage:
      policy.baselineValues?.keyUsage ?? template?.predefinedValues?.keyUsage,
  };
  const passes = (name: string) =>
    [policy.passthroughExtensions, template?.passthroughExtensions].every(
      constraints => letsThrough(constraints, name),
    );
  if (fixed.caOptions ? !fixed.caOptions.isCa : !passes('CA_OPTIONS')) {
    return 'The pool or the template makes certificates that are none of an authority. Set caOptions.isCa and maxIssuerPathLength 0 in the template, or let CA_OPTIONS pass through.';
  }
  // Left out of the protocol, it stands for any number; 0 is a value of its own.
  if (fixed.caOptions && isUnset(fixed.caOptions.maxIssuerPathLength)) {
    return 'The pool or the template makes authorities below which any number of others may stand. Set caOptions.maxIssuerPathLength 0 where isCa is set.';
  }
  const certSign = fixed.keyUsage?.baseKeyUsage?.certSign;
  if (fixed.keyUsage ? !certSign : !passes('BASE_KEY_USAGE')) {
    return 'The pool or the template makes certificates that may not sign others. Set keyUsage.baseKeyUsage.certSign and crlSign in the template, or let BASE_KEY_USAGE pass through.';
  }
  return undefined;
}

function isUnset(value: number | null | undefined): boolean {
  return value === undefined || value === null;
}

function letsThrough(
  constraints: Constraints | null | undefined,
  name: string,
): boolean {
  return (
    !constraints ||
    (constraints.knownExtensions ?? []).some(one => String(one) === name)
  );
}

function limitsOf(policy: Policy, template: Template | undefined): string[] {
  const limits = [];
  const seconds = [policy.maximumLifetime, template?.maximumLifetime]
    .map(duration => Number(duration?.seconds ?? 0))
    .filter(value => value > 0);
  if (seconds.length) {
    limits.push(
      `It refuses certificates of more than ${Math.floor(
        Math.min(...seconds) / 86_400,
      )} days.`,
    );
  }
  if (policy.allowedKeyTypes?.length) {
    limits.push(
      `It takes keys of these kinds alone: ${policy.allowedKeyTypes
        .map(keyTypeText)
        .join(', ')}.`,
    );
  }
  return limits;
}

function keyTypeText(
  type: NonNullable<Policy['allowedKeyTypes']>[number],
): string {
  if (type.rsa) {
    const [least, most] = [
      type.rsa.minModulusSize,
      type.rsa.maxModulusSize,
    ].map(Number);
    return `RSA of ${least || 2048}${most ? ` to ${most}` : ' or more'} bits`;
  }
  return String(type.ellipticCurve?.signatureAlgorithm);
}
