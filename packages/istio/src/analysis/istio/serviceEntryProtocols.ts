import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { exportScopes } from './serviceHosts';

interface Entry {
  entry: Resource;
  protocol: string;
  path: (string | number)[];
}

interface Place {
  scope: string;
  host: string;
  port: number;
  entries: Entry[];
}

function keyOf(scope: string, host: string, port: number): string {
  return `${scope}/${host}/${port}`;
}

/** The ServiceEntries of each host and port, by who can see them. */
function placesOf(view: ClusterView): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const entry of view.all('ServiceEntry')) {
    const { exportTo, hosts = [], ports = [] } = entry.spec;
    for (const scope of exportScopes(exportTo, entry.namespace)) {
      for (const host of hosts) {
        ports.forEach(({ number = 0, protocol = '' }: any, i: number) => {
          const key = keyOf(scope, host, number);
          const place: Place = places.get(key) ?? {
            scope,
            host,
            port: number,
            entries: [],
          };
          const path = ['spec', 'ports', i, 'protocol'];
          place.entries.push({ entry, protocol: protocol.toUpperCase(), path });
          places.set(key, place);
        });
      }
    }
  }
  return places;
}

/** The same host and port with different protocols. */
export const serviceEntryProtocolsAnalyzer: Analyzer = {
  name: 'serviceentry.ConflictingServiceEntryProtocolAnalyzer',
  description:
    'Looks for ServiceEntries that give the same host and port different protocols.',
  codes: ['IST0177'],
  reads: ['ServiceEntry'],
  analyze(view, report) {
    const places = placesOf(view);
    const done = new Set<Resource>();
    for (const { scope, host, port, entries } of places.values()) {
      const everybodys =
        scope === '*' ? [] : places.get(keyOf('*', host, port))?.entries ?? [];
      const all = [...entries, ...everybodys];
      const protocols = [...new Set(all.map(one => one.protocol))].sort();
      if (protocols.length < 2) {
        continue;
      }
      const names = [...new Set(all.map(one => one.entry.fullName))].sort();
      for (const { entry, path } of all) {
        // Istio tells each ServiceEntry one such place.
        if (!done.has(entry)) {
          done.add(entry);
          report('IST0177', entry, {
            args: [names.join(', '), host, port, protocols.join(', ')],
            path,
            linePath: ['metadata', 'name'],
          });
        }
      }
    }
  },
};
