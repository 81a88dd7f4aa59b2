import { isInBlock, parseIpAddress } from '../../resources';

/** Addresses from one to another, as a block or an address names them. */
interface Range {
  text: string;
  version: 4 | 6;
  from: bigint;
  to: bigint;
  /** Which of two lists it is of. */
  side: 0 | 1;
}

/** Whether a text is a block such as `10.0.0.0/8`. */
export function isBlock(text: string): boolean {
  const [address, length = ''] = text.split('/');
  return (
    parseIpAddress(address) !== undefined &&
    /^\d+$/.test(length) &&
    isInBlock(address, text)
  );
}

function rangeOf(text: string, side: 0 | 1): Range[] {
  const [address, length] = text.split('/');
  const parsed = parseIpAddress(address);
  if (!parsed || (length !== undefined && !isBlock(text))) {
    return [];
  }
  const { version, value } = parsed;
  const bits = version === 4 ? 32 : 128;
  const free = BigInt(bits - Number(length ?? bits));
  const from = (value >> free) << free;
  return [{ text, version, from, to: from + (1n << free) - 1n, side }];
}

function before(one: Range, other: Range): number {
  if (one.version !== other.version) {
    return one.version - other.version;
  }
  return one.from < other.from ? -1 : Number(one.from > other.from);
}

/**
 * Pairs of blocks or addresses of two lists that have an address in common: each
 * with the widest that began before it, so that there is a pair wherever lists
 * overlap, but not every pair. Texts that are neither are passed over. Takes the
 * time of sorting, since each node has a block.
 */
export function overlaps(
  ones: readonly string[] = [],
  others: readonly string[] = [],
): [string, string][] {
  const ranges = [
    ...[...new Set(ones)].flatMap(text => rangeOf(text, 0)),
    ...[...new Set(others)].flatMap(text => rangeOf(text, 1)),
  ].sort(before);
  const furthest: (Range | undefined)[] = [undefined, undefined];
  const found: [string, string][] = [];
  for (const range of ranges) {
    const twin = furthest[1 - range.side];
    if (twin && twin.version === range.version && twin.to >= range.from) {
      found.push(
        range.side === 0 ? [range.text, twin.text] : [twin.text, range.text],
      );
    }
    const own = furthest[range.side];
    if (!own || own.version !== range.version || own.to < range.to) {
      furthest[range.side] = range;
    }
  }
  return found;
}
