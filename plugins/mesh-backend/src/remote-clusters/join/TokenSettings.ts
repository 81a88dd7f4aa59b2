import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** What configuration says of rotating tokens. Times are in milliseconds. */
export interface TokenSettings {
  /** How long a token is asked to live. */
  lifeMs: number;
  /** How often renewing is tried once it is due. */
  renewEveryMs: number;
  /** Whether tokens are renewed without a person, where that is safe. */
  scheduled: boolean;
}

const HOUR_MS = 3_600_000;

/** A token has to outlive so many tries to renew it. */
export const LEAST_RENEWALS = 4;

/**
 * Reads `mesh.remoteClusters.tokens`.
 *
 * @throws `InputError` that names the field
 */
export function readTokenSettings(config: Config): TokenSettings {
  const key = 'mesh.remoteClusters.tokens';
  const duration = (field: string, fallback: number) =>
    config.has(`${key}.${field}`)
      ? durationToMilliseconds(
          readDurationFromConfig(config, { key: `${key}.${field}` }),
        )
      : fallback;
  const lifeMs = duration('life', 24 * HOUR_MS);
  const renewEveryMs = duration('renewEvery', HOUR_MS);
  if (renewEveryMs < 60_000) {
    throw new InputError(`${key}.renewEvery: give at least a minute`);
  }
  if (lifeMs < Math.max(600_000, LEAST_RENEWALS * renewEveryMs)) {
    throw new InputError(
      `${key}.life: give at least ten minutes, and at least four times ${key}.renewEvery, so that a token outlives some failed tries to renew it`,
    );
  }
  return {
    lifeMs,
    renewEveryMs,
    scheduled: config.getOptionalBoolean(`${key}.scheduled`) ?? true,
  };
}
