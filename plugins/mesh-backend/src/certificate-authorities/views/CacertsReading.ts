import { controlPlaneNamespace } from '../../clusters';
import { ClusterConnection } from '../../clusters/types';
import { orWhy, Read, whyNotRead } from '../../clusters/whyNotRead';

/** What is read of the Secret `cacerts`; its key is in none of it. */
export interface CacertsFacts {
  /** `ca-cert.pem` */
  certificate: string;
  /** `cert-chain.pem` */
  chain: string;
  /** `root-cert.pem` */
  root: string;
  /** `ca-crl.pem` */
  crl?: string;
  /** Field managers and tools that wrote it. */
  managers: string[];
  /** Why the portal does not write it. */
  notWritten?: string;
}

/** What a cluster's control plane has for an authority. */
export interface CacertsReading {
  /** When it was read; milliseconds since 1970. */
  at: number;
  /** Undefined where there is no Secret `cacerts`. */
  secret: Read<CacertsFacts | undefined>;
}

/** Reads the public parts of the Secret `cacerts`. */
export type ReadCacerts = (
  connection: ClusterConnection,
  namespace: string,
) => Promise<CacertsFacts | undefined>;

/** Reads what a control plane signs with, as it is now; never throws for what a cluster answers. */
export async function readCacertsOf(
  connection: ClusterConnection,
  read: ReadCacerts,
): Promise<CacertsReading> {
  const at = Date.now();
  const { name } = connection.details;
  const namespace = controlPlaneNamespace(connection.details);
  return {
    at,
    secret: await orWhy(
      () => read(connection, namespace),
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
