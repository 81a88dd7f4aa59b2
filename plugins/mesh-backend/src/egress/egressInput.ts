import { InputError } from '@backstage/errors';
import { EgressRemovalOptions } from '@meshport/backstage-plugin-mesh-common';
import { isDnsLabel } from '../manifests/objects';
import { EgressGatewayRef } from './EgressReader';

/** The gateway of a path; throws `InputError` that names the part that is no name. */
export function readRef(params: Record<string, string>): EgressGatewayRef {
  const { cluster, namespace, name } = params;
  for (const [field, value] of Object.entries({ cluster, namespace, name })) {
    if (!isDnsLabel(value)) {
      throw new InputError(
        `${field}: is no name for a ${
          field === 'name' ? 'gateway' : field
        }; use lower-case letters, digits and -, at most 63 characters`,
      );
    }
  }
  return { cluster, namespace, name };
}

/** The query of a removal; throws `InputError` that names the parameter. */
export function readRemovalOptions(
  query: Record<string, unknown>,
): EgressRemovalOptions {
  refuseOthers(query, ['dryRun', 'plan', 'evenIfUsed']);
  const { plan } = query;
  if (
    plan !== undefined &&
    (typeof plan !== 'string' || !/^[\w-]{1,64}$/.test(plan))
  ) {
    throw new InputError('plan: send plan.hash of the answer to dryRun=true');
  }
  return {
    dryRun: readFlag(query, 'dryRun'),
    evenIfUsed: readFlag(query, 'evenIfUsed'),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** A misspelt parameter must never turn a rehearsal into a deletion. */
export function refuseOthers(
  query: Record<string, unknown>,
  known: readonly string[],
): void {
  const other = Object.keys(query).find(name => !known.includes(name));
  if (other !== undefined) {
    throw new InputError(
      `query: there is no parameter ${JSON.stringify(
        other.slice(0, 60),
      )}; use ${known.join(', ') || 'none'}`,
    );
  }
}

function readFlag(query: Record<string, unknown>, name: string): boolean {
  const value = query[name];
  if (value === undefined || value === 'false') {
    return false;
  }
  if (value === 'true') {
    return true;
  }
  throw new InputError(`${name}: give true or false`);
}
