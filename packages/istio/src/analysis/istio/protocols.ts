/** Protocols by what Istio takes their names for; upper case is its own. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['grpc', 'GRPC'],
  ['grpc-web', 'GRPC-Web'],
  ['http', 'HTTP'],
  ['http_proxy', 'HTTP_PROXY'],
  ['http2', 'HTTP2'],
  ['https', 'HTTPS'],
  ['tls', 'TLS'],
  ['mongo', 'Mongo'],
  ['redis', 'Redis'],
  ['mysql', 'MySQL'],
]);

const HTTP = new Set(['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-Web']);
const TCP = new Set(['TCP', 'HTTPS', 'TLS', 'Mongo', 'Redis', 'MySQL']);

/** Ports whose protocol is not guessed: SMTP, DNS, MySQL, MongoDB. */
const WELL_KNOWN = new Set([25, 53, 3306, 27017]);

/** Protocols of `appProtocol` that Kubernetes defines. */
const KUBERNETES: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/h2c', 'HTTP2'],
  ['kubernetes.io/ws', 'HTTP'],
  ['kubernetes.io/wss', 'HTTPS'],
]);

/** What Istio takes the name of a protocol for; undefined if it knows none. */
export function parseProtocol(name: string | undefined): string | undefined {
  return PROTOCOLS.get((name ?? '').toLowerCase());
}

export function isHttp(protocol: string | undefined): boolean {
  return HTTP.has(protocol ?? '');
}

/** Whether it is plain TCP or something that Istio treats as such. */
export function isTcp(protocol: string | undefined): boolean {
  return TCP.has(protocol ?? '');
}

export function isTls(protocol: string | undefined): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}

/** The protocol of a Service's port; undefined when it has to be guessed. */
export function protocolOfPort({
  port,
  name = '',
  protocol,
  appProtocol,
}: any): string | undefined {
  if (protocol === 'UDP') {
    return 'UDP';
  }
  const kubernetes = KUBERNETES.get(appProtocol);
  if (kubernetes) {
    return kubernetes;
  }
  const said: string = appProtocol ?? name;
  if (said.toLowerCase().startsWith('grpc-web')) {
    return 'GRPC-Web';
  }
  return (
    parseProtocol(said.split('-')[0]) ??
    (WELL_KNOWN.has(port) ? 'TCP' : undefined)
  );
}
