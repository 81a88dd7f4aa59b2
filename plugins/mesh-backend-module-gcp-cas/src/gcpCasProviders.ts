import {
  CaProviderFactory,
  Patience,
} from '@meshport/backstage-plugin-mesh-node';
import { GcpCasProvider } from './GcpCasProvider';
import { readGcpSettings } from './gcpSettings';
import { PrivateCaClient } from './PrivateCaClient';

/**
 * Makes providers out of entries with `provider: gcp-cas`. Those of the same
 * project, endpoint and credentials share a client, which is large.
 */
export function gcpCasProviders(
  patience?: Partial<Patience>,
): CaProviderFactory {
  const clients = new Map<string, PrivateCaClient>();
  return {
    type: 'gcp-cas',
    create(config) {
      const settings = readGcpSettings(config);
      const { project, endpoint, credentialsFile } = settings;
      const key = JSON.stringify([project, endpoint, credentialsFile]);
      const client =
        clients.get(key) ?? new PrivateCaClient(settings, patience);
      clients.set(key, client);
      return new GcpCasProvider(settings, client);
    },
  };
}
