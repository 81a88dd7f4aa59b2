import { controlPlaneNamespace } from '../../clusters';
import { ClusterConnection } from '../../clusters/types';
import { orWhy, Read, whyNotRead } from '../../clusters/whyNotRead';
import { CacertsFacts } from '../controlPlane/cacertsFacts';
import { readCacerts } from '../controlPlane/CacertsSecret';

/** What a cluster's control plane has for an authority. */
export interface CacertsReading {
  /** When it was read; milliseconds since 1970. */
  at: number;
  /** Undefined where there is no Secret `cacerts`. */
  secret: Read<CacertsFacts | undefined>;
}

/** Reads what a control plane signs with, as it is now; never throws for what a cluster answers. */
export async function readCacertsOf(
  connection: ClusterConnection,
): Promise<CacertsReading> {
  const at = Date.now();
  const { name } = connection.details;
  const namespace = controlPlaneNamespace(connection.details);
  return {
    at,
    secret: await orWhy(
      () => readCacerts(connection, namespace),
      error =>
        whyNotRead(
          error,
          connection,
          'Secret cacerts',
          `Meshport’s account in ${name} may not read Secret cacerts in namespace ${namespace}; an administrator can bind docs/rbac/ca.yaml there.`,
        ),
    ),
  };
}
