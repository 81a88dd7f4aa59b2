import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import {
  CredentialsReader,
  CredentialsSource,
  KeptCredentials,
} from './Credentials';
import { EndpointCredentials } from './EndpointCredentials';
import {
  inClusterEndpoint,
  POD_SURROUNDINGS,
  PodSurroundings,
} from './inCluster';
import { KubeconfigCredentials } from './KubeconfigCredentials';

/** How credentials are come by. */
export interface CredentialsOptions {
  /** Told what an operator should know; never holds a secret. */
  warn?: (message: string) => void;
  /** For `inCluster`; default: those of this process. */
  pod?: PodSurroundings;
  /** How long an answer is kept, in milliseconds; default 10,000. */
  maxAgeMs?: number;
}

/** The credentials of a cluster, by the way it is described. */
export function createCredentials(
  details: MeshClusterDetails,
  options: CredentialsOptions = {},
): CredentialsSource {
  return new KeptCredentials(createReader(details, options), options);
}

function createReader(
  { name, kubeconfig, endpoint }: MeshClusterDetails,
  { warn = () => {}, pod = POD_SURROUNDINGS }: CredentialsOptions,
): CredentialsReader {
  if (kubeconfig) {
    return new KubeconfigCredentials({ name, ...kubeconfig, warn });
  }
  return new EndpointCredentials(name, () =>
    endpoint ? endpoint : inClusterEndpoint(name, pod),
  );
}
