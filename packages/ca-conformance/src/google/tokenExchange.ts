import { startWireServer, WireServer } from '../core';
import { AccessTokens } from './AccessTokens';
import { jsonAnswer } from './googleError';

/** Google's Security Token Service, as workload identity federation uses it. */
export interface TokenExchange extends WireServer {
  /** A credential configuration, as `gcloud iam workload-identity-pools create-cred-config` writes it. */
  credentialsFile(subjectTokenFile: string): object;
}

const AUDIENCE =
  '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/mesh/providers/cluster';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Starts one on loopback that takes a single token of a workload. */
export async function startTokenExchange(options: {
  tokens: AccessTokens;
  /** The token that the workload's own identity provider gave it. */
  subjectToken: string;
  port?: number;
}): Promise<TokenExchange> {
  const { tokens, subjectToken } = options;
  const refuse = (error: string, description: string) =>
    jsonAnswer({ error, error_description: description }, 400);
  const wire = await startWireServer(
    {
      operationOf: ({ url }) => url.pathname,
      async answer({ method, url, body }) {
        if (method !== 'POST' || url.pathname !== '/v1/token') {
          return jsonAnswer({ error: 'not_found' }, 404);
        }
        const form = new URLSearchParams(body.toString());
        if (
          form.get('grant_type') !== GRANT ||
          form.get('audience') !== AUDIENCE ||
          form.get('subject_token_type') !== JWT ||
          form.get('requested_token_type') !== ACCESS_TOKEN
        ) {
          return refuse('invalid_request', 'Invalid token exchange request.');
        }
        if (form.get('subject_token') !== subjectToken) {
          return refuse(
            'invalid_grant',
            'The subject token is not of a known identity.',
          );
        }
        return jsonAnswer({
          access_token: tokens.give(
            { name: `principal:${AUDIENCE}/subject/meshport` },
            { scopes: form.get('scope')?.split(' ') },
          ),
          issued_token_type: ACCESS_TOKEN,
          token_type: 'Bearer',
          expires_in: 3600,
        });
      },
      throttled: () => jsonAnswer({ error: 'rate_limited' }, 429),
      failed: status => jsonAnswer({ error: 'internal' }, status),
    },
    { port: options.port },
  );
  return {
    ...wire,
    credentialsFile: file => ({
      universe_domain: 'googleapis.com',
      type: 'external_account',
      audience: AUDIENCE,
      subject_token_type: JWT,
      token_url: `${wire.url}/v1/token`,
      credential_source: { file, format: { type: 'text' } },
    }),
  };
}
