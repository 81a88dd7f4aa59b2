import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects, selectorText } from '../snapshot/selectors';
import { YamlPath } from '../types';

/** The label that Istio points at when it speaks of a whole selector. */
export function firstLabelPath(
  base: YamlPath,
  selector: Readonly<Record<string, string>> | undefined,
): YamlPath {
  const [first] = selectorText(selector).split('=');
  return [...base, first];
}

function numberOf(targetPort: unknown): number {
  if (typeof targetPort === 'number') {
    return targetPort;
  }
  return /^[0-9]+$/.test(String(targetPort)) ? Number(targetPort) : 0;
}

/** Ports by which a Service leads to its pods: its own and the pods'. */
function portsOf({ spec }: Resource): number[] {
  return (spec.ports ?? []).flatMap((one: any) => {
    // In a file the protocol may be missing, which Istio does not take for TCP.
    if (one.protocol !== 'TCP') {
      return [];
    }
    const target = numberOf(one.targetPort);
    return target === 0 ? [one.port] : [target, one.port];
  });
}

/** The ports of Services of some pods. */
function servicePorts(
  view: ClusterView,
  pods: readonly Resource[],
): Set<number> {
  const ports = new Set<number>();
  const done = new Set<string>();
  const byNamespace = view.byNamespace('Service');
  for (const { namespace, labels } of pods) {
    // Pods of a workload have the same labels: each kind of pod is asked once.
    const key = `${namespace}/${selectorText(labels)}`;
    if (!done.has(key)) {
      done.add(key);
      for (const service of byNamespace.get(namespace) ?? []) {
        if (selects(service.spec.selector, labels)) {
          portsOf(service).forEach(port => ports.add(port));
        }
      }
    }
  }
  return ports;
}

/** Ports of Gateways that no Service leads to. */
export const gatewayPortsAnalyzer: Analyzer = {
  name: 'gateway.IngressGatewayPortAnalyzer',
  description:
    'Looks for Gateways without pods, and for ports of Gateways that no Service has.',
  codes: ['IST0101', 'IST0162'],
  reads: ['Gateway', 'Pod', 'Service'],
  analyze(view, report) {
    const portsBySelector = new Map<string, Set<number>>();
    for (const gateway of view.all('Gateway')) {
      const { selector, servers = [] } = gateway.spec;
      const text = selectorText(selector);
      const linePath = firstLabelPath(['spec', 'selector'], selector);
      const pods = view.byLabels('Pod');
      if (!pods.any(selector)) {
        report('IST0101', gateway, {
          args: ['selector', text],
          path: ['spec', 'selector'],
          linePath,
        });
        continue;
      }
      const ports =
        portsBySelector.get(text) ?? servicePorts(view, pods.select(selector));
      portsBySelector.set(text, ports);
      servers.forEach((server: any, i: number) => {
        if (server.port && !ports.has(server.port.number ?? 0)) {
          report('IST0162', gateway, {
            args: [server.port.number ?? 0, text],
            path: ['spec', 'servers', i, 'port', 'number'],
            linePath,
          });
        }
      });
    }
  },
};
