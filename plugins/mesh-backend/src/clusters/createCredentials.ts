import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { AuthStrategies } from './AuthStrategies';
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
import { InvalidConnectionError } from './errors';
import { KubeconfigCredentials } from './KubeconfigCredentials';
import { StrategyCredentials } from './StrategyCredentials';

/** How credentials are come by. */
export interface CredentialsOptions {
  /** Told what an operator should know; never holds a secret. */
  warn?: (message: string) => void;
  /** For `inCluster`; default: those of this process. */
  pod?: PodSurroundings;
  /** Those that modules have added. */
  strategies?: AuthStrategies;
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
  { name, title, kubeconfig, endpoint }: MeshClusterDetails,
  options: CredentialsOptions,
): CredentialsReader {
  const { warn = () => {}, pod = POD_SURROUNDINGS, strategies } = options;
  if (kubeconfig) {
    return new KubeconfigCredentials({ name, ...kubeconfig, warn });
  }
  if (endpoint?.authStrategy !== undefined) {
    const strategy = strategies?.get(endpoint.authStrategy);
    if (!strategy) {
      throw new InvalidConnectionError(
        `authStrategy of cluster '${name}': no module adds a strategy '${endpoint.authStrategy}'; install one`,
      );
    }
    const cluster = { name, title };
    return new StrategyCredentials({ cluster, endpoint, strategy, warn });
  }
  return new EndpointCredentials(name, () =>
    endpoint ? endpoint : inClusterEndpoint(name, pod),
  );
}
