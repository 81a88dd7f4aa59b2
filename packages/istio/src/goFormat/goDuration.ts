const UNITS = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const LIMIT = 2n ** 63n;
const PART = /(?=\.?\d)(\d*)(?:\.(\d*))?([^\d.]+)/y;

/** Nanoseconds of a duration in Go's form (`1m30s`); undefined if it is none. */
function nanoseconds(duration: string): bigint | undefined {
  const unsigned = duration.replace(/^[-+]/, '');
  if (unsigned === '0') {
    return 0n;
  }
  let total = 0n;
  PART.lastIndex = 0;
  do {
    const match = PART.exec(unsigned);
    const unit = match ? UNITS.get(match[3]) : undefined;
    if (!match || unit === undefined) {
      return undefined;
    }
    const fraction = match[2] ?? '';
    total += BigInt(match[1] || '0') * unit;
    total += (BigInt(fraction || '0') * unit) / 10n ** BigInt(fraction.length);
    if (total >= LIMIT) {
      return undefined;
    }
  } while (PART.lastIndex < unsigned.length);
  return duration.startsWith('-') ? -total : total;
}

/**
 * The form that protobuf's JSON gives a duration: seconds with none, three, six
 * or nine decimals (`1m30s` becomes `90s`). Undefined for what Go's
 * `time.ParseDuration` does not take.
 */
export function canonicalDuration(duration: string): string | undefined {
  const value = nanoseconds(duration);
  if (value === undefined) {
    return undefined;
  }
  const size = value < 0n ? -value : value;
  const decimals = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/000$/, '')
    .replace(/000$/, '')
    .replace(/^000$/, '');
  const seconds = `${size / 1_000_000_000n}${decimals && `.${decimals}`}`;
  return `${value < 0n ? '-' : ''}${seconds}s`;
}
