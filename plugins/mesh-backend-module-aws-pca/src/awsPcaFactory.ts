import {
  CaProviderFactory,
  Patience,
} from '@meshport/backstage-plugin-mesh-node';
import { AwsPcaProvider } from './AwsPcaProvider';
import { readAwsPcaSettings } from './settings';

/** Makes providers of type `aws-pca`. */
export function awsPcaFactory(
  options: { patience?: Partial<Patience> } = {},
): CaProviderFactory {
  return {
    type: 'aws-pca',
    create: config => new AwsPcaProvider(readAwsPcaSettings(config), options),
  };
}
