import { Resource } from '../snapshot/Resource';
import { checkExtension } from './envoyExtensions';
import { byteLength } from './goText';
import { Problems } from './Problems';
import { re2Problem } from './re2';
import { checkWorkloadSelector } from './selectors';

const CAUTION =
  'EnvoyFilter exposes internal implementation details that may change at any time. Prefer other APIs if possible, and exercise extreme caution, especially around upgrades.';
const CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';
const LONGEST_VERSION = 1024;

const OF_LISTENERS = [
  'LISTENER',
  'FILTER_CHAIN',
  'NETWORK_FILTER',
  'HTTP_FILTER',
];
const OF_ROUTES = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'];

/** Old names of Envoy's filters, by what they are called now. */
const OLD_NAMES: Record<string, string> = {
  'envoy.buffer': 'envoy.filters.http.buffer',
  'envoy.cors': 'envoy.filters.http.cors',
  'envoy.csrf': 'envoy.filters.http.csrf',
  'envoy.http_dynamo_filter': 'envoy.filters.http.dynamo',
  'envoy.fault': 'envoy.filters.http.fault',
  'envoy.grpc_http1_bridge': 'envoy.filters.http.grpc_http1_bridge',
  'envoy.grpc_json_transcoder': 'envoy.filters.http.grpc_json_transcoder',
  'envoy.grpc_web': 'envoy.filters.http.grpc_web',
  'envoy.gzip': 'envoy.filters.http.gzip',
  'envoy.health_check': 'envoy.filters.http.health_check',
  'envoy.ip_tagging': 'envoy.filters.http.ip_tagging',
  'envoy.lua': 'envoy.filters.http.lua',
  'envoy.rate_limit': 'envoy.filters.http.ratelimit',
  'envoy.router': 'envoy.filters.http.router',
  'envoy.squash': 'envoy.filters.http.squash',
  'envoy.listener.http_inspector': 'envoy.filters.listener.http_inspector',
  'envoy.listener.original_dst': 'envoy.filters.listener.original_dst',
  'envoy.listener.original_src': 'envoy.filters.listener.original_src',
  'envoy.listener.proxy_protocol': 'envoy.filters.listener.proxy_protocol',
  'envoy.listener.tls_inspector': 'envoy.filters.listener.tls_inspector',
  'envoy.client_ssl_auth': 'envoy.filters.network.client_ssl_auth',
  'envoy.ext_authz': 'envoy.filters.network.ext_authz',
  'envoy.http_connection_manager': CONNECTION_MANAGER,
  'envoy.mongo_proxy': 'envoy.filters.network.mongo_proxy',
  'envoy.ratelimit': 'envoy.filters.network.ratelimit',
  'envoy.redis_proxy': 'envoy.filters.network.redis_proxy',
  'envoy.tcp_proxy': 'envoy.filters.network.tcp_proxy',
};

function warnOfOldName(name: string | undefined, problems: Problems): void {
  const now = OLD_NAMES[name ?? ''];
  if (now) {
    problems.warn(
      `using deprecated filter name ${JSON.stringify(
        name,
      )}; use ${JSON.stringify(now)} instead`,
    );
  }
}

function hasObjectMatch(match: any): boolean {
  return ['listener', 'routeConfiguration', 'cluster', 'waypoint'].some(
    field => match?.[field] !== undefined,
  );
}

function checkListenerMatch(patch: any, problems: Problems): void {
  const { match, applyTo } = patch;
  if (!match.listener) {
    problems.error(
      'Envoy filter: applyTo for listener class objects cannot have non listener match',
    );
    return;
  }
  const filter = match.listener.filterChain?.filter;
  if (!filter) {
    return;
  }
  const at = problems.at('listener', 'filterChain', 'filter');
  if (applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN') {
    at.warn(
      `Envoy filter: filter match has no effect when used with ${applyTo}`,
    );
  }
  const { name = '', subFilter } = filter;
  if (name === '') {
    at.error('Envoy filter: filter match has no name to match on');
    return;
  }
  if (subFilter && applyTo !== 'HTTP_FILTER') {
    at.error(
      'Envoy filter: subfilter match can be used with applyTo HTTP_FILTER only',
    );
    return;
  }
  if (
    subFilter &&
    ![CONNECTION_MANAGER, 'envoy.http_connection_manager'].includes(name)
  ) {
    at.error(
      `Envoy filter: subfilter match requires filter match with ${CONNECTION_MANAGER}`,
    );
    return;
  }
  if (subFilter && !subFilter.name) {
    at.error('Envoy filter: subfilter match has no name to match on');
    return;
  }
  warnOfOldName(name, at);
  warnOfOldName(subFilter?.name, at.at('subFilter'));
}

/** @returns what is wrong with a patch before one looks at its match */
function firstProblem({ applyTo = 'INVALID', patch }: any): string | undefined {
  if (applyTo === 'INVALID') {
    return 'Envoy filter: missing applyTo';
  }
  if (!patch) {
    return 'Envoy filter: missing patch';
  }
  const { operation = 'INVALID', value } = patch;
  if (operation === 'INVALID') {
    return 'Envoy filter: missing patch operation';
  }
  return operation !== 'REMOVE' && value === undefined
    ? 'Envoy filter: missing patch value for non-remove operation'
    : undefined;
}

function checkPatch(patch: any, problems: Problems): void {
  const { match, applyTo } = patch;
  if (match?.context === 'WAYPOINT') {
    return;
  }
  const wrong = firstProblem(patch);
  if (wrong) {
    problems.error(wrong);
    return;
  }
  const version = match?.proxy?.proxyVersion ?? '';
  const atVersion = problems.at('match', 'proxy', 'proxyVersion');
  if (byteLength(version) > LONGEST_VERSION) {
    atVersion.warn(
      `Envoy filter: proxyVersion match exceeds ${LONGEST_VERSION} characters and will be ignored`,
    );
  } else if (re2Problem(version)) {
    atVersion.error(
      `Envoy filter: invalid regex for proxy version, [${re2Problem(version)}]`,
    );
    return;
  }
  if (!hasObjectMatch(match)) {
    return;
  }
  const at = problems.at('match');
  if (OF_LISTENERS.includes(applyTo)) {
    checkListenerMatch(patch, at);
  } else if (OF_ROUTES.includes(applyTo) && !match.routeConfiguration) {
    at.error(
      'Envoy filter: applyTo for http route class objects cannot have non route configuration match',
    );
  } else if (applyTo === 'CLUSTER' && !match.cluster) {
    at.error(
      'Envoy filter: applyTo for cluster class objects cannot have non cluster match',
    );
  }
}

/**
 * What Istio's webhook checks of an EnvoyFilter. The values of patches are
 * Envoy's own configuration, of which only extensions are looked at.
 */
export function checkEnvoyFilter(filter: Resource, problems: Problems): void {
  const { workloadSelector, configPatches = [] } = filter.spec;
  const own = new Problems();
  own.warn(CAUTION);
  if (!checkWorkloadSelector(workloadSelector, 'Envoy filter', own)) {
    problems.errors.push(...own.errors);
    return;
  }
  configPatches.forEach((patch: any, i: number) => {
    const at = own.at('configPatches', i);
    const before = own.errors.length;
    checkPatch(patch, at);
    if (own.errors.length === before && patch.match?.context !== 'WAYPOINT') {
      checkExtension(
        patch.applyTo,
        patch.patch?.value,
        at.at('patch', 'value'),
      );
    }
  });
  problems.errors.push(...own.errors);
  problems.warnings.push(...own.warnings);
}
