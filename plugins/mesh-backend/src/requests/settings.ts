import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

/** What configuration says about requests as a whole. */
export interface RequestSettings {
  /** Whether people are notified. */
  notify: boolean;
  /** How long requests are kept after their end, in milliseconds; absent: for ever. */
  retentionMs: number | undefined;
}

/** Reads `mesh.requests.notifications` and `mesh.requests.retention`. */
export function readRequestSettings(config: Config): RequestSettings {
  return {
    notify: config.getOptionalBoolean('mesh.requests.notifications') ?? true,
    retentionMs: config.has('mesh.requests.retention')
      ? durationToMilliseconds(
          readDurationFromConfig(config, { key: 'mesh.requests.retention' }),
        )
      : undefined,
  };
}
