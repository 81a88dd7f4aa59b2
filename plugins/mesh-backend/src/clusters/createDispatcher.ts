import { createSecureContext } from 'tls';
import { Agent, Dispatcher, ProxyAgent } from 'undici';
import { Credentials } from './Credentials';

const CONNECT_TIMEOUT_MS = 10_000;
/**
 * A silent connection is probed after this, then ten times, once a second
 * (libuv): a watch whose other end is gone fails after 25 s.
 */
const KEEP_ALIVE_DELAY_MS = 15_000;

/**
 * A pool of connections.
 *
 * @param connections - at most so many; null for as many as there are requests
 */
export function createDispatcher(
  { tls, proxyUrl }: Credentials,
  connections: number | null,
): Dispatcher {
  const { ca, cert, key, ...checks } = tls;
  const connect = {
    ...checks,
    // Made once: to read certificates for each of hundreds of connections takes long.
    secureContext: createSecureContext({ ca, cert, key }),
    timeout: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
  };
  const options = { connections, keepAliveTimeout: 60_000 };
  return proxyUrl
    ? new ProxyAgent({ ...options, uri: proxyUrl, requestTls: connect })
    : new Agent({ ...options, connect });
}
