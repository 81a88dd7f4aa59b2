import type { PolicyWorkload } from '../types';

/** The workload's own port behind a Service's; undefined where it has no such name. */
export function portBehind(
  { ports }: Pick<PolicyWorkload, 'ports'>,
  targetPort: number | string | undefined,
): number | undefined {
  return typeof targetPort === 'string' ? ports?.[targetPort] : targetPort;
}
