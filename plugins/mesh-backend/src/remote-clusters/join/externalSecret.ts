import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { remoteSecretName } from './Join';
import { Pair } from './Pairs';

/** Where remote secrets of Git come from. */
export interface ExternalSecretSettings {
  /** The store of External Secrets Operator. */
  store: { name: string; kind: string };
  /** What stands before the remote's name in the key. */
  keyPrefix: string;
}

/** Reads `mesh.remoteClusters.externalSecret`. */
export function readExternalSecrets(
  config: Config,
): ExternalSecretSettings | undefined {
  const found = config.getOptionalConfig('mesh.remoteClusters.externalSecret');
  return (
    found && {
      store: {
        name: found.getString('storeName'),
        kind: found.getOptionalString('storeKind') ?? 'ClusterSecretStore',
      },
      keyPrefix: found.getOptionalString('keyPrefix') ?? '',
    }
  );
}

/**
 * What may stand in Git: a reference by which External Secrets Operator takes
 * the kubeconfig out of a store and keeps the remote secret.
 *
 * @throws `InputError` when no store is configured, since a credential in Git
 * stays there for ever
 */
export function externalSecretOf(
  pair: Pick<Pair, 'clusterId' | 'primaryNamespace'>,
  settings: ExternalSecretSettings | undefined,
): Record<string, unknown> {
  if (!settings) {
    throw new InputError(
      'delivery: a remote secret is a credential, and what was once in Git can be read there for ever; choose apply, or have an administrator set mesh.remoteClusters.externalSecret, so that Git holds only a reference',
    );
  }
  const { clusterId, primaryNamespace: namespace } = pair;
  const name = remoteSecretName(pair);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      secretStoreRef: settings.store,
      target: {
        name,
        template: {
          metadata: {
            annotations: { 'networking.istio.io/cluster': clusterId },
            labels: { 'istio/multiCluster': 'true' },
          },
        },
      },
      data: [
        {
          secretKey: clusterId,
          remoteRef: { key: `${settings.keyPrefix}${clusterId}` },
        },
      ],
    },
  };
}
