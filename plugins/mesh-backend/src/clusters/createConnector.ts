import { isIP, Socket } from 'net';
import { connect, ConnectionOptions } from 'tls';
import { buildConnector, errors } from 'undici';
import { Places } from './Places';

/**
 * A TLS handshake takes milliseconds of our time, and a fleet that is new, or
 * that came back, wants hundreds: they go few by few. Waiting for a server to
 * accept a connection costs nothing and needs no place.
 */
const handshakes = new Places({ count: 4, longestMs: 250 });

/** Of the connections to one server. */
export interface ConnectorOptions {
  tls: ConnectionOptions;
  /** For the connection, and again for the handshake. */
  timeoutMs: number;
  /** A silent connection is probed after this. */
  keepAliveDelayMs: number;
}

/**
 * Opens connections to one server for undici. Later ones go on with the TLS
 * session of an earlier one, so that no certificate is sent and checked again.
 */
export function createConnector(
  options: ConnectorOptions,
): buildConnector.connector {
  const connectTcp = buildConnector({
    timeout: options.timeoutMs,
    keepAlive: true,
    keepAliveInitialDelay: options.keepAliveDelayMs,
  });
  let session: Buffer | undefined;

  const shakeHands = async (
    { hostname, servername }: buildConnector.Options,
    tcp: Socket,
  ): Promise<Socket> => {
    const leave = await handshakes.enter();
    try {
      const secured = connect({
        ...options.tls,
        socket: tcp,
        host: hostname,
        servername:
          servername ||
          options.tls.servername ||
          (isIP(hostname) ? undefined : hostname),
        ALPNProtocols: ['http/1.1'],
        session,
      });
      secured.on('session', latest => {
        session = latest;
      });
      await whenSecure(secured, options.timeoutMs);
      return secured;
    } finally {
      leave();
    }
  };

  return (target, callback) => {
    const isSecure = target.protocol === 'https:';
    connectTcp(
      {
        ...target,
        protocol: 'http:',
        port: target.port || (isSecure ? '443' : '80'),
      },
      (error, tcp) => {
        if (error || !isSecure) {
          callback(...([error, tcp] as Parameters<typeof callback>));
          return;
        }
        shakeHands(target, tcp!).then(
          secured => callback(null, secured),
          failure => {
            tcp!.destroy();
            callback(failure, null);
          },
        );
      },
    );
  };
}

function whenSecure(socket: Socket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => socket.destroy(new errors.ConnectTimeoutError()),
      timeoutMs,
    );
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      resolve();
    });
    // It stays: an error of which nobody has heard yet would end the process.
    socket.on('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      reject(new errors.SocketError('closed before it was secure'));
    });
  });
}
