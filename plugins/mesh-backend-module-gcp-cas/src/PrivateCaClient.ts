import type { v1 } from '@google-cloud/security-private-ca';
import {
  Patience,
  tryUntilAnswered,
} from '@meshport/backstage-plugin-mesh-node';
import { errorOf, readFailure, ServiceFailure } from './failures';
import { GcpSettings } from './gcpSettings';

type Client = InstanceType<typeof v1.CertificateAuthorityServiceClient>;

type Transporter = Awaited<
  ReturnType<Client['auth']['getClient']>
>['transporter'];

/** What of the settings makes a client; those who agree in it share one. */
export type ClientSettings = Pick<
  GcpSettings,
  'project' | 'endpoint' | 'credentialsFile'
>;

/** How a call is described when it fails. */
export interface CallWords {
  what: string;
  /** Permission that it needs. */
  permission: string;
  /** What the permission is needed on. */
  resource: string;
}

const HOST = 'privateca.googleapis.com';

/** The client's own limit of one HTTP call; ours is within it. */
const SOCKET_TIMEOUT_MS = 30_000;

/**
 * Google's client by REST, made at the first call because it takes half a
 * second to load.
 *
 * The client's own tries are switched off: by REST it makes none, by gRPC it
 * would leave out RESOURCE_EXHAUSTED. Every call made here may be repeated.
 */
export class PrivateCaClient {
  readonly #settings: ClientSettings;
  readonly #patience: Partial<Patience> | undefined;
  #made: Promise<Client> | undefined;

  constructor(settings: ClientSettings, patience?: Partial<Patience>) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /**
   * Calls until the service answers or refuses.
   *
   * @param options.changes - a later refusal says nothing of an earlier try that failed otherwise
   * @throws ServiceFailure of a refusal; ServiceUnavailableError when it is not
   * known what came of it
   */
  async ask<T>(
    call: (
      client: Client,
      options: { retry: null; timeout: number },
    ) => Promise<[T, ...unknown[]]>,
    options: { what: string; signal: AbortSignal; changes?: boolean },
  ): Promise<T> {
    return tryUntilAnswered(
      async () => {
        try {
          const client = await this.#client();
          const [answer] = await call(client, {
            retry: null,
            timeout: SOCKET_TIMEOUT_MS,
          });
          return answer;
        } catch (error) {
          throw readFailure(error, this.#settings.endpoint?.host ?? HOST);
        }
      },
      {
        ...options,
        patience: this.#patience,
        // What was throttled was not carried out.
        inDoubt: error =>
          options.changes === true &&
          !(
            error instanceof ServiceFailure &&
            error.code === 'RESOURCE_EXHAUSTED'
          ),
        again: error =>
          error instanceof ServiceFailure &&
          error.passing &&
          (error.retryAfterMs === undefined || {
            afterMs: error.retryAfterMs,
          }),
      },
    );
  }

  /** @throws errors of Backstage alone */
  async call<T>(
    call: Parameters<typeof this.ask<T>>[0],
    options: CallWords & { signal: AbortSignal },
  ): Promise<T> {
    try {
      return await this.ask(call, options);
    } catch (error) {
      throw error instanceof ServiceFailure ? errorOf(error, options) : error;
    }
  }

  async #client(): Promise<Client> {
    this.#made ??= connect(this.#settings);
    const made = this.#made;
    try {
      return await made;
    } catch (error) {
      // The client remembers a failed start for ever: make another next time.
      if (this.#made === made) {
        this.#made = undefined;
      }
      throw error;
    }
  }
}

async function connect({
  project,
  endpoint,
  credentialsFile,
}: ClientSettings): Promise<Client> {
  const client = new (load().v1.CertificateAuthorityServiceClient)({
    fallback: true,
    // Otherwise the library asks another service for it.
    projectId: project,
    ...(credentialsFile && { keyFilename: credentialsFile }),
    clientOptions: {
      // A token may end before its time, when its key or its account is changed.
      forceRefreshOnFailure: true,
      transporterOptions: { timeout: SOCKET_TIMEOUT_MS },
    },
    ...(endpoint && {
      apiEndpoint: endpoint.hostname,
      port: Number(
        endpoint.port || (endpoint.protocol === 'https:' ? 443 : 80),
      ),
      protocol: endpoint.protocol.replace(':', ''),
    }),
  });
  // Awaited here, because the client's methods would leave its rejection unhandled.
  await client.initialize();
  heedProxies((await client.auth.getClient()).transporter);
  return client;
}

/**
 * Takes away the agent that the client gives to every call by REST: with it, the
 * HTTP library leaves HTTPS_PROXY and NO_PROXY out of account.
 */
function heedProxies(transporter: Transporter): void {
  const request = transporter.request.bind(transporter);
  transporter.request = ({ agent: _, ...options } = {}) => request(options);
}

/** Loaded when it is needed; a dynamic import could not be run by Jest. */
function load(): typeof import('@google-cloud/security-private-ca') {
  return require('@google-cloud/security-private-ca');
}
