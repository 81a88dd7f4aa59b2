import { CaProviderFactory } from '@meshport/backstage-plugin-mesh-node';
import { GcpCasProvider } from './GcpCasProvider';
import { readGcpSettings } from './gcpSettings';
import { PrivateCaClient } from './PrivateCaClient';

/** Makes a provider out of an entry with `provider: gcp-cas`. */
export const gcpCasProviders: CaProviderFactory = {
  type: 'gcp-cas',
  create(config) {
    const settings = readGcpSettings(config);
    return new GcpCasProvider(settings, new PrivateCaClient(settings));
  },
};
