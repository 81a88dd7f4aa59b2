import { Analyzer, Report } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { EGRESS_GATEWAY_LABEL, upstreamRuleNameOf } from '../../egress/naming';

const PARTS: readonly AnalysisKind[] = [
  'ServiceEntry',
  'Gateway',
  'DestinationRule',
  'VirtualService',
];

type Parts = Map<AnalysisKind, Resource>;

/** The parts of each egress gateway that we made, by its full name. */
function gatewaysOf(view: ClusterView): Map<string, Parts> {
  const found = new Map<string, Parts>();
  for (const kind of PARTS) {
    for (const resource of view.all(kind)) {
      // The rule for the upstream has the label, but a name of its own.
      if (resource.labels[EGRESS_GATEWAY_LABEL] === resource.name) {
        const parts = found.get(resource.fullName) ?? new Map();
        found.set(resource.fullName, parts.set(kind, resource));
      }
    }
  }
  return found;
}

function hostsOf({ kind, spec }: Resource): string[] {
  const hosts: string[] =
    kind === 'Gateway'
      ? (spec.servers ?? []).flatMap((server: any) => server.hosts ?? [])
      : spec.hosts ?? [];
  return [
    ...new Set(hosts.map(host => host.slice(host.indexOf('/') + 1))),
  ].sort();
}

function checkHosts(name: string, parts: Parts, report: Report): void {
  const entry = parts.get('ServiceEntry');
  for (const kind of ['Gateway', 'VirtualService'] as const) {
    const part = parts.get(kind);
    if (!entry || !part) {
      continue;
    }
    if (hostsOf(entry).join() !== hostsOf(part).join()) {
      report('MSP0102', part, {
        args: [name, kind, hostsOf(part), hostsOf(entry)],
        path: kind === 'Gateway' ? ['spec', 'servers'] : ['spec', 'hosts'],
      });
    }
  }
}

/** Whether a rule sends what comes from the mesh to the gateway. */
function leadsToGateway({ spec, namespace, name }: Resource): boolean {
  const host = `${name}.${namespace}.svc.cluster.local`;
  return [...(spec.http ?? []), ...(spec.tls ?? [])].some(
    ({ match = [], route = [] }: any) =>
      match.some((one: any) => (one.gateways ?? []).includes('mesh')) &&
      route.some((one: any) => one.destination?.host === host),
  );
}

function checkUpstreamTls(
  name: string,
  entry: Resource,
  view: ClusterView,
  report: Report,
): void {
  const opensTls = (entry.spec.ports ?? []).some(
    ({ protocol, targetPort }: any) => protocol === 'HTTP' && targetPort,
  );
  const rule = upstreamRuleNameOf(entry);
  if (opensTls && !view.find('DestinationRule', entry.namespace, rule)) {
    report('MSP0104', entry, { args: [name, rule] });
  }
}

/** Egress gateways of ours that somebody took apart. */
export const egressGatewaysAnalyzer: Analyzer = {
  name: 'meshport.EgressGateways',
  description:
    'Looks for egress gateways whose parts are missing or do not fit each other.',
  codes: ['MSP0101', 'MSP0102', 'MSP0103', 'MSP0104'],
  reads: PARTS,
  analyze(view, report) {
    for (const [name, parts] of gatewaysOf(view)) {
      const missing = PARTS.filter(kind => !parts.has(kind));
      const [first] = parts.values();
      if (missing.length > 0) {
        report('MSP0101', first, { args: [name, missing] });
      }
      checkHosts(name, parts, report);
      const service = parts.get('VirtualService');
      if (service && !leadsToGateway(service)) {
        report('MSP0103', service, { args: [name], path: ['spec'] });
      }
      const entry = parts.get('ServiceEntry');
      if (entry) {
        checkUpstreamTls(name, entry, view, report);
      }
    }
  },
};
