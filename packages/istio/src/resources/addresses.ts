/**
 * An IP address as a number of so many bits.
 *
 * @public
 */
export interface IpAddress {
  version: 4 | 6;
  value: bigint;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) {
    return undefined;
  }
  let value = 0n;
  for (const part of parts) {
    // A leading zero is refused, because some readers take it for octal.
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) {
      return undefined;
    }
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  let rest = text;
  const lastColon = text.lastIndexOf(':');
  if (lastColon >= 0 && text.includes('.', lastColon)) {
    const tail = parseIpv4(text.slice(lastColon + 1));
    if (tail === undefined) {
      return undefined;
    }
    const high = (tail / 65536n).toString(16);
    const low = (tail % 65536n).toString(16);
    rest = `${text.slice(0, lastColon + 1)}${high}:${low}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) {
    return undefined;
  }
  const groups = halves.map(half => (half === '' ? [] : half.split(':')));
  const given = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 2 ? given > 7 : given !== 8) {
    return undefined;
  }
  const zeros = Array.from({ length: 8 - given }, () => '0');
  const all =
    halves.length === 2 ? [...groups[0], ...zeros, ...groups[1]] : groups[0];
  if (!all.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) {
    return undefined;
  }
  return all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/**
 * Reads an IPv4 or IPv6 address; undefined when the text is none. Zones and
 * leading zeros are not accepted.
 *
 * @public
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const four = parseIpv4(text);
  if (four !== undefined) {
    return { version: 4, value: four };
  }
  const six = text.includes(':') ? parseIpv6(text) : undefined;
  return six === undefined ? undefined : { version: 6, value: six };
}

/**
 * Whether an address lies in a block such as `10.0.0.0/8` (or equals an
 * address without a prefix length). False when either cannot be read.
 *
 * @public
 */
export function isInBlock(address: string, block: string): boolean {
  const [base, length, ...more] = block.split('/');
  const one = parseIpAddress(address);
  const other = parseIpAddress(base);
  if (!one || !other || one.version !== other.version || more.length > 0) {
    return false;
  }
  const bits = one.version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > bits) {
    return false;
  }
  const shift = BigInt(bits - prefix);
  return one.value >> shift === other.value >> shift;
}
