import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { CaRevocationList } from '../caProvider';
import { Patience, tryUntilAnswered } from './tries';

const MAX_BYTES = 1024 * 1024;

/**
 * Fetches a certificate revocation list from where an authority publishes it,
 * in DER or PEM. Redirects are not followed. Whether it is whole, signed and in
 * time is for the reader to check: lists travel by plain HTTP.
 *
 * @throws InputError when there is no list at the address;
 * ServiceUnavailableError when it does not answer
 */
export async function downloadRevocationList(
  url: string,
  options: { signal: AbortSignal; patience?: Partial<Patience> },
): Promise<CaRevocationList> {
  if (!/^https?:$/.test(protocolOf(url))) {
    throw new InputError(
      `The revocation list ${url} cannot be fetched: its address must begin with http:// or https://`,
    );
  }
  const bytes = await tryUntilAnswered(signal => fetchBytes(url, signal), {
    what: `The revocation list ${url}`,
    signal: options.signal,
    again: error => error instanceof ServiceUnavailableError,
    patience: options.patience,
  });
  return { crl: revocationListPem(bytes, url), source: url };
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<Buffer> {
  let response: Response;
  try {
    response = await fetch(url, { signal, redirect: 'error' });
  } catch (error) {
    throw new ServiceUnavailableError(`${url} could not be reached`, error);
  }
  if (response.status >= 500 || response.status === 429) {
    await response.body?.cancel();
    throw new ServiceUnavailableError(`${url} answered ${response.status}`);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new InputError(
      `There is no revocation list at ${url}: it answered ${response.status}. Publish the authority's list there, or switch revocation lists off`,
    );
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > MAX_BYTES) {
      throw new InputError(
        `The revocation list ${url} is larger than ${MAX_BYTES} bytes: it would not fit into a Secret`,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * A revocation list in PEM, as it came in DER or PEM.
 *
 * @param url - where it came from, for the message
 * @throws InputError when it is neither
 */
export function revocationListPem(bytes: Buffer, url: string): string {
  const text = bytes.toString('latin1');
  if (text.includes('-----BEGIN X509 CRL-----')) {
    return text.endsWith('\n') ? text : `${text}\n`;
  }
  // A DER list is an ASN.1 SEQUENCE.
  if (bytes[0] !== 0x30) {
    throw new InputError(
      `What ${url} answers is no certificate revocation list, neither in DER nor in PEM`,
    );
  }
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join(
    '\n',
  )}\n-----END X509 CRL-----\n`;
}
