import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** How long an intermediate may live, in whole days. */
export interface ValidityBounds {
  default: number;
  min: number;
  max: number;
}

export const DAY_MS = 86_400_000;

/**
 * Reads `validity` of an authority. Nobody publishes how long an intermediate
 * for Istio should live; 90 days by default keeps renewing in practice, and a
 * year is the most unless configuration says otherwise.
 *
 * @throws `InputError` that names the field
 */
export function readValidity(config: Config, at: string): ValidityBounds {
  const days = (field: string): number | undefined => {
    const key = `validity.${field}`;
    if (!config.has(key)) {
      return undefined;
    }
    const ms = durationToMilliseconds(readDurationFromConfig(config, { key }));
    if (ms < DAY_MS || ms % DAY_MS) {
      throw new InputError(`${at}.${key}: give whole days, at least one`);
    }
    return ms / DAY_MS;
  };
  const min = days('min') ?? 1;
  const max = days('max') ?? Math.max(365, min);
  const byDefault = days('default') ?? Math.min(Math.max(90, min), max);
  if (min > byDefault || byDefault > max) {
    throw new InputError(
      `${at}.validity: min, default and max have to grow in this order (they are ${min}, ${byDefault} and ${max} days)`,
    );
  }
  return { default: byDefault, min, max };
}
