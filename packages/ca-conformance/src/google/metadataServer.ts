import { MovableClock, startWireServer, WireServer } from '../core';
import { AccessTokens, Principal } from './AccessTokens';

/**
 * The metadata server of a machine or, with workload identity, of a GKE
 * pod: it gives out access tokens of one service account.
 */
export interface MetadataServer extends WireServer {
  /** Environment in which Google's clients find it. */
  env: Record<string, string>;
}

const PREFIX = '/computeMetadata/v1/';

/** Starts one on loopback. */
export async function startMetadataServer(options: {
  tokens: AccessTokens;
  clock: MovableClock;
  principal: Principal;
  /** How long a token holds. */
  tokenSeconds?: number;
  port?: number;
}): Promise<MetadataServer> {
  const { tokens, principal, tokenSeconds = 3600 } = options;
  const account = 'instance/service-accounts/default/';
  const text = (body: string, status = 200) => ({
    status,
    headers: { 'metadata-flavor': 'Google', 'content-type': 'text/plain' },
    body,
  });
  const wire = await startWireServer(
    {
      operationOf: ({ url }) => url.pathname.replace(PREFIX, ''),
      async answer({ url, headers }) {
        if (headers['metadata-flavor'] !== 'Google') {
          return text('Missing Metadata-Flavor:Google header.', 403);
        }
        switch (url.pathname.replace(PREFIX, '')) {
          case `${account}token`: {
            const scopes = url.searchParams.get('scopes')?.split(',');
            return {
              status: 200,
              headers: {
                'metadata-flavor': 'Google',
                'content-type': 'application/json',
              },
              body: JSON.stringify({
                access_token: tokens.give(principal, {
                  seconds: tokenSeconds,
                  scopes,
                }),
                expires_in: tokenSeconds,
                token_type: 'Bearer',
              }),
            };
          }
          case `${account}email`:
            return text(principal.name);
          case 'instance':
          case 'instance/':
            return text('service-accounts/');
          case 'project/project-id':
            return text('mesh');
          case 'universe/universe-domain':
            return text('googleapis.com');
          default:
            return text('Not found', 404);
        }
      },
      throttled: () => text('Too many requests', 429),
      failed: status => text('Failed', status),
    },
    { port: options.port },
  );
  return {
    ...wire,
    env: {
      GCE_METADATA_HOST: `127.0.0.1:${wire.port}`,
      METADATA_SERVER_DETECTION: 'assume-present',
    },
  };
}
