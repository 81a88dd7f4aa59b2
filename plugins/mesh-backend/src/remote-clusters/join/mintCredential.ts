import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { CREDENTIAL_KEYS, waitForTokenData } from '@meshport/istio';
import { setTimeout } from 'timers/promises';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { asking } from './clusterErrors';
import { CredentialNote, Join } from './Join';
import { look, wordsOf } from './madeObjects';
import { LEAST_RENEWALS, TokenSettings } from './TokenSettings';

/** A credential of the reader; it is written to the primary and kept nowhere. */
export interface Minted {
  token: string;
  /** Base64 of the CA's PEM. */
  caData: string;
  /** Milliseconds since 1970. */
  expiresAt?: number;
}

/** Takes the token out of its Secret, or has one made that is bound to it. */
export async function mintCredential(
  connection: ClusterConnection,
  join: Join,
  credential: CredentialNote,
  settings: TokenSettings,
): Promise<Minted> {
  return credential.kind === 'long-lived'
    ? readToken(connection, credential)
    : requestToken(connection, join, credential, settings);
}

async function readToken(
  connection: ClusterConnection,
  { secret }: CredentialNote,
): Promise<Minted> {
  const read = async (): Promise<KubernetesObject> => {
    const found = await look(connection, secret);
    if (!found) {
      throw new ConflictError(
        `remote: ${wordsOf(secret)} in cluster ${
          secret.cluster
        } is gone; retry, so that it is made again`,
      );
    }
    return found;
  };
  const filled = await waitForTokenData(
    { getSecret: read, wait: async (ms: number) => setTimeout(ms) } as any,
    (await read()) as any,
    CREDENTIAL_KEYS,
  ).catch(error => {
    throw error.name === 'RemoteSecretError'
      ? new ServiceUnavailableError(`remote: ${error.message}`)
      : error;
  });
  return {
    token: Buffer.from(filled.data!.token, 'base64').toString(),
    caData: filled.data!['ca.crt'],
  };
}

async function requestToken(
  connection: ClusterConnection,
  { remote, remoteNamespace: namespace, account }: Join,
  { secret }: CredentialNote,
  settings: TokenSettings,
): Promise<Minted> {
  const authority = await look(connection, {
    kind: 'ConfigMap',
    namespace,
    name: 'kube-root-ca.crt',
  });
  const pem = authority?.data?.['ca.crt'];
  if (!pem) {
    throw new ServiceUnavailableError(
      `remote: ConfigMap ${namespace}/kube-root-ca.crt of cluster ${remote} holds no CA; Kubernetes makes it, so try again`,
    );
  }
  const { status } = await asking(
    connection,
    `make tokens of service account ${namespace}/${account}`,
    () =>
      connection.request<KubernetesObject>({
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {
            audiences: [],
            expirationSeconds: Math.round(settings.lifeMs / 1000),
            boundObjectRef: {
              apiVersion: 'v1',
              kind: 'Secret',
              name: secret.name,
              uid: secret.uid,
            },
          },
        },
      }),
  );
  const expiresAt = Date.parse(status?.expirationTimestamp);
  if (!status?.token || Number.isNaN(expiresAt)) {
    throw new ServiceUnavailableError(
      `remote: ${remote} answered without a token; try again`,
    );
  }
  refuseShortLife(remote, expiresAt - Date.now(), settings);
  return {
    token: status.token,
    caData: Buffer.from(pem).toString('base64'),
    expiresAt,
  };
}

/** An API server may give tokens a shorter life than was asked for. */
function refuseShortLife(
  remote: string,
  lifeMs: number,
  { renewEveryMs }: TokenSettings,
): void {
  // A second of the asked life may be gone on the way.
  if (lifeMs + 5000 < LEAST_RENEWALS * renewEveryMs) {
    const minutes = (ms: number) => `${Math.round(ms / 60_000)} minutes`;
    throw new InputError(
      `token: ${remote} gives tokens a life of ${minutes(
        lifeMs,
      )}, and renewing is tried every ${minutes(
        renewEveryMs,
      )}: a token has to outlive four tries. Raise --service-account-max-token-expiration of its API server, or shorten mesh.remoteClusters.tokens.renewEvery, or take a long-lived token`,
    );
  }
}
