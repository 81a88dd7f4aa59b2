import { InputError } from '@backstage/errors';
import { refuseOthers } from '../egress/egressInput';
import { isDnsLabel } from '../manifests/objects';

/** Parameters of the list of machines. */
const FLEET_PARAMETERS = [
  'limit',
  'cursor',
  'search',
  'health',
  'order',
  'cluster',
];

/** The query of the list of machines; throws `InputError` that names the parameter. */
export function readFleetQuery(
  query: Record<string, unknown>,
): Record<string, unknown> {
  refuseOthers(query, FLEET_PARAMETERS);
  const cluster = readName(query, 'cluster');
  return { ...query, cluster };
}

/** The query of the choices; throws `InputError` that names the parameter. */
export function readChoicesQuery(query: Record<string, unknown>): {
  cluster: string;
  namespace?: string;
} {
  refuseOthers(query, ['cluster', 'namespace']);
  const cluster = readName(query, 'cluster');
  if (cluster === undefined) {
    throw new InputError('cluster: this is missing; name a cluster');
  }
  const namespace = readName(query, 'namespace');
  return { cluster, ...(namespace === undefined ? {} : { namespace }) };
}

function readName(
  query: Record<string, unknown>,
  field: string,
): string | undefined {
  const name = query[field];
  if (name === undefined || name === '') {
    return undefined;
  }
  if (typeof name !== 'string' || !isDnsLabel(name)) {
    throw new InputError(
      `${field}: is no name for a ${field}; use lower-case letters, digits and -, at most 63 characters`,
    );
  }
  return name;
}
