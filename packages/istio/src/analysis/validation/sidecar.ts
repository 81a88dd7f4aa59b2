import { isHttp, isTls, parseProtocol } from '../istio/protocols';
import { Resource } from '../snapshot/Resource';
import { addressProblem } from './addresses';
import { checkDestination } from './destinations';
import { checkScopedHost, socketProblem } from './gateway';
import { atoi, quoted } from './goText';
import { domainProblem, portNameProblem, portProblem } from './names';
import { Problems } from './Problems';
import { checkWorkloadSelector } from './selectors';
import { checkServerTls } from './serverTls';
import { protocolProblem } from './serviceEntry';
import { checkConnectionPool } from './trafficPolicy';

const SOCKET = 'unix://';
const LOCAL = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];
const LOCAL_FORM =
  'sidecar: defaultEndpoint must be of form 127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath or unset';
const UNIQUE = 'sidecar: ports on IP bound listeners must be unique';

function checkPort(port: any, bind: string, problems: Problems): void {
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

function checkIngress(ingress: readonly any[], problems: Problems): void {
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
    checkPort(port, bind, at.at('port'));
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

function checkEgressPort(listener: any, problems: Problems): void {
  const { port, bind = '', captureMode = 'DEFAULT' } = listener;
  const { number = 0, name = '', protocol = '', targetPort = 0 } = port;
  if (number !== 0) {
    checkPort(port, bind, problems);
    return;
  }
  if (targetPort > 0) {
    problems.at('targetPort').error('targetPort has no impact on Sidecars');
  }
  if (name !== '') {
    problems.at('name').error(portNameProblem(name));
  }
  problems.at('protocol').error(protocolProblem(protocol));
  problems.error(
    bind.startsWith(SOCKET)
      ? socketProblem(bind.slice(SOCKET.length))
      : 'sidecar: ports with 0 value must have a unix domain socket bind address',
  );
  if (!['DEFAULT', 'NONE'].includes(captureMode)) {
    problems.error(
      'sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners',
    );
  }
}

function checkEgressHosts(
  hosts: readonly string[],
  namespace: string,
  problems: Problems,
): void {
  const seen = new Map<string, Set<string>>();
  hosts.forEach((host, i) => {
    const at = problems.at(i);
    const slash = host.indexOf('/');
    if (slash >= 0 && !host.startsWith('~')) {
      const scope = host.slice(0, slash);
      const name = host.slice(slash + 1);
      const key = scope === '.' ? namespace : scope;
      const names = seen.get(key) ?? new Set<string>();
      const isTwice =
        name === '*' ? names.size > 0 : names.has(name) || names.has('*');
      if (isTwice) {
        at.warn(`duplicated egress host: ${host}`);
      }
      seen.set(key, names.add(name));
    }
    checkScopedHost(host, false, at);
  });
  if (seen.get('*')?.has('*') && seen.size !== 1) {
    problems.warn(
      '`*/*` host select all resources, no other hosts can be added',
    );
  }
}

function checkEgress(
  egress: readonly any[],
  namespace: string,
  problems: Problems,
): void {
  const numbers = new Set<number>();
  const binds = new Set<string>();
  let hasCatchAll = false;
  egress.forEach((listener, i) => {
    const at = problems.at(i);
    const { port, bind = '', hosts = [] } = listener;
    if (port) {
      checkEgressPort(listener, at.at('port'));
      const { number = 0 } = port;
      if (number === 0 && binds.has(bind)) {
        at.error(
          'sidecar: unix domain socket values for listeners must be unique',
        );
      } else if (number !== 0 && numbers.has(number)) {
        at.at('port', 'number').error(UNIQUE);
      }
      if (number === 0) {
        binds.add(bind);
      } else {
        numbers.add(number);
      }
    } else if (hasCatchAll) {
      at.error('sidecar: egress can have only one listener with empty port');
      return;
    } else if (i === egress.length - 1) {
      hasCatchAll = true;
    } else {
      at.error(
        'sidecar: the egress listener with empty port should be the last listener in the list',
      );
    }
    if (hosts.length === 0) {
      at.error('sidecar: egress listener must contain at least one host');
    }
    checkEgressHosts(hosts, namespace, at.at('hosts'));
  });
}

function checkOutbound(policy: any, problems: Problems): void {
  const { egressProxy, mode = 'REGISTRY_ONLY' } = policy ?? {};
  if (!egressProxy) {
    return;
  }
  if (mode !== 'ALLOW_ANY') {
    problems.error(
      'sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode',
    );
    return;
  }
  const at = problems.at('egressProxy');
  at.at('host').error(domainProblem(egressProxy.host ?? ''));
  if (!egressProxy.port) {
    at.error('sidecar: egress_proxy port must be non-nil');
    return;
  }
  checkDestination(egressProxy, at);
}

/** What Istio's webhook checks of a Sidecar. */
export function checkSidecar(sidecar: Resource, problems: Problems): void {
  const { spec, namespace } = sidecar;
  const { egress = [], ingress = [], outboundTrafficPolicy } = spec;
  const { inboundConnectionPool, workloadSelector } = spec;
  const isEmpty =
    egress.length + ingress.length === 0 &&
    !outboundTrafficPolicy &&
    !inboundConnectionPool;
  if (isEmpty) {
    // Istio says nothing else then, but for labels that are wrong.
    const ofLabels = problems.errorsOnly();
    if (checkWorkloadSelector(workloadSelector, 'sidecar', ofLabels)) {
      problems.error('sidecar: empty configuration provided');
    }
    return;
  }
  if (!checkWorkloadSelector(workloadSelector, 'sidecar', problems)) {
    return;
  }
  checkIngress(ingress, problems.at('ingress'));
  checkConnectionPool(
    inboundConnectionPool,
    problems.at('inboundConnectionPool'),
  );
  checkEgress(egress, namespace, problems.at('egress'));
  checkOutbound(outboundTrafficPolicy, problems.at('outboundTrafficPolicy'));
}
