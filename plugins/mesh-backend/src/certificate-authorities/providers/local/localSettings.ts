import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Where a local authority has its key from. */
export type LocalSettings =
  | { certificateFile: string; keyFile: string; chainFile?: string }
  | { development: true; directory?: string };

/**
 * Reads the block `local` of an authority.
 *
 * @throws `InputError` that names the field
 */
export function readLocalSettings(config: Config): LocalSettings {
  const at = `mesh.certificateAuthorities (${config.getOptionalString(
    'name',
  )}): local`;
  const local = config.getOptionalConfig('local');
  if (!local) {
    throw new InputError(
      `${at}: say where its key is: certificateFile and keyFile, or development: true to try things out`,
    );
  }
  const certificateFile = local.getOptionalString('certificateFile');
  const keyFile = local.getOptionalString('keyFile');
  if (local.getOptionalBoolean('development')) {
    if (certificateFile || keyFile) {
      throw new InputError(
        `${at}.development: leave it out, or certificateFile and keyFile; a root for trying things out is made, not read`,
      );
    }
    const directory = local.getOptionalString('directory');
    return { development: true, ...(directory ? { directory } : {}) };
  }
  if (!certificateFile || !keyFile) {
    throw new InputError(
      `${at}.${
        certificateFile ? 'keyFile' : 'certificateFile'
      }: name the PEM file`,
    );
  }
  const chainFile = local.getOptionalString('chainFile');
  return { certificateFile, keyFile, ...(chainFile ? { chainFile } : {}) };
}
