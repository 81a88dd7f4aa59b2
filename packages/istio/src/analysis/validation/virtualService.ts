import { hostIsWithin, hostsOverlap } from '../istio/hostNames';
import { isJwtClaim } from '../istio/virtualServiceParts';
import { Resource } from '../snapshot/Resource';
import { isAddress, subnetProblem } from './addresses';
import { checkDestinations } from './destinations';
import { quoted } from './goText';
import { checkHttpRoute } from './httpRoute';
import {
  checkLabels,
  domainProblem,
  gatewayDomainProblem,
  isDnsLabelForIstio,
  portProblem,
  wildcardDomainProblem,
} from './names';
import { Problems } from './Problems';
import { checkExportTo } from './selectors';
import { checkUnreachable } from './unreachable';

/** Checks names of gateways; the first without a namespace ends it. */
export function checkGatewayNames(
  names: readonly string[] | undefined,
  problems: Problems,
): void {
  for (const [i, gateway] of (names ?? []).entries()) {
    const at = problems.at('gateways', i);
    const slash = gateway.indexOf('/');
    if (slash < 0) {
      if (gateway.includes('.')) {
        const [name, namespace] = gateway.split('.');
        at.warn(
          `using legacy gatewayName format ${quoted(
            gateway,
          )}; prefer the <namespace>/<name> format: ${quoted(
            `${namespace}/${name}`,
          )}`,
        );
      }
      at.error(domainProblem(gateway));
      return;
    }
    const namespace = gateway.slice(0, slash);
    const name = gateway.slice(slash + 1);
    if (namespace === '' || name === '') {
      at.error('config namespace and gateway name cannot be empty');
    }
    if (!isDnsLabelForIstio(namespace)) {
      at.error(`invalid value for namespace: ${quoted(namespace)}`);
    }
    if (!isDnsLabelForIstio(name)) {
      at.error(`invalid value for gateway name: ${quoted(name)}`);
    }
  }
}

/** Checks what matches on connections have in common. */
function checkConnectionMatch(match: any, problems: Problems): void {
  (match.destinationSubnets ?? []).forEach((subnet: string, i: number) =>
    problems.at('destinationSubnets', i).error(subnetProblem(subnet)),
  );
  if (match.port) {
    problems.at('port').error(portProblem(match.port));
  }
  checkLabels(match.sourceLabels, problems.at('sourceLabels'));
}

function isForGateways({ gateways = [] }: any): boolean {
  return gateways.length > 0 && !gateways.includes('mesh');
}

function checkSni(name: string, spec: any, problems: Problems): void {
  // Here Istio counts a VirtualService without gateways to those of gateways.
  const wrong = (spec.gateways ?? []).includes('mesh')
    ? wildcardDomainProblem(name)
    : gatewayDomainProblem(true, name);
  if (wrong && isAddress(name)) {
    problems.warn(
      `using an IP address (${quoted(
        name,
      )}) goes against SNI spec and most clients do not support this`,
    );
    return;
  }
  if (wrong) {
    problems.error(wrong);
    return;
  }
  const hosts: string[] = spec.hosts ?? [];
  if (!hosts.some(host => hostIsWithin(name, host))) {
    problems.error(
      `SNI host ${quoted(
        name,
      )} is not a compatible subset of any of the virtual service hosts: [${hosts.join(
        ', ',
      )}]`,
    );
  }
}

function checkTlsRoute(rule: any, spec: any, problems: Problems): void {
  const { match = [], route = [] } = rule;
  if (match.length === 0) {
    problems.error('TLS route must have at least one match condition');
  }
  match.forEach((one: any, i: number) => {
    const at = problems.at('match', i);
    const names: string[] = one.sniHosts ?? [];
    if (names.length === 0) {
      at.error('TLS match must have at least one SNI host');
    }
    names.forEach((name, j) => checkSni(name, spec, at.at('sniHosts', j)));
    checkConnectionMatch(one, at);
    checkGatewayNames(one.gateways, at);
  });
  if (route.length === 0) {
    problems.error('TLS route is required');
  }
  checkDestinations(route, problems.at('route'));
}

function checkTcpRoute(rule: any, problems: Problems): void {
  const { match = [], route = [] } = rule;
  match.forEach((one: any, i: number) => {
    checkConnectionMatch(one, problems.at('match', i));
    checkGatewayNames(one.gateways, problems.at('match', i));
  });
  if (route.length === 0) {
    problems.error('TCP route is required');
  }
  checkDestinations(route, problems.at('route'));
}

function checkDelegate(spec: any, problems: Problems): void {
  const { gateways = [], tls = [], tcp = [] } = spec;
  if (gateways.length > 0) {
    problems
      .at('gateways')
      .error('delegate virtual service must have no gateways specified');
  }
  if (tls.length > 0) {
    problems
      .at('tls')
      .error('delegate virtual service must have no tls route specified');
  }
  if (tcp.length > 0) {
    problems
      .at('tcp')
      .error('delegate virtual service must have no tcp route specified');
  }
}

function checkClaims(spec: any, problems: Problems): void {
  const { gateways = [], http = [] } = spec;
  http.forEach((rule: any, i: number) =>
    (rule.match ?? []).forEach((match: any, j: number) => {
      for (const field of ['headers', 'withoutHeaders']) {
        for (const key of Object.keys(match[field] ?? {}).filter(isJwtClaim)) {
          problems
            .at('http', i, 'match', j, field, key)
            .error(
              `JWT claim based routing (key: ${key}) is only supported for gateway, found no gateways: [${gateways.join(
                ' ',
              )}]`,
            );
        }
      }
    }),
  );
}

function checkHosts(spec: any, problems: Problems): void {
  const hosts: string[] = spec.hosts ?? [];
  const forGateways = isForGateways(spec);
  const hasSni = (spec.tls ?? []).some((rule: any) =>
    (rule.match ?? []).some((one: any) => (one.sniHosts ?? []).length > 0),
  );
  const before = problems.errors.length;
  hosts.forEach((host, i) => {
    const wrong = forGateways
      ? gatewayDomainProblem(hasSni, host)
      : wildcardDomainProblem(host);
    if (wrong && !isAddress(host)) {
      problems.at('hosts', i).error(wrong);
    } else if (!wrong && !forGateways && host === '*') {
      problems
        .at('hosts', i)
        .error(
          'wildcard host * is not allowed for virtual services bound to the mesh gateway',
        );
    }
  });
  if (problems.errors.length > before) {
    return;
  }
  hosts.forEach((host, i) =>
    hosts.slice(i + 1).forEach((other, j) => {
      if (hostsOverlap(host, other)) {
        problems
          .at('hosts', i + 1 + j)
          .error(`duplicate hosts in virtual service: ${host} & ${other}`);
      }
    }),
  );
}

/** What Istio's webhook checks of a VirtualService. */
export function checkVirtualService(
  service: Resource,
  problems: Problems,
): void {
  const { spec, namespace } = service;
  const { hosts = [], http = [], tls = [], tcp = [] } = spec;
  if (hosts.length === 0) {
    checkDelegate(spec, problems);
  }
  checkGatewayNames(spec.gateways, problems);
  if (!isForGateways(spec)) {
    checkClaims(spec, problems);
  }
  checkHosts(spec, problems);
  if (http.length + tcp.length + tls.length === 0) {
    problems.error('http, tcp or tls must be provided in virtual service');
  }
  http.forEach((rule: any, i: number) =>
    checkHttpRoute(rule, hosts.length === 0, problems.at('http', i)),
  );
  tls.forEach((rule: any, i: number) =>
    checkTlsRoute(rule, spec, problems.at('tls', i)),
  );
  // Istio drops warnings about TCP routes.
  tcp.forEach((rule: any, i: number) =>
    checkTcpRoute(rule, problems.at('tcp', i).errorsOnly()),
  );
  checkExportTo(spec.exportTo, namespace, problems);
  checkUnreachable(http, problems.at('http'), true);
  checkUnreachable(tcp, problems.at('tcp'), false);
  checkUnreachable(tls, problems.at('tls'), false);
}
