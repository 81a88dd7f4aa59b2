import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { serviceOfHost } from './serviceHosts';
import { targetsOf } from './virtualServiceParts';
import { meantBy, spelledAs } from './spelling';

function keyOf(namespace: string, host: string, subset: string): string {
  const service = serviceOfHost(namespace, host);
  return JSON.stringify([service.namespace, service.name, subset]);
}

/** The subsets that DestinationRules define. */
export function subsetsOf(view: ClusterView): Set<string> {
  return view.index('subsets', ['DestinationRule'], () => {
    const found = new Set<string>();
    for (const { namespace, spec } of view.all('DestinationRule')) {
      for (const { name = '' } of spec.subsets ?? []) {
        found.add(keyOf(namespace, spec.host ?? '', name));
      }
    }
    return found;
  });
}

/** The names of the subsets of a host. */
function namesOf(
  subsets: ReadonlySet<string>,
  namespace: string,
  host: string,
): string[] {
  const own = JSON.parse(keyOf(namespace, host, ''));
  return [...subsets]
    .map(one => JSON.parse(one))
    .filter(([space, name]) => space === own[0] && name === own[1])
    .map(([, , subset]) => subset);
}

/** Routes to subsets that no DestinationRule defines. */
export const routeSubsetsAnalyzer: Analyzer = {
  name: 'virtualservice.DestinationRuleAnalyzer',
  description: 'Looks for routes to subsets that no DestinationRule defines.',
  codes: ['IST0101'],
  reads: ['VirtualService', 'DestinationRule'],
  analyze(view, report) {
    const subsets = subsetsOf(view);
    for (const service of view.all('VirtualService')) {
      const { namespace, spec } = service;
      for (const { host, subset, mirror, path } of targetsOf(spec)) {
        if (subset && !subsets.has(keyOf(namespace, host, subset))) {
          const what = mirror ? 'mirror' : 'host';
          report('IST0101', service, {
            args: [`${what}+subset in destinationrule`, `${host}+${subset}`],
            path: [...path.slice(0, -1), 'subset'],
            linePath: path,
            oncePerObject: path.includes('mirrors'),
            mend: spelledAs(
              service,
              [...path.slice(0, -1), 'subset'],
              subset,
              meantBy(subset, namesOf(subsets, namespace, host)),
            ),
          });
        }
      }
    }
  },
};
