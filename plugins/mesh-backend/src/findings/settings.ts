import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { problemsOfSuppression, Suppression } from '@meshport/istio';

const RETENTION = 'mesh.findings.retention';
const DAY_MS = 24 * 3600 * 1000;

/** What configuration says about findings. */
export interface FindingSettings {
  suppressions: Suppression[];
  /** How long what is resolved is kept, in milliseconds. */
  retentionMs: number;
}

/**
 * Reads `mesh.findings`.
 *
 * @throws `InputError` that names the field
 */
export function readFindingSettings(config: Config): FindingSettings {
  const retentionMs = config.has(RETENTION)
    ? durationToMilliseconds(readDurationFromConfig(config, { key: RETENTION }))
    : 30 * DAY_MS;
  if (retentionMs < DAY_MS) {
    throw new InputError(
      `${RETENTION}: is less than a day; give at least { days: 1 }`,
    );
  }
  return { suppressions: readSuppressions(config), retentionMs };
}

function readSuppressions(config: Config): Suppression[] {
  const entries =
    config.getOptionalConfigArray('mesh.findings.suppressions') ?? [];
  return entries.map((entry, index) => {
    const suppression: Suppression = {
      code: entry.getString('code'),
      resource: entry.getOptionalString('resource'),
      cluster: entry.getOptionalString('cluster'),
      reason: entry.getString('reason'),
      until: entry.getString('until'),
    };
    const [problem] = problemsOfSuppression(suppression);
    if (problem) {
      throw new InputError(`mesh.findings.suppressions[${index}].${problem}`);
    }
    return suppression;
  });
}
