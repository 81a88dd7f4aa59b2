import { createHash, createHmac, timingSafeEqual } from 'crypto';
import { WireRequest } from '../core';
import { AwsError } from './AwsError';
import { AwsPrincipal, AwsPrincipals } from './AwsPrincipals';

const sha256 = (data: string | Buffer) =>
  createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) =>
  createHmac('sha256', key).update(data).digest();

const skewMs = 5 * 60 * 1000;

interface Authorization {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

function readAuthorization(header: string | undefined): Authorization {
  const match = header?.match(
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/,
  );
  if (!match) {
    throw new AwsError(
      header ? 'IncompleteSignatureException' : 'MissingAuthenticationToken',
      'The request has no signature of version 4.',
      403,
    );
  }
  const [, accessKeyId, date, region, service, headers, signature] = match;
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: headers.split(';'),
    signature,
  };
}

/** RFC 3986, as signatures want it. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function canonicalRequest(
  request: WireRequest,
  signedHeaders: string[],
  payloadHash: string,
): string {
  const headers = signedHeaders.map(name => {
    const value = request.headers[name];
    if (value === undefined) {
      throw new AwsError(
        'InvalidSignatureException',
        `The header ${name} is signed and was not sent.`,
        403,
      );
    }
    return `${name}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function payloadHashOf(request: WireRequest): string {
  const told = request.headers['x-amz-content-sha256'];
  if (told === 'UNSIGNED-PAYLOAD') return told;
  const real = sha256(request.body);
  if (told !== undefined && told !== real) {
    throw new AwsError(
      'InvalidSignatureException',
      'The body is not the one that was signed.',
      403,
    );
  }
  return real;
}

function timeOf(stamp: string | undefined): number {
  const match = stamp?.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/);
  if (!match) {
    throw new AwsError(
      'IncompleteSignatureException',
      'The header x-amz-date is missing.',
      403,
    );
  }
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * Computes the signature (version 4) again out of what came and the secret that
 * is known for the key, and says who called.
 */
export function checkSignature(
  request: WireRequest,
  options: { service: string; region: string; principals: AwsPrincipals },
): AwsPrincipal {
  const told = readAuthorization(request.headers.authorization);
  const stamp = request.headers['x-amz-date'];
  if (Math.abs(Date.now() - timeOf(stamp)) > skewMs) {
    throw new AwsError(
      'InvalidSignatureException',
      'Signature expired: the clocks differ by more than five minutes.',
      403,
    );
  }
  for (const name of ['service', 'region'] as const) {
    if (told[name] !== options[name]) {
      throw new AwsError(
        'InvalidSignatureException',
        `Credential should be scoped to a valid ${name}: ${options[name]}, not ${told[name]}.`,
        403,
      );
    }
  }
  if (!stamp!.startsWith(told.date) || !told.signedHeaders.includes('host')) {
    throw new AwsError(
      'InvalidSignatureException',
      'The date and the header host have to be signed.',
      403,
    );
  }
  const known = options.principals.byAccessKey(told.accessKeyId);
  if (
    !known ||
    known.sessionToken !== request.headers['x-amz-security-token']
  ) {
    throw new AwsError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  const scope = `${told.date}/${told.region}/${told.service}/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    stamp,
    scope,
    sha256(
      canonicalRequest(request, told.signedHeaders, payloadHashOf(request)),
    ),
  ].join('\n');
  const key = [told.region, told.service, 'aws4_request'].reduce<
    string | Buffer
  >(hmac, hmac(`AWS4${known.secretAccessKey}`, told.date));
  const expected = hmac(key, toSign);
  if (!timingSafeEqual(expected, Buffer.from(told.signature, 'hex'))) {
    throw new AwsError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  }
  return known.principal;
}
