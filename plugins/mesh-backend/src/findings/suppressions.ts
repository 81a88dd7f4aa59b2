import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { problemsOfSuppression, Suppression } from '@meshport/istio';

/**
 * Reads `mesh.findings.suppressions`.
 *
 * @throws `InputError` that names the field
 */
export function readSuppressions(config: Config): Suppression[] {
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
