import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readEntityRef } from '../../requests/PeopleDirectory';

/** When and whom the portal tells of certificate authorities that end. */
export interface AlertSettings {
  /** Days before the end, most first. */
  days: readonly number[];
  /** Entity references of those who are told beside the owners of a control plane. */
  recipients: readonly string[];
  /** Who is told beside them of a renewal that nobody approves, by the authority's name. */
  escalateTo: ReadonlyMap<string, readonly string[]>;
}

const KEY = 'mesh.certificateAuthorityAlerts';

/**
 * Reads `mesh.certificateAuthorityAlerts` and `renewal` of each authority.
 *
 * @throws `InputError` that names the field
 */
export function readAlertSettings(config: Config): AlertSettings {
  const alerts = config.getOptionalConfig(KEY);
  const days = alerts?.getOptional<unknown>('days') ?? [30, 14, 7];
  if (
    !Array.isArray(days) ||
    !days.length ||
    !days.every(one => Number.isInteger(one) && one >= 1 && one <= 365)
  ) {
    throw new InputError(
      `${KEY}.days: give a list of whole days from 1 to 365, e.g. [30, 14, 7]`,
    );
  }
  const authorities =
    config.getOptionalConfigArray('mesh.certificateAuthorities') ?? [];
  return {
    days: [...new Set<number>(days)].sort((a, b) => b - a),
    recipients: refsOf(alerts, 'recipients', KEY),
    escalateTo: new Map(
      authorities.map((entry, index) => [
        entry.getString('name'),
        refsOf(
          entry,
          'renewal.escalateTo',
          `mesh.certificateAuthorities[${index}]`,
        ),
      ]),
    ),
  };
}

function refsOf(
  config: Config | undefined,
  field: string,
  at: string,
): string[] {
  return (config?.getOptionalStringArray(field) ?? []).map((ref, index) =>
    readEntityRef(ref, `${at}.${field}[${index}]`, 'group'),
  );
}
