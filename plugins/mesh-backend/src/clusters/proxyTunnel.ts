import { request as httpRequest } from 'http';
import { request as httpsRequest } from 'https';
import { isIP, Socket } from 'net';
import { connect } from 'tls';
import { Credentials } from './Credentials';
import { ClusterUnreachableError } from './errors';

/**
 * A connection to the server through the HTTP proxy of the credentials, with
 * TLS inside it where the server's URL has it.
 *
 * @throws `ClusterUnreachableError` when the proxy refuses
 */
export async function connectThroughProxy(
  { proxyUrl, tls }: Credentials,
  server: URL,
  signal: AbortSignal,
): Promise<Socket> {
  const isSecure = server.protocol === 'https:';
  const port = server.port || (isSecure ? '443' : '80');
  const socket = await openTunnel(
    new URL(proxyUrl!),
    `${server.hostname}:${port}`,
    signal,
  );
  if (!isSecure) {
    return socket;
  }
  const host = server.hostname.replace(/^\[|\]$/g, '');
  return connect({
    ...tls,
    socket,
    host,
    servername: tls.servername ?? (isIP(host) ? '' : host),
  });
}

function openTunnel(
  proxy: URL,
  target: string,
  signal: AbortSignal,
): Promise<Socket> {
  const { username, password } = proxy;
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(
    password,
  )}`;
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      host: proxy.hostname,
      port: proxy.port || undefined,
      method: 'CONNECT',
      path: target,
      headers: {
        host: target,
        ...(username || password
          ? {
              'proxy-authorization': `Basic ${Buffer.from(user).toString(
                'base64',
              )}`,
            }
          : {}),
      },
      agent: false,
      signal,
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket as Socket);
      } else {
        socket.destroy();
        reject(
          new ClusterUnreachableError(
            `the proxy-url of the kubeconfig answered ${response.statusCode}; check the proxy and its credentials`,
          ),
        );
      }
    });
    request.once('error', reject);
    request.end();
  });
}
