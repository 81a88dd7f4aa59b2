import * as x509 from '@peculiar/x509';
import { SigningHash } from '../core';
import { AwsError } from './AwsError';
import { PrivateAuthority } from './PrivateAuthority';

const dayMs = 24 * 3600 * 1000;
const shortLivedMs = 7 * dayMs;

/** `Validity` of a call. */
export interface Validity {
  Type: string;
  Value: number;
}

/** What a template makes of a request. */
export interface Template {
  arn: string;
  /** undefined for end entities. */
  pathLength?: number;
}

/** Reads the ARN; no ARN at all is an end entity's template, as the service has it. */
export function readTemplate(
  arn: string | undefined,
  { partition }: PrivateAuthority,
): Template {
  const prefix = `arn:${partition}:acm-pca:::template/`;
  const wanted = arn ?? `${prefix}EndEntityCertificate/V1`;
  const known = wanted.startsWith(prefix)
    ? wanted
        .slice(prefix.length)
        .match(
          /^(?:SubordinateCACertificate_PathLen([0-3])|EndEntityCertificate)\/V1$/,
        )
    : undefined;
  if (!known) {
    throw new AwsError(
      'InvalidArgsException',
      `The template ${wanted} is not known in ${partition}.`,
    );
  }
  return {
    arn: wanted,
    pathLength: known[1] === undefined ? undefined : Number(known[1]),
  };
}

/** The hash to sign with; the family has to be that of the authority's key. */
export function readSigningAlgorithm(
  name: string | undefined,
  { authority }: PrivateAuthority,
): SigningHash {
  const match = name?.match(/^SHA(256|384|512)WITH(RSA|ECDSA)$/);
  if (!match) {
    throw new AwsError(
      'ValidationException',
      `Value '${name}' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set`,
    );
  }
  const family = authority.key.startsWith('RSA') ? 'RSA' : 'ECDSA';
  if (match[2] !== family) {
    throw new AwsError(
      'InvalidArgsException',
      `The signing algorithm ${name} does not match the key of the certificate authority, which is ${family}.`,
    );
  }
  return `SHA-${match[1]}` as SigningHash;
}

/** Reads the request and checks that whoever made it has the key. */
export async function readRequest(
  base64: unknown,
): Promise<x509.Pkcs10CertificateRequest> {
  try {
    const pem = Buffer.from(String(base64), 'base64').toString();
    if (!pem.startsWith('-----BEGIN CERTIFICATE REQUEST-----')) {
      throw new Error('no PEM');
    }
    const request = new x509.Pkcs10CertificateRequest(pem);
    if (!(await request.verify())) {
      throw new Error('its signature is wrong');
    }
    return request;
  } catch (error) {
    throw new AwsError(
      'MalformedCSRException',
      `The certificate signing request is invalid: ${(error as Error).message}`,
    );
  }
}

/** When a validity ends. */
export function readValidity(validity: Validity | undefined, now: Date): Date {
  const { Type: type, Value: value } = validity ?? { Type: '', Value: 0 };
  if (!Number.isInteger(value) || value < 1) {
    throw new AwsError(
      'ValidationException',
      `Value at 'validity' failed to satisfy constraint: it needs a type and a value of 1 or more`,
    );
  }
  const end = new Date(now);
  switch (type) {
    case 'DAYS':
      end.setTime(now.getTime() + value * dayMs);
      return end;
    case 'MONTHS':
      end.setUTCMonth(now.getUTCMonth() + value);
      return end;
    case 'YEARS':
      end.setUTCFullYear(now.getUTCFullYear() + value);
      return end;
    case 'ABSOLUTE':
      return new Date(value * 1000);
    case 'END_DATE': {
      const digits = String(value);
      const full = digits.length === 12 ? `20${digits}` : digits;
      const part = full.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/);
      if (part) {
        const [, y, m, d, h, min, s] = part.map(Number);
        return new Date(Date.UTC(y, m - 1, d, h, min, s));
      }
      break;
    }
    default:
  }
  throw new AwsError('ValidationException', `The validity ${type} is invalid.`);
}

/** Everything that depends on the authority that signs. */
export function checkBounds(
  ca: PrivateAuthority,
  wanted: { notBefore: Date; notAfter: Date; template: Template; now: Date },
): void {
  const { notBefore, notAfter, template, now } = wanted;
  if (ca.status !== 'ACTIVE') {
    throw new AwsError(
      'InvalidStateException',
      `The certificate authority is in the state ${ca.status}.`,
    );
  }
  if (notAfter <= now || notAfter <= notBefore) {
    throw new AwsError(
      'ValidationException',
      'The certificate would have ended before it begins.',
    );
  }
  if (notAfter > ca.authority.certificate.notAfter) {
    throw new AwsError(
      'ValidationException',
      `The certificate validity specified exceeds the certificate authority validity, which ends at ${ca.authority.certificate.notAfter.toISOString()}.`,
    );
  }
  if (
    ca.usageMode === 'SHORT_LIVED_CERTIFICATE' &&
    notAfter.getTime() - now.getTime() > shortLivedMs
  ) {
    throw new AwsError(
      'ValidationException',
      'A certificate authority for short-lived certificates issues for seven days at most.',
    );
  }
  const room = ca.authority.pathLength;
  if (
    template.pathLength !== undefined &&
    room !== undefined &&
    template.pathLength >= room
  ) {
    throw new AwsError(
      'InvalidArgsException',
      `The path length ${template.pathLength} does not fit below a certificate authority of path length ${room}.`,
    );
  }
}
