import 'reflect-metadata';
import { X509Certificate } from 'crypto';
import * as x509 from '@peculiar/x509';
import { checkKey } from './allowedKeys';
import { GoogleError } from './googleError';
import {
  CertificateBody,
  GooglePool,
  GoogleTemplate,
  IssuancePolicy,
  PassthroughExtensions,
  X509Values,
} from './resources';

const refuse = (message: string) =>
  new GoogleError('INVALID_ARGUMENT', message);

/** What a request comes to after the pool's policy and the template. */
export interface RequestedCertificate {
  csr: x509.Pkcs10CertificateRequest;
  /** Seconds. */
  lifetime: number;
  extensions: x509.Extension[];
  isCa: boolean;
  pathLength?: number;
}

const fields = new Set([
  'pemCsr',
  'config',
  'lifetime',
  'certificateTemplate',
  'subjectMode',
  'labels',
  'name',
]);

/**
 * Reads a request by the rules of `CreateCertificateRequest`, `IssuancePolicy`
 * and `CertificateTemplate` in the service's protocol definition.
 *
 * @throws GoogleError as the service refuses
 */
export async function readRequested(
  body: CertificateBody,
  pool: GooglePool,
  template: GoogleTemplate | undefined,
): Promise<RequestedCertificate> {
  const unknown = Object.keys(body).find(field => !fields.has(field));
  if (unknown) {
    throw refuse(
      `Invalid JSON payload received. Unknown name "${unknown}" at 'certificate': Cannot find field.`,
    );
  }
  const policy = pool.issuancePolicy ?? {};
  const csr = await readCsr(body, policy);
  checkKey(csr, policy);
  const extensions = extensionsOf(csr, policy, template);
  const constraints = extensions.find(
    (extension): extension is x509.BasicConstraintsExtension =>
      extension instanceof x509.BasicConstraintsExtension,
  );
  return {
    csr,
    lifetime: lifetimeOf(body, policy, template),
    extensions,
    isCa: constraints?.ca ?? false,
    pathLength: constraints?.pathLength,
  };
}

async function readCsr(
  body: CertificateBody,
  policy: IssuancePolicy,
): Promise<x509.Pkcs10CertificateRequest> {
  if (body.config) {
    throw new GoogleError(
      'UNIMPLEMENTED',
      'This conformance server issues from CSRs only.',
    );
  }
  if (!body.pemCsr) {
    throw refuse('One of pem_csr and config must be set.');
  }
  const modes = policy.allowedIssuanceModes;
  if (modes && !modes.allowCsrBasedIssuance) {
    throw refuse(
      "CSR-based issuance is not allowed by the CaPool's issuance policy.",
    );
  }
  let csr: x509.Pkcs10CertificateRequest;
  try {
    csr = new x509.Pkcs10CertificateRequest(body.pemCsr);
  } catch {
    throw refuse('The PEM-encoded CSR could not be parsed.');
  }
  if (!(await csr.verify())) {
    throw refuse('The signature of the CSR is invalid.');
  }
  return csr;
}

function extensionsOf(
  csr: x509.Pkcs10CertificateRequest,
  policy: IssuancePolicy,
  template: GoogleTemplate | undefined,
): x509.Extension[] {
  const baseline = policy.baselineValues ?? {};
  const predefined = template?.predefinedValues ?? {};
  checkConflicts(baseline, predefined, policy.passthroughExtensions);
  const fixed: X509Values = { ...predefined, ...baseline };
  const passes = (name: PassthroughExtensions['knownExtensions'][number]) =>
    [policy.passthroughExtensions, template?.passthroughExtensions].every(
      limit => !limit || limit.knownExtensions.includes(name),
    );

  const asked = {
    constraints: extensionOf(csr, x509.BasicConstraintsExtension),
    usages: extensionOf(csr, x509.KeyUsagesExtension),
    extended: extensionOf(csr, x509.ExtendedKeyUsageExtension),
    names: extensionOf(csr, x509.SubjectAlternativeNameExtension),
  };
  const constraints = fixed.caOptions
    ? new x509.BasicConstraintsExtension(
        fixed.caOptions.isCa ?? false,
        fixed.caOptions.maxIssuerPathLength,
        true,
      )
    : passes('CA_OPTIONS') && asked.constraints;
  const usages = fixed.keyUsage?.baseKeyUsage
    ? usagesOf(fixed.keyUsage.baseKeyUsage)
    : passes('BASE_KEY_USAGE') && asked.usages;
  const isCa = constraints ? constraints.ca : false;
  // eslint-disable-next-line no-bitwise
  if (!isCa && usages && usages.usages & x509.KeyUsageFlags.keyCertSign) {
    throw refuse(
      'The key usage cert_sign is only allowed for CA certificates: is_ca must be true.',
    );
  }
  return [
    constraints || new x509.BasicConstraintsExtension(false, undefined, true),
    usages,
    passes('EXTENDED_KEY_USAGE') && asked.extended,
    asked.names,
  ].flatMap((extension): x509.Extension[] => (extension ? [extension] : []));
}

function extensionOf<T extends x509.Extension>(
  csr: x509.Pkcs10CertificateRequest,
  type: new (...args: never[]) => T,
): T | undefined {
  return csr.extensions.find((one): one is T => one instanceof type);
}

function usagesOf(usage: { certSign?: boolean; crlSign?: boolean }) {
  // eslint-disable-next-line no-bitwise
  const flags =
    (usage.certSign ? x509.KeyUsageFlags.keyCertSign : 0) +
    (usage.crlSign ? x509.KeyUsageFlags.cRLSign : 0);
  return new x509.KeyUsagesExtension(flags, true);
}

function checkConflicts(
  baseline: X509Values,
  predefined: X509Values,
  passthrough: PassthroughExtensions | undefined,
): void {
  const both = (['caOptions', 'keyUsage'] as const).find(
    field =>
      baseline[field] &&
      predefined[field] &&
      JSON.stringify(baseline[field]) !== JSON.stringify(predefined[field]),
  );
  if (both) {
    throw refuse(
      `The template's predefined ${both} conflict with the CaPool's baseline values.`,
    );
  }
  if (
    passthrough &&
    predefined.caOptions &&
    !passthrough.knownExtensions.includes('CA_OPTIONS')
  ) {
    throw refuse(
      "The template's predefined values hold extensions that the CaPool's issuance policy does not pass through.",
    );
  }
}

function lifetimeOf(
  body: CertificateBody,
  policy: IssuancePolicy,
  template: GoogleTemplate | undefined,
): number {
  const seconds = Number(/^(\d+)(?:\.\d+)?s$/.exec(body.lifetime ?? '')?.[1]);
  if (!(seconds > 0)) {
    throw refuse('The certificate lifetime must be a positive duration.');
  }
  const most = Math.min(
    policy.maximumLifetime ?? Infinity,
    template?.maximumLifetime ?? Infinity,
  );
  if (seconds > most) {
    throw refuse(
      `The requested lifetime of ${seconds}s exceeds the maximum lifetime of ${most}s.`,
    );
  }
  return seconds;
}

/** The earliest end of an authority's chain. */
export function endOf(pems: readonly string[]): Date {
  return new Date(
    Math.min(...pems.map(pem => Date.parse(new X509Certificate(pem).validTo))),
  );
}
