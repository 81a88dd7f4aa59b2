import { durationMillis } from '../decode/duration';
import { isAddress } from './addresses';
import { durationProblem } from './durations';
import { checkClientTls } from './clientTls';
import { checkLoadBalancer } from './loadBalancer';
import { domainProblem, portProblem } from './names';
import { Complaint, Problems } from './Problems';

/** Why a number is no percentage. */
function percentProblem(value: number | undefined): Complaint {
  return value !== undefined && (value < 0 || value > 100)
    ? `percentage ${value} is not in range 0..100`
    : undefined;
}

function checkOutliers(outliers: any, problems: Problems): void {
  if (!outliers) {
    return;
  }
  const {
    baseEjectionTime,
    interval,
    consecutiveErrors,
    consecutiveLocalOriginFailures = 0,
    splitExternalLocalOriginErrors = false,
    maxEjectionPercent,
    minHealthPercent,
  } = outliers;
  problems.at('baseEjectionTime').error(durationProblem(baseEjectionTime));
  if (consecutiveErrors) {
    problems
      .at('consecutiveErrors')
      .warn(
        'outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors instead',
      );
  }
  if (!splitExternalLocalOriginErrors && consecutiveLocalOriginFailures > 0) {
    problems
      .at('consecutiveLocalOriginFailures')
      .error(
        'outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false',
      );
  }
  problems.at('interval').error(durationProblem(interval));
  problems.at('maxEjectionPercent').error(percentProblem(maxEjectionPercent));
  problems.at('minHealthPercent').error(percentProblem(minHealthPercent));
}

const NOT_NEGATIVE: [field: string, what: string][] = [
  ['http1MaxPendingRequests', 'http1 max pending requests'],
  ['http2MaxRequests', 'http2 max requests'],
  ['maxRequestsPerConnection', 'max requests per connection'],
  ['maxRetries', 'max retries'],
  ['maxConcurrentStreams', 'max concurrent streams'],
];

function checkHttpPool(http: any, problems: Problems): void {
  for (const [field, what] of NOT_NEGATIVE) {
    if (http[field] < 0) {
      problems.at(field).error(`${what} must be non-negative`);
    }
  }
  problems.at('idleTimeout').error(durationProblem(http.idleTimeout));
  if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol) {
    problems
      .at('useClientProtocol')
      .error(
        'use client protocol must not be true when H2UpgradePolicy is UPGRADE',
      );
  }
}

function checkTcpPool(tcp: any, problems: Problems): void {
  if (tcp.maxConnections < 0) {
    problems.at('maxConnections').error('max connections must be non-negative');
  }
  problems.at('connectTimeout').error(durationProblem(tcp.connectTimeout));
  problems
    .at('maxConnectionDuration')
    .error(durationProblem(tcp.maxConnectionDuration));
  // 0s says that there is no limit.
  if (Math.trunc(durationMillis(tcp.idleTimeout ?? '0') ?? 0) !== 0) {
    problems.at('idleTimeout').error(durationProblem(tcp.idleTimeout));
  }
  for (const field of ['time', 'interval']) {
    problems
      .at('tcpKeepalive', field)
      .error(durationProblem(tcp.tcpKeepalive?.[field]));
  }
}

/** Checks how many connections may be open, and how long. */
export function checkConnectionPool(pool: any, problems: Problems): void {
  if (!pool) {
    return;
  }
  if (!pool.http && !pool.tcp) {
    problems.error('connection pool must have at least one field');
    return;
  }
  if (pool.http) {
    checkHttpPool(pool.http, problems.at('http'));
  }
  if (pool.tcp) {
    checkTcpPool(pool.tcp, problems.at('tcp'));
  }
}

function checkTunnel(tunnel: any, problems: Problems): void {
  if (!tunnel) {
    return;
  }
  const { protocol = '', targetHost = '', targetPort = 0 } = tunnel;
  if (!['', 'CONNECT', 'POST'].includes(protocol)) {
    problems
      .at('protocol')
      .error('tunnel protocol must be "CONNECT" or "POST"');
  }
  const wrong = domainProblem(targetHost);
  if (wrong && !isAddress(targetHost)) {
    problems
      .at('targetHost')
      .error(
        `tunnel target host must be valid FQDN or IP address: ${wrong}; ${targetHost} is not a valid IP`,
      );
  }
  const port = portProblem(targetPort);
  problems
    .at('targetPort')
    .error(port && `tunnel target port is invalid: ${port}`);
}

const OF_PORTS = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'];
const ALL = [
  ...OF_PORTS,
  'portLevelSettings',
  'tunnel',
  'proxyProtocol',
  'retryBudget',
];

function has(policy: any, fields: readonly string[]): boolean {
  return fields.some(field => policy[field] !== undefined);
}

function checkPorts(ports: any, namespace: string, problems: Problems): void {
  (ports ?? []).forEach((policy: any, i: number) => {
    const at = problems.at('portLevelSettings', i);
    if (!policy.port) {
      at.error('portTrafficPolicy must have valid port');
    }
    if (!has(policy, OF_PORTS)) {
      at.error('port traffic policy must have at least one field');
      return;
    }
    checkCommon(policy, namespace, at);
  });
}

function checkCommon(policy: any, namespace: string, problems: Problems): void {
  const { outlierDetection, connectionPool, loadBalancer, tls } = policy;
  checkOutliers(outlierDetection, problems.at('outlierDetection'));
  checkConnectionPool(connectionPool, problems.at('connectionPool'));
  checkLoadBalancer(
    loadBalancer,
    outlierDetection !== undefined,
    problems.at('loadBalancer'),
  );
  checkClientTls(tls, namespace, problems.at('tls'));
}

/** Checks a traffic policy of a DestinationRule or of a subset. */
export function checkTrafficPolicy(
  policy: any,
  namespace: string,
  problems: Problems,
): void {
  if (!policy) {
    return;
  }
  if (!has(policy, ALL)) {
    problems.error('traffic policy must have at least one field');
    return;
  }
  if (policy.tunnel && policy.proxyProtocol) {
    problems.error('tunnel and proxyProtocol must not be set together');
    return;
  }
  checkCommon(policy, namespace, problems);
  // Istio drops warnings about single ports.
  checkPorts(policy.portLevelSettings, namespace, problems.errorsOnly());
  checkTunnel(policy.tunnel, problems.at('tunnel'));
}
