import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { toFullHost } from '../istio/serviceHosts';
import { gatewayNamed } from '../istio/virtualServiceParts';
import { mendOf } from '../istio/mends';
import { meantBy, spelledAs } from '../istio/spelling';
import { YamlPath } from '../types';

const PROTOCOLS = ['http', 'tls', 'tcp'];

function checkMatches(service: Resource, view: ClusterView, report: Report) {
  for (const protocol of PROTOCOLS) {
    (service.spec[protocol] ?? []).forEach(({ match = [] }: any, i: number) =>
      match.forEach(({ gateways = [] }: any, j: number) =>
        gateways.forEach((gateway: string, k: number) => {
          const { namespace, name } = gatewayNamed(service.namespace, gateway);
          if (gateway !== 'mesh' && !view.find('Gateway', namespace, name)) {
            const path = ['spec', protocol, i, 'match', j, 'gateways', k];
            const known = view.byNamespace('Gateway').get(namespace) ?? [];
            const near = meantBy(
              name,
              known.map(one => one.name),
            );
            const meant = near && gateway.replace(/[^/]*$/, near);
            report('KIA1102', service, {
              args: [gateway],
              path,
              mend: spelledAs(service, path, gateway, meant),
            });
          }
        }),
      ),
    );
  }
}

/** What tells a destination of a route from the others. */
function destinationKey(service: Resource, { destination = {} }: any): string {
  const { host = '', subset = '', port } = destination;
  const full = toFullHost(service.namespace, host);
  return JSON.stringify([full, subset, port?.number ?? 0]);
}

/** Gives all to the first, where that says the same and no more. */
function asOne(
  service: Resource,
  base: YamlPath,
  route: readonly any[],
  [first, again]: [number, number],
) {
  const isPlain = [first, again].every(
    i => Object.keys(route[i]).join() === 'destination,weight',
  );
  return isPlain && route.length > 2
    ? mendOf(
        service,
        'Add the weight to the first',
        {
          set: [...base, first, 'weight'],
          to: route[first].weight + route[again].weight,
        },
        { remove: [...base, again] },
      )
    : undefined;
}

function checkWeights(service: Resource, report: Report): void {
  for (const protocol of PROTOCOLS) {
    (service.spec[protocol] ?? []).forEach(({ route = [] }: any, i: number) => {
      const base = ['spec', protocol, i, 'route'];
      const weight = route[0]?.weight;
      if (route.length === 1 && weight > 0 && weight < 100) {
        const path = [...base, 0, 'weight'];
        report('KIA1104', service, {
          args: [weight],
          path,
          mend: mendOf(service, 'Remove the weight', { remove: path }),
        });
      }
      const keys = route.map((one: any) => destinationKey(service, one));
      keys.forEach((key: string, j: number) => {
        const first = keys.indexOf(key);
        if (first < j) {
          const { host = '', subset } = route[j].destination ?? {};
          report('KIA1105', service, {
            args: [subset ? `${host}+${subset}` : host],
            path: [...base, j, 'destination'],
            mend: asOne(service, base, route, [first, j]),
          });
        }
      });
    });
  }
}

function checkGateways(view: ClusterView, report: Report): void {
  const byHost = new Map<string, Resource[]>();
  for (const service of view.all('VirtualService')) {
    const { gateways = [], hosts = [] } = service.spec;
    for (const gateway of gateways.filter((one: string) => one !== 'mesh')) {
      const { namespace, name } = gatewayNamed(service.namespace, gateway);
      for (const host of new Set<string>(hosts)) {
        const key = JSON.stringify([host, `${namespace}/${name}`]);
        byHost.set(key, [...(byHost.get(key) ?? []), service]);
      }
    }
  }
  for (const [key, services] of byHost) {
    for (const service of services.length > 1 ? services : []) {
      const [host, gateway] = JSON.parse(key);
      const others = services.filter(one => one !== service);
      report('KIA1106', service, {
        args: [host, gateway, others.map(one => one.fullName).sort()],
        path: ['spec', 'hosts'],
      });
    }
  }
}

/** Routes that are odd or name gateways that do not exist. */
export const routesAnalyzer: Analyzer = {
  name: 'kiali.Routes',
  description:
    'Looks for weights, destinations and gateways of routes that mean nothing, and for the same host of a gateway twice.',
  codes: ['KIA1102', 'KIA1104', 'KIA1105', 'KIA1106'],
  reads: ['VirtualService', 'Gateway'],
  analyze(view, report) {
    for (const service of view.all('VirtualService')) {
      checkMatches(service, view, report);
      checkWeights(service, report);
    }
    checkGateways(view, report);
  },
};
