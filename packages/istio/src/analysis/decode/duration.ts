const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const WHOLE = /^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)/;
const PART = /([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)/gy;

/**
 * The milliseconds of a duration as Go's `time.ParseDuration` reads it;
 * undefined for anything else.
 */
export function durationMillis(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) {
    return 0;
  }
  if (!WHOLE.test(text)) {
    return undefined;
  }
  const digits = text.replace(/^[-+]/, '');
  let total = 0;
  let end = 0;
  PART.lastIndex = 0;
  for (let part = PART.exec(digits); part; part = PART.exec(digits)) {
    total += Number(part[1]) * UNITS[part[2]];
    end = PART.lastIndex;
  }
  if (end !== digits.length) {
    return undefined;
  }
  return text.startsWith('-') ? -total : total;
}
