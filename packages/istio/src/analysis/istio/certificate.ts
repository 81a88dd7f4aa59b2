/** When a certificate is valid. */
export interface Certificate {
  notBefore: Date;
  notAfter: Date;
}

interface Element {
  tag: number;
  start: number;
  end: number;
}

const SEQUENCE = 0x30;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const VERSION = 0xa0;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

/** One element of DER, or undefined where the bytes are none. */
function elementAt(
  bytes: string,
  at: number,
  limit: number,
): Element | undefined {
  if (at + 2 > limit) {
    return undefined;
  }
  let length = bytes.charCodeAt(at + 1);
  let start = at + 2;
  if (length >= 0x80) {
    const count = length - 0x80;
    if (count === 0 || count > 4 || start + count > limit) {
      return undefined;
    }
    length = 0;
    for (let i = 0; i < count; i += 1) {
      length = length * 256 + bytes.charCodeAt(start + i);
    }
    start += count;
  }
  return start + length > limit
    ? undefined
    : { tag: bytes.charCodeAt(at), start, end: start + length };
}

function childrenOf(bytes: string, { start, end }: Element): Element[] {
  const children: Element[] = [];
  for (let at = start; at < end; ) {
    const child = elementAt(bytes, at, end);
    if (!child) {
      return [];
    }
    children.push(child);
    at = child.end;
  }
  return children;
}

function timeOf(bytes: string, { tag, start, end }: Element): Date | undefined {
  const text = bytes.slice(start, end);
  const full =
    tag === UTC_TIME
      ? `${Number(text.slice(0, 2)) < 50 ? 20 : 19}${text}`
      : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full);
  if (!match || (tag !== UTC_TIME && tag !== GENERALIZED_TIME)) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function certificateOf(bytes: string): Certificate | undefined {
  const whole = elementAt(bytes, 0, bytes.length);
  if (!whole || whole.tag !== SEQUENCE || whole.end !== bytes.length) {
    return undefined;
  }
  const [signed, ...signature] = childrenOf(bytes, whole);
  if (!signed || signature.length !== 2) {
    return undefined;
  }
  const parts = childrenOf(bytes, signed);
  // Version (optional), serial number, algorithm, issuer, validity.
  const validity = parts[parts[0]?.tag === VERSION ? 4 : 3];
  const times =
    validity?.tag === SEQUENCE
      ? childrenOf(bytes, validity).map(one => timeOf(bytes, one))
      : [];
  const [notBefore, notAfter] = times;
  return notBefore && notAfter ? { notBefore, notAfter } : undefined;
}

/** The bytes that base64 stands for, as a text; undefined when it is none. */
export function fromBase64(text: string): string | undefined {
  const body = text.replace(/\s/g, '');
  const isBase64 = body.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(body);
  return isBase64 ? atob(body) : undefined;
}

/** Reads when each certificate of a PEM text is valid. */
export function readCertificates(pem: string): (Certificate | undefined)[] {
  return [...pem.matchAll(PEM)].map(([, , body]) => {
    const bytes = fromBase64(body);
    return bytes === undefined ? undefined : certificateOf(bytes);
  });
}

/**
 * Reads when the first certificate of a PEM text is valid; undefined when there
 * is none.
 */
export function readCertificate(pem: string): Certificate | undefined {
  return readCertificates(pem)[0];
}

/** Whether a certificate is valid at a time. */
export function isValidNow(
  { notBefore, notAfter }: Certificate,
  now: Date,
): boolean {
  return notBefore <= now && now <= notAfter;
}
