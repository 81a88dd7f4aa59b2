import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readReleaseData, ReleaseDataError } from '@meshport/istio';
import { readFlavourRules } from './flavours/readFlavourRules';
import { DEFAULT_RELEASE_RULES, ReleaseRules } from './ReleaseRules';

const RELEASES = 'mesh.releases';

/**
 * Reads `mesh.releases` and `mesh.flavours`.
 *
 * @throws `InputError` that names every wrong field
 */
export function readReleaseRules(config: Config): ReleaseRules {
  const flavours = readFlavourRules(config);
  if (!config.has(RELEASES)) {
    return { ...DEFAULT_RELEASE_RULES, flavours };
  }
  try {
    return {
      table: readReleaseData(config.get(RELEASES), RELEASES),
      isConfigured: true,
      flavours,
    };
  } catch (error) {
    if (error instanceof ReleaseDataError) {
      throw new InputError(error.message);
    }
    throw error;
  }
}
