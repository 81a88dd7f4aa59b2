import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { MeshAuthStrategy } from '@meshport/backstage-plugin-mesh-node';
import { LazyStrategy } from './LazyStrategy';

/** A strategy under the name that the kubernetes plugin has for it. */
export interface NamedStrategy {
  name: string;
  strategy: MeshAuthStrategy;
  audienceBound: boolean;
}

/**
 * The strategies of the kubernetes plugin that need no person at the browser;
 * `serviceAccount` needs no module.
 *
 * Only the token of `aws` is good for one cluster alone: it holds the cluster's
 * ID under its signature. The audience of Azure's is every AKS cluster, and that
 * of Google's the whole cloud.
 */
export function kubernetesStrategies(options: {
  config: Config;
  logger: LoggerService;
}): NamedStrategy[] {
  const { config, logger } = options;
  return [
    {
      name: 'aws',
      strategy: new LazyStrategy(async () => {
        const { AwsIamStrategy } = load();
        return new AwsIamStrategy({ config });
      }),
      audienceBound: true,
    },
    {
      name: 'azure',
      strategy: new LazyStrategy(async () => {
        const { AzureIdentityStrategy } = load();
        return new AzureIdentityStrategy(logger);
      }),
      audienceBound: false,
    },
    {
      name: 'googleServiceAccount',
      strategy: new LazyStrategy(async () => {
        const { GoogleServiceAccountStrategy } = load();
        return new GoogleServiceAccountStrategy({ config });
      }),
      audienceBound: false,
    },
  ];
}

/** Loaded when it is needed; a dynamic import could not be run by Jest. */
function load(): typeof import('@backstage/plugin-kubernetes-backend') {
  return require('@backstage/plugin-kubernetes-backend');
}
