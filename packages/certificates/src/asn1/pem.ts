/** One block of a PEM file. */
export interface PemBlock {
  /** E.g. `CERTIFICATE`. */
  label: string;
  /** Whether there are header lines in it, such as `Proc-Type`. */
  headers: string[];
  /** What its base64 holds; undefined where that cannot be read. */
  der: Buffer | undefined;
  /** From the first dash to the last, as in the file. */
  text: string;
}

/** A PEM file as Go's `encoding/pem` sees it. */
export interface PemFile {
  blocks: PemBlock[];
  /**
   * Lines that hold `-----BEGIN` after something else, counted from 1. Go and
   * OpenSSL both miss such a block.
   */
  hiddenLines: number[];
  /** Lines with a beginning whose end is missing, counted from 1. */
  openLines: number[];
}

const BEGIN = /^-----BEGIN ([^-]*)-----[ \t]*$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function blockOf(label: string, body: string[], text: string): PemBlock {
  const headers = body.filter(line => line.includes(':'));
  const base64 = body
    .filter(line => !line.includes(':'))
    .join('')
    .replace(/\s/g, '');
  return {
    label,
    headers,
    der:
      BASE64.test(base64) && base64.length % 4 === 0
        ? Buffer.from(base64, 'base64')
        : undefined,
    text,
  };
}

/**
 * Reads the blocks of a PEM file. A block begins and ends at the beginning of a
 * line; text between blocks is passed over; CRLF is as good as LF.
 */
export function readPem(file: string): PemFile {
  const lines = file.split('\n');
  const found: PemFile = { blocks: [], hiddenLines: [], openLines: [] };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index].replace(/\r$/, '');
    const label = BEGIN.exec(line)?.[1];
    if (label === undefined) {
      if (line.includes('-----BEGIN ')) {
        found.hiddenLines.push(index + 1);
      }
      continue;
    }
    const end = `-----END ${label}-----`;
    const last = lines.findIndex(
      (one, at) => at > index && one.startsWith('-----'),
    );
    if (last < 0 || !lines[last].startsWith(end)) {
      found.openLines.push(index + 1);
      continue;
    }
    if (lines[last].slice(end.length).includes('-----BEGIN ')) {
      found.hiddenLines.push(last + 1);
    }
    found.blocks.push(
      blockOf(
        label,
        lines.slice(index + 1, last).map(one => one.replace(/\r$/, '')),
        [...lines.slice(index, last), end].join('\n'),
      ),
    );
    index = last;
  }
  return found;
}

const DIGITS = Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  'latin1',
);

/**
 * A PEM block as bytes, made without a string in between, so that whoever has
 * the buffer can overwrite all there is of it. Ends with a newline.
 */
export function pemBuffer(label: string, der: Buffer): Buffer {
  const head = Buffer.from(`-----BEGIN ${label}-----\n`, 'latin1');
  const tail = Buffer.from(`-----END ${label}-----\n`, 'latin1');
  const digits = Math.ceil(der.length / 3) * 4;
  const pem = Buffer.alloc(
    head.length + digits + Math.ceil(digits / 64) + tail.length,
  );
  head.copy(pem);
  let at = head.length;
  for (let start = 0; start < der.length; start += 3) {
    const group = der.subarray(start, start + 3);
    const bits = group.reduce((sum, byte) => sum * 256 + byte, 0);
    const value = bits * 256 ** (3 - group.length);
    for (let digit = 0; digit < 4; digit++) {
      pem[at++] =
        digit > group.length
          ? 0x3d
          : DIGITS[Math.floor(value / 64 ** (3 - digit)) % 64];
    }
    if (start % 48 === 45 || start + 3 >= der.length) {
      pem[at++] = 0x0a;
    }
  }
  tail.copy(pem, at);
  return pem;
}

/** A PEM block of something public, with a newline at its end. */
export function pemText(label: string, der: Buffer): string {
  return pemBuffer(label, der).toString('latin1');
}
