import { createSecureContext } from 'tls';
import { Agent, Dispatcher, ProxyAgent } from 'undici';
import { createConnector } from './createConnector';
import { Credentials } from './Credentials';

const CONNECT_TIMEOUT_MS = 10_000;
/**
 * A silent connection is probed after this, then ten times, once a second
 * (libuv): a watch whose other end is gone fails after 25 s.
 */
const KEEP_ALIVE_DELAY_MS = 15_000;

/**
 * Makes pools of connections to one server, each with at most so many
 * connections; null for as many as there are requests. Through a proxy they
 * open as they are asked for: undici upgrades those itself.
 */
export function createPools({
  tls,
  proxyUrl,
}: Credentials): (connections: number | null) => Dispatcher {
  const { ca, cert, key, ...checks } = tls;
  // Made once: to read certificates for each of hundreds of connections takes long.
  const secureContext = createSecureContext({ ca, cert, key });
  const connect = createConnector({
    tls: { ...checks, secureContext },
    timeoutMs: CONNECT_TIMEOUT_MS,
    keepAliveDelayMs: KEEP_ALIVE_DELAY_MS,
  });
  return connections => {
    const options = { connections, keepAliveTimeout: 60_000 };
    return proxyUrl
      ? new ProxyAgent({
          ...options,
          uri: proxyUrl,
          requestTls: {
            ...checks,
            secureContext,
            timeout: CONNECT_TIMEOUT_MS,
            keepAlive: true,
            keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
          },
        })
      : new Agent({ ...options, connect });
  };
}
