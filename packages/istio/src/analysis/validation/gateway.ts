import { isHttp, isTls, parseProtocol } from '../istio/protocols';
import { Resource } from '../snapshot/Resource';
import { addressProblem, isAddress } from './addresses';
import { quoted } from './goText';
import {
  isDnsLabelForIstio,
  partialWildcardProblem,
  portProblem,
  wildcardDomainProblem,
} from './names';
import { Problems } from './Problems';
import { checkServerTls, isPassThrough } from './serverTls';

const SOCKET = 'unix://';

/** Checks the name part of `namespace/name` hosts. */
function checkHostName(
  host: string,
  isGateway: boolean,
  problems: Problems,
): void {
  if (host !== '*' && !host.includes('.')) {
    problems.error('short names (non FQDN) are not allowed');
  }
  const wrong = wildcardDomainProblem(host);
  if (wrong && !(isGateway && isAddress(host))) {
    problems.error(wrong);
  }
  problems.error(partialWildcardProblem(host));
}

/** Checks a host of a Gateway or of a Sidecar's egress. */
export function checkScopedHost(
  host: string,
  isGateway: boolean,
  problems: Problems,
): void {
  const slash = host.indexOf('/');
  if (slash < 0) {
    if (isGateway) {
      checkHostName(host, true, problems);
    } else {
      problems.error('host must be of form namespace/dnsName');
    }
    return;
  }
  const scope = host.slice(0, slash);
  const name = host.slice(slash + 1);
  if (scope === '' || name === '') {
    problems.error(
      'config namespace and dnsName in host entry cannot be empty',
    );
  }
  const namespace = isGateway ? scope : scope.replace(/^~/, '');
  const isSpecial =
    namespace === '*' || namespace === '.' || (!isGateway && namespace === '');
  if (!isSpecial && !isDnsLabelForIstio(namespace)) {
    problems.error(
      `invalid namespace value ${quoted(scope)} in ${
        isGateway ? 'gateway' : 'sidecar'
      }`,
    );
  }
  checkHostName(name, isGateway, problems);
}

/** Why a text is no path of a Unix socket. */
export function socketProblem(path: string): string | undefined {
  if (path === '') {
    return 'unix address must not be empty';
  }
  return path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'))
    ? undefined
    : `${path} is not an absolute path to a file`;
}

/** A port as Go prints one. */
function portText({ number, protocol, name, targetPort }: any): string {
  return [
    number ? `number:${number}` : '',
    protocol ? `protocol:${quoted(protocol)}` : '',
    name ? `name:${quoted(name)}` : '',
    targetPort ? `target_port:${targetPort}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** @returns whether the port is right */
function checkPort(port: any, bind: string, problems: Problems): boolean {
  const before = problems.errors.length;
  if (!port) {
    problems.error('port is required');
    return false;
  }
  const { number = 0, protocol = '', name = '', targetPort = 0 } = port;
  if (parseProtocol(protocol) === undefined) {
    problems
      .at('protocol')
      .error(
        `invalid protocol ${quoted(
          protocol,
        )}, supported protocols are HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP`,
      );
  }
  if (number > 0 || !bind.startsWith(SOCKET)) {
    problems.at('number').error(portProblem(number));
  }
  if (targetPort > 0) {
    problems.at('targetPort').error('targetPort has no impact on Gateways');
  }
  if (name === '') {
    problems.error(`port name must be set: ${portText(port)}`);
  }
  return problems.errors.length === before;
}

function checkBind(port: any, bind: string, problems: Problems): void {
  if (bind.startsWith(SOCKET)) {
    problems.error(socketProblem(bind.slice(SOCKET.length)));
    if (port?.number) {
      problems.error(
        `port number must be 0 for unix domain socket: ${portText(port)}`,
      );
    }
  } else if (bind !== '') {
    problems.error(addressProblem(bind));
  }
}

function checkTlsFitsPort(server: any, problems: Problems): void {
  const protocol = parseProtocol(server.port.protocol);
  const { tls } = server;
  if (isTls(protocol)) {
    if (!tls) {
      problems.error('server must have TLS settings for HTTPS/TLS protocols');
    }
  } else if (tls && isHttp(protocol)) {
    const { caCertificates, privateKey, serverCertificate } = tls;
    if (
      !isPassThrough(tls) ||
      caCertificates ||
      privateKey ||
      serverCertificate
    ) {
      problems.error(
        'server cannot have TLS settings for plain text HTTP ports',
      );
    }
  } else if (tls) {
    problems.error('server cannot have TLS settings for non HTTPS/TLS ports');
  }
}

function checkServer(server: any, problems: Problems): void {
  const { hosts = [], port, bind = '', tls } = server;
  if (hosts.length === 0) {
    problems.error('server config must contain at least one host');
  }
  hosts.forEach((host: string, i: number) =>
    checkScopedHost(host, true, problems.at('hosts', i)),
  );
  const isPortRight = checkPort(port, bind, problems.at('port'));
  checkBind(port, bind, problems.at('bind'));
  checkServerTls(tls, problems.at('tls'));
  if (isPortRight) {
    checkTlsFitsPort(server, problems.at('tls'));
  }
}

/** What Istio's webhook checks of a Gateway. */
export function checkGateway(gateway: Resource, problems: Problems): void {
  const { servers = [] } = gateway.spec;
  if (!isDnsLabelForIstio(gateway.name)) {
    problems.error(`invalid gateway name: ${quoted(gateway.name)}`);
  }
  if (servers.length === 0) {
    problems.at('servers').error('gateway must have at least one server');
  }
  const names = new Set<string>();
  servers.forEach((server: any, i: number) => {
    const at = problems.at('servers', i);
    checkServer(server, at);
    if (!server.port) {
      return;
    }
    const { name = '', protocol } = server.port;
    if (names.has(name)) {
      at.at('port', 'name').error(
        `port names in servers must be unique: duplicate name ${name}`,
      );
    }
    names.add(name);
    if (!isHttp(parseProtocol(protocol)) && server.tls?.httpsRedirect) {
      at.at('tls', 'httpsRedirect').warn(
        'tls.httpsRedirect should only be used with http servers',
      );
    }
  });
}
