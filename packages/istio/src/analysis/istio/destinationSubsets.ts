import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';
import { mendOf } from './mends';
import { hostMeantBy, hostRegistryOf, serviceOfHost } from './serviceHosts';
import { spelledAs } from './spelling';
import { targetsOf } from './virtualServiceParts';

const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUBZONE = 'topology.istio.io/subzone';
const HOSTNAME = 'kubernetes.io/hostname';
/** Labels that a pod has by the node that it runs on. */
const OF_NODE = [REGION, ZONE, SUBZONE, HOSTNAME];

type Labels = Record<string, string>;

/** Labels of a pod with those that Istio adds from its node. */
function labelsOf(pod: Resource, nodes: ReadonlyMap<string, Resource>): Labels {
  const node = nodes.get(pod.spec.nodeName)?.labels ?? {};
  const added: [string, string | undefined][] = [
    [REGION, node[REGION]],
    [ZONE, node[ZONE]],
    // A subzone counts only within a zone.
    [SUBZONE, node[ZONE] && node[SUBZONE]],
    [HOSTNAME, pod.spec.nodeName],
  ];
  return {
    ...pod.labels,
    ...Object.fromEntries(added.filter(([, value]) => value)),
  } as Labels;
}

function isOnAPod(labels: Labels, view: ClusterView): boolean {
  const own = Object.fromEntries(
    Object.entries(labels).filter(([key]) => !OF_NODE.includes(key)),
  );
  const usesNodes = Object.keys(own).length < Object.keys(labels).length;
  // Without the nodes nobody can say that no pod has such labels.
  if (!usesNodes || view.missing('Node') !== undefined) {
    return view.byLabels('Pod').any(own);
  }
  const nodes = view.index(
    'nodes',
    ['Node'],
    () => new Map(view.all('Node').map(node => [node.name, node])),
  );
  const candidates = view.byLabels('Pod').select(own);
  return candidates.some(pod => selects(labels, labelsOf(pod, nodes)));
}

/** Whether a route may lead to a subset; true where routes cannot be read. */
function isRoutedTo(view: ClusterView, rule: Resource, subset: string) {
  if (view.missing('VirtualService') !== undefined) {
    return true;
  }
  const routed = view.index(
    'subsets of routes',
    ['VirtualService'],
    () =>
      new Set(
        view.all('VirtualService').flatMap(({ namespace, spec }) =>
          targetsOf(spec).map(target => {
            const { name } = serviceOfHost(namespace, target.host);
            return `${name.split('.')[0]} ${target.subset}`;
          }),
        ),
      ),
  );
  const { name } = serviceOfHost(rule.namespace, rule.spec.host ?? '');
  return routed.has(`${name.split('.')[0]} ${subset}`);
}

/** DestinationRules for hosts or versions that nothing has. */
export const destinationSubsetsAnalyzer: Analyzer = {
  name: 'destinationrule.PodNotSelectedAnalyzer',
  description:
    'Looks for DestinationRules whose host is unknown or whose subsets are on no pod.',
  codes: ['IST0173', 'IST0174'],
  reads: ['DestinationRule', 'Pod', 'Service', 'ServiceEntry'],
  readsIfThere: ['Node', 'VirtualService'],
  analyze(view, report) {
    const hosts = hostRegistryOf(view);
    for (const rule of view.all('DestinationRule')) {
      const { host = '', exportTo, subsets = [] } = rule.spec;
      const known = hosts.find(rule.namespace, exportTo, host);
      if (!known) {
        report('IST0174', rule, {
          args: [host],
          path: ['spec', 'host'],
          oncePerObject: true,
          mend: spelledAs(
            rule,
            ['spec', 'host'],
            host,
            hostMeantBy(view, rule.namespace, host),
          ),
        });
        continue;
      }
      // Of subsets with the same name Istio looks at the last alone.
      const last = new Map<string, number>(
        subsets.map((one: any, i: number) => [one.name ?? '', i]),
      );
      for (const [name, i] of last) {
        const labels = { ...known.workloadLabels, ...subsets[i].labels };
        if (!isOnAPod(labels, view)) {
          report('IST0173', rule, {
            args: [name],
            path: ['spec', 'subsets', i, 'labels'],
            oncePerObject: true,
            mend: isRoutedTo(view, rule, name)
              ? undefined
              : mendOf(rule, `Remove the subset ${name}`, {
                  remove: ['spec', 'subsets', i],
                }),
          });
        }
      }
    }
  },
};
