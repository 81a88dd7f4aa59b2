import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { YamlPath } from '../types';
import { mendOf } from './mends';
import { isHttp, protocolOfPort } from './protocols';
import { hostMeantBy, hostRegistryOf, KnownHost } from './serviceHosts';
import { spelledAs } from './spelling';
import { RouteTarget, targetsOf } from './virtualServiceParts';

/** Names the port for HTTP, where a rule for HTTP can mean only one. */
function withHttpPort(service: Resource, host: YamlPath, known: KnownHost) {
  const numbers = known.ports
    .filter(one => isHttp(protocolOfPort(one)))
    .map(one => one.number);
  return host[1] === 'http' && new Set(numbers).size === 1
    ? mendOf(service, `Send to port ${numbers[0]}`, {
        set: [...host.slice(0, -1), 'port', 'number'],
        to: numbers[0],
      })
    : undefined;
}

function checkPort(
  service: Resource,
  target: RouteTarget,
  known: KnownHost,
  report: Report,
): void {
  const { host, port, path } = target;
  const ports = known.ports.map(one => one.number);
  // Istio looks for lines of mirrors in a list where they are not.
  const oncePerObject = path.includes('mirrors');
  if (port === undefined) {
    if (ports.length > 1) {
      report('IST0112', service, {
        args: [host, ports],
        path,
        oncePerObject,
        mend: withHttpPort(service, path, known),
      });
    }
  } else if (!ports.includes(port)) {
    report('IST0101', service, {
      args: ['host:port', `${host}:${port}`],
      path: [...path.slice(0, -1), 'port', 'number'],
      linePath: path,
      oncePerObject,
    });
  }
}

/** VirtualServices by hosts that they split into subsets themselves. */
function splitHosts(view: ClusterView): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const service of view.all('VirtualService')) {
    const { http = [], hosts = [] } = service.spec;
    for (const { destination } of http.flatMap((one: any) => one.route ?? [])) {
      const host = destination?.host ?? '';
      if (destination?.subset && hosts.includes(host)) {
        const known = found.get(host) ?? [];
        found.set(host, known.includes(service) ? known : [...known, service]);
      }
    }
  }
  return found;
}

function checkSplit(
  service: Resource,
  split: ReadonlyMap<string, readonly Resource[]>,
  report: Report,
): void {
  const { gateways = [], http = [] } = service.spec;
  if (gateways.length === 0) {
    return;
  }
  http.forEach((rule: any, i: number) =>
    (rule.route ?? []).forEach(({ destination }: any, j: number) => {
      for (const other of destination?.subset
        ? []
        : split.get(destination?.host ?? '') ?? []) {
        report('IST0140', service, {
          args: [other.fullName, service.fullName],
          path: ['spec', 'http', i, 'route', j, 'destination', 'host'],
          // Istio looks up the line by the name of the rule.
          oncePerObject: rule.name !== 'http',
        });
      }
    }),
  );
}

/** Routes to hosts or ports that nothing has. */
export const routeHostsAnalyzer: Analyzer = {
  name: 'virtualservice.DestinationHostAnalyzer',
  description:
    'Looks for routes to hosts and ports that do not exist, and for subsets that requests from a gateway pass by.',
  codes: ['IST0101', 'IST0112', 'IST0140'],
  reads: ['ServiceEntry', 'VirtualService', 'Service'],
  analyze(view, report) {
    const hosts = hostRegistryOf(view);
    const split = splitHosts(view);
    for (const service of view.all('VirtualService')) {
      for (const target of targetsOf(service.spec)) {
        const { exportTo } = service.spec;
        const known = hosts.find(service.namespace, exportTo, target.host);
        if (known) {
          checkPort(service, target, known, report);
        } else {
          report('IST0101', service, {
            args: [target.mirror ? 'mirror host' : 'host', target.host],
            path: target.path,
            oncePerObject: target.path.includes('mirrors'),
            mend: spelledAs(
              service,
              target.path,
              target.host,
              hostMeantBy(view, service.namespace, target.host),
            ),
          });
        }
      }
      checkSplit(service, split, report);
    }
  },
};
