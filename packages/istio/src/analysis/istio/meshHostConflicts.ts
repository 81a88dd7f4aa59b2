import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { hostsOverlap } from './hostNames';
import { exportScopes, toFullHost } from './serviceHosts';
import { isForMesh } from './virtualServiceParts';

/** VirtualServices of the mesh by the hosts that they define. */
class MeshHosts {
  /** By scope, then by host. */
  readonly byScope = new Map<string, Map<string, Resource[]>>();
  /** Hosts of everybody that begin with `*`. */
  readonly #wildcards: string[];

  constructor(view: ClusterView) {
    for (const service of view.all('VirtualService')) {
      if (isForMesh(service.spec)) {
        this.#add(service);
      }
    }
    this.#wildcards = [...(this.byScope.get('*')?.keys() ?? [])].filter(host =>
      host.startsWith('*'),
    );
  }

  #add(service: Resource): void {
    const { exportTo, hosts = [] } = service.spec;
    for (const scope of exportScopes(exportTo, service.namespace)) {
      const ofScope = this.byScope.get(scope) ?? new Map<string, Resource[]>();
      for (const host of hosts) {
        const full = toFullHost(service.namespace, host);
        ofScope.set(full, [...(ofScope.get(full) ?? []), service]);
      }
      this.byScope.set(scope, ofScope);
    }
  }

  /** Those of everybody whose host overlaps with one of a namespace. */
  everybodys(host: string): Resource[] {
    const all = this.byScope.get('*') ?? new Map<string, Resource[]>();
    const candidates = host.startsWith('*')
      ? [...all.keys()]
      : [...(all.has(host) ? [host] : []), ...this.#wildcards];
    return candidates
      .filter(one => hostsOverlap(host, one))
      .flatMap(one => all.get(one) ?? []);
  }
}

/** VirtualServices that claim the same host within the mesh. */
export const meshHostConflictsAnalyzer: Analyzer = {
  name: 'virtualservice.ConflictingMeshGatewayHostsAnalyzer',
  description:
    'Looks for VirtualServices that define the same host for the mesh.',
  codes: ['IST0109'],
  reads: ['VirtualService'],
  analyze(view, report) {
    const all = new MeshHosts(view);
    const done = new Set<Resource>();
    for (const [scope, ofScope] of all.byScope) {
      for (const [host, own] of ofScope) {
        const services =
          scope === '*' ? own : [...own, ...all.everybodys(host)];
        for (const service of services.length > 1 ? services : []) {
          // Istio tells each VirtualService one such host.
          if (!done.has(service)) {
            done.add(service);
            report('IST0109', service, {
              args: [
                services
                  .map(one => one.fullName)
                  .sort()
                  .join(','),
                `${scope}/${host}`,
              ],
              path: ['spec', 'hosts'],
              linePath: ['metadata', 'name'],
            });
          }
        }
      }
    }
  },
};
