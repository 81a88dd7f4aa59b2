import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { exportScopes } from '../istio/serviceHosts';

/** Outside hosts that are declared twice. */
export const serviceEntriesAnalyzer: Analyzer = {
  name: 'kiali.ServiceEntries',
  description: 'Looks for ServiceEntries with the same host and port.',
  codes: ['KIA1211'],
  reads: ['ServiceEntry'],
  analyze(view, report) {
    const places = new Map<string, Set<Resource>>();
    for (const entry of view.all('ServiceEntry')) {
      const { hosts = [], ports = [], exportTo } = entry.spec;
      for (const scope of exportScopes(exportTo, entry.namespace)) {
        for (const host of hosts) {
          for (const { number = 0 } of ports) {
            const key = JSON.stringify([host, number, scope]);
            places.set(key, (places.get(key) ?? new Set()).add(entry));
          }
        }
      }
    }
    for (const [key, entries] of places) {
      const [host, port] = JSON.parse(key);
      for (const entry of entries.size > 1 ? entries : []) {
        const others = [...entries].filter(one => one !== entry);
        report('KIA1211', entry, {
          args: [host, port, others.map(one => one.fullName).sort()],
          path: ['spec', 'hosts'],
        });
      }
    }
  },
};
