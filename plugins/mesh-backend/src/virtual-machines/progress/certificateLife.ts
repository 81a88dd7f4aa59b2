import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Istio's default (`SECRET_TTL` of the agent, `DEFAULT_WORKLOAD_CERT_TTL` of istiod). */
const DEFAULT_HOURS = 24;
/** istiod signs for no longer than this by default (`MAX_WORKLOAD_CERT_TTL`). */
const MOST_HOURS = 90 * 24;

/** Reads `mesh.virtualMachines.certificateHours`; in milliseconds. */
export function readCertificateMs(config: Config): number {
  const name = 'mesh.virtualMachines.certificateHours';
  const value = config.getOptionalNumber(name) ?? DEFAULT_HOURS;
  if (!(value > 0 && value <= MOST_HOURS)) {
    throw new InputError(
      `${name}: ${value} is no number of hours from 0 to ${MOST_HOURS}`,
    );
  }
  return value * 3_600_000;
}
