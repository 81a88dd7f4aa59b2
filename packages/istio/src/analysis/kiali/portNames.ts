import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';
import { parseProtocol, protocolOfPort } from '../istio/protocols';
import { mendOf } from '../istio/mends';

/** Ports of a kind, with where they stand. */
function portsOf({
  kind,
  spec,
}: Resource): { port: any; path: (string | number)[] }[] {
  return kind === 'Gateway'
    ? (spec.servers ?? []).map((server: any, i: number) => ({
        port: server.port ?? {},
        path: ['spec', 'servers', i, 'port', 'name'],
      }))
    : (spec.ports ?? []).map((port: any, i: number) => ({
        port,
        path: ['spec', 'ports', i, 'name'],
      }));
}

const KINDS: readonly AnalysisKind[] = ['Gateway', 'ServiceEntry'];

/** Names of ports that do not say what the ports speak. */
export const portNamesAnalyzer: Analyzer = {
  name: 'kiali.PortNames',
  description:
    'Looks for ports of Gateways and ServiceEntries whose names contradict their protocols, and for unknown appProtocols.',
  codes: ['KIA0601', 'KIA0602'],
  reads: ['Gateway', 'ServiceEntry', 'Service'],
  analyze(view, report) {
    for (const resource of KINDS.flatMap(kind => view.all(kind))) {
      for (const { port, path } of portsOf(resource)) {
        const { name = '', protocol = '' } = port;
        const known = parseProtocol(protocol);
        const said = protocolOfPort({ name });
        if (name !== '' && known !== undefined && said === undefined) {
          report('KIA0601', resource, {
            args: [name, protocol],
            path,
            mend: mendOf(resource, 'Begin the name with the protocol', {
              set: path,
              to: `${protocol.toLowerCase()}-${name}`,
            }),
          });
        }
      }
    }
    for (const service of view.all('Service')) {
      (service.spec.ports ?? []).forEach((port: any, i: number) => {
        const { appProtocol } = port;
        if (appProtocol && protocolOfPort({ appProtocol }) === undefined) {
          const path = ['spec', 'ports', i, 'appProtocol'];
          report('KIA0602', service, {
            args: [appProtocol],
            path,
            mend: mendOf(service, 'Go by the name of the port', {
              remove: path,
            }),
          });
        }
      });
    }
  },
};
