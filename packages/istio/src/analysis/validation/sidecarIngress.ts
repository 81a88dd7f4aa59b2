import { isHttp, isTls, parseProtocol } from '../istio/protocols';
import { addressProblem } from './addresses';
import { socketProblem } from './gateway';
import { atoi, quoted } from './goText';
import { portNameProblem, portProblem } from './names';
import { Problems } from './Problems';
import { checkServerTls } from './serverTls';
import { protocolProblem } from './serviceEntry';
import { checkConnectionPool } from './trafficPolicy';

/** How the path of a Unix socket begins. */
export const SOCKET = 'unix://';
/** Said of two listeners with the same port. */
export const UNIQUE = 'sidecar: ports on IP bound listeners must be unique';

const LOCAL = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];
const LOCAL_FORM =
  'sidecar: defaultEndpoint must be of form 127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath or unset';

/** Checks the port of a listener that is bound to an address. */
export function checkListenerPort(
  port: any,
  bind: string,
  problems: Problems,
): void {
  const { name = '', number = 0, protocol = '', targetPort = 0 } = port;
  if (targetPort > 0) {
    problems.at('targetPort').error('targetPort has no impact on Sidecars');
  }
  if (name !== '') {
    problems.at('name').error(portNameProblem(name));
  }
  problems.at('protocol').error(protocolProblem(protocol));
  problems.at('number').error(portProblem(number));
  if (bind !== '') {
    problems.error(addressProblem(bind));
  }
}

/** Host and port as Go's `net.SplitHostPort` parts them. */
function splitHostPort(text: string): [host: string, port: string] | string {
  const colon = text.lastIndexOf(':');
  const bracket = /^\[([^\]]*)\](.*)$/.exec(text);
  if (colon < 0) {
    return `address ${text}: missing port in address`;
  }
  if (text.startsWith('[') && !bracket) {
    return `address ${text}: missing ']' in address`;
  }
  if (bracket) {
    return bracket[2].startsWith(':')
      ? [bracket[1], bracket[2].slice(1)]
      : `address ${text}: missing port in address`;
  }
  return text.indexOf(':') < colon
    ? `address ${text}: too many colons in address`
    : [text.slice(0, colon), text.slice(colon + 1)];
}

function checkEndpoint(endpoint: string, problems: Problems): void {
  if (endpoint === '') {
    return;
  }
  if (endpoint.startsWith(SOCKET)) {
    problems.error(socketProblem(endpoint.slice(SOCKET.length)));
    return;
  }
  const parts = splitHostPort(endpoint);
  if (typeof parts === 'string') {
    problems.error(parts);
  }
  const [host, port] = typeof parts === 'string' ? ['', ''] : parts;
  if (!LOCAL.includes(host)) {
    problems.error(LOCAL_FORM);
  }
  const number = atoi(port);
  problems.error(
    number === undefined
      ? `sidecar: defaultEndpoint port (${port}) is not a number: strconv.Atoi: parsing ${quoted(
          port,
        )}: invalid syntax`
      : portProblem(number),
  );
}

function checkTls(tls: any, protocol: string, problems: Problems): void {
  const refuse = (field: string, isSet: unknown, text: string) => {
    if (isSet) {
      problems.at(field).error(text);
    }
  };
  const many = (field: string) => (tls[field] ?? []).length > 0;
  refuse(
    'subjectAltNames',
    many('subjectAltNames'),
    'sidecar: subjectAltNames is not supported in ingress tls',
  );
  refuse(
    'httpsRedirect',
    tls.httpsRedirect,
    'sidecar: httpsRedirect is not supported',
  );
  refuse(
    'credentialName',
    tls.credentialName,
    'sidecar: credentialName is not currently supported',
  );
  refuse(
    'credentialNames',
    many('credentialNames'),
    'sidecar: credentialNames is not currently supported',
  );
  refuse(
    'tlsCertificates',
    many('tlsCertificates'),
    'sidecar: tls_certificates is not currently supported',
  );
  refuse(
    'mode',
    ['ISTIO_MUTUAL', 'AUTO_PASSTHROUGH'].includes(tls.mode),
    `configuration is invalid: cannot set mode to ${tls.mode} in sidecar ingress tls`,
  );
  if (!isTls(parseProtocol(protocol))) {
    problems.error('server cannot have TLS settings for non HTTPS/TLS ports');
  }
  checkServerTls(tls, problems);
}

/** Checks what a Sidecar listens on for its own workload. */
export function checkIngress(
  ingress: readonly any[],
  problems: Problems,
): void {
  const numbers = new Set<number>();
  ingress.forEach((listener, i) => {
    const at = problems.at(i);
    const {
      port,
      bind = '',
      defaultEndpoint = '',
      tls,
      connectionPool,
    } = listener;
    if (!port) {
      at.error('sidecar: port is required for ingress listeners');
      return;
    }
    const { number = 0, name = '', protocol = '' } = port;
    checkListenerPort(port, bind, at.at('port'));
    if (numbers.has(number)) {
      at.at('port', 'number').error(UNIQUE);
    }
    numbers.add(number);
    checkEndpoint(defaultEndpoint, at.at('defaultEndpoint'));
    if (tls) {
      checkTls(tls, protocol, at.at('tls'));
    }
    checkConnectionPool(connectionPool, at.at('connectionPool'));
    if (connectionPool?.http && !isHttp(parseProtocol(protocol))) {
      at.at('connectionPool', 'http').warn(
        `sidecar: HTTP connection pool settings are configured for port ${number} (${quoted(
          name,
        )}) but its protocol is not HTTP (${protocol}); only TCP settings will apply`,
      );
    }
  });
}
