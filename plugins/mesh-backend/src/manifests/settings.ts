import { Config } from '@backstage/config';
import { AllowedKinds } from './kinds';

/** What configuration says about writing. */
export interface ApplySettings {
  allowedKinds: AllowedKinds;
  /** False when Backstage's permissions are off and writing was not allowed all the same. */
  writesAllowed: boolean;
}

/**
 * Reads `mesh.apply.kinds`, `permission.enabled` and
 * `mesh.dangerouslyAllowWritesWithoutPermissions`.
 *
 * With permissions off Backstage allows everything to everyone, so writing is
 * refused then unless somebody asked for it by that long name. Throws
 * `InputError` for a kind that may never be configured.
 */
export function readApplySettings(config: Config): ApplySettings {
  const permissionsEnabled =
    config.getOptionalBoolean('permission.enabled') ?? false;
  const dangerouslyAllowed =
    config.getOptionalBoolean(
      'mesh.dangerouslyAllowWritesWithoutPermissions',
    ) ?? false;
  return {
    allowedKinds: new AllowedKinds(
      config.getOptionalStringArray('mesh.apply.kinds'),
    ),
    writesAllowed: permissionsEnabled || dangerouslyAllowed,
  };
}
