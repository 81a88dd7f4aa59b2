import { InputError } from '@backstage/errors';
import { IncomingMessage } from 'http';
import { ClientOptions, WebSocket } from 'ws';
import { Credentials } from './Credentials';
import { PortForwardStream, PortForwardTarget } from './PortForwardStream';
import { connectThroughProxy } from './proxyTunnel';
import { statusError } from './transportErrors';

/**
 * The kubelet's own protocol. The newer tunnel of SPDY
 * (`SPDY/3.1+portforward.k8s.io`) is unknown before Kubernetes 1.30; this one
 * is passed on to the kubelet by every API server since 1.6.
 */
const PROTOCOL = 'v4.channel.k8s.io';
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;

/** DNS-1123 subdomain: what the name of a namespace or pod may be. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/**
 * Opens a stream to a port of a pod through the API server.
 *
 * @throws `KubernetesStatusError` when the API server refuses (401, 403, 404);
 * what the transport throws otherwise
 */
export async function openPortForward(
  target: PortForwardTarget,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<PortForwardStream> {
  checkTarget(target);
  const { namespace, pod, port } = target;
  const url = new URL(
    `${credentials.server}/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`,
  );
  const options: ClientOptions = {
    ...credentials.tls,
    headers: { ...credentials.headers, 'user-agent': 'meshport' },
    followRedirects: false,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  };
  if (credentials.proxyUrl) {
    const socket = await connectThroughProxy(credentials, url, signal);
    options.createConnection = (() => socket) as never;
  }
  signal.throwIfAborted();
  const socket = new WebSocket(url, PROTOCOL, options);
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      socket.terminate();
    };
    const settle = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('open', () => {
      settle();
      socket.removeAllListeners('error');
      resolve(new PortForwardStream(socket, target));
    });
    socket.on('unexpected-response', (_, response) => {
      // Nobody else owns this connection: it would stay open for ever.
      const connection = response.socket;
      readRefusal(response)
        .then(reject, reject)
        .finally(() => {
          settle();
          connection.destroy();
        });
    });
    socket.on('error', error => {
      settle();
      reject(error);
    });
  });
}

/** Names and ports come from objects of clusters; none may become a path. */
function checkTarget({ namespace, pod, port }: PortForwardTarget): void {
  if (!NAME.test(namespace) || !NAME.test(pod)) {
    throw new InputError(
      'namespace and pod must be names of Kubernetes objects; correct them',
    );
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InputError(
      `port: ${port} is not between 1 and 65535; correct it`,
    );
  }
}

async function readRefusal(response: IncomingMessage): Promise<Error> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_REFUSAL_BYTES) {
      break;
    }
  }
  return statusError(response.statusCode ?? 0, response.headers, text);
}
