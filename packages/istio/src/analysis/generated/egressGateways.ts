import { Analyzer, Report } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import {
  EGRESS_GATEWAY_LABEL,
  EGRESS_NAMESPACE_LABEL,
  EGRESS_PATTERN_LABEL,
  EGRESS_UPSTREAM_LABEL,
  upstreamNameOf,
  upstreamRuleNameOf,
} from '../../egress/naming';
import { MAIN_UPSTREAM } from '../../egress/upstreamNames';

const PARTS: readonly AnalysisKind[] = [
  'ServiceEntry',
  'Gateway',
  'DestinationRule',
  'VirtualService',
];

/** Of patterns that run on the Gateway API; without it there is none to look at. */
const LATE_PARTS: readonly AnalysisKind[] = ['KubernetesGateway', 'HTTPRoute'];

/** The objects of one egress gateway of ours. */
interface Found {
  name: string;
  namespace: string;
  pattern: string;
  /** Those of the gateway as a whole, by kind. */
  whole: Map<AnalysisKind, Resource>;
  /** Those of each upstream, by its id and kind. */
  upstreams: Map<string, Map<AnalysisKind, Resource>>;
  first: Resource;
}

function gatewayOf(gateways: Map<string, Found>, resource: Resource): Found {
  const { namespace, labels } = resource;
  const name = labels[EGRESS_GATEWAY_LABEL];
  const key = `${namespace}/${name}`;
  const found = gateways.get(key) ?? {
    name,
    namespace,
    pattern: labels[EGRESS_PATTERN_LABEL] ?? 'injected',
    whole: new Map(),
    upstreams: new Map(),
    first: resource,
  };
  gateways.set(key, found);
  return found;
}

/** Egress gateways that we made; what stands in other namespaces for them is left out. */
function gatewaysOf(view: ClusterView): Found[] {
  const gateways = new Map<string, Found>();
  for (const kind of [...PARTS, ...LATE_PARTS]) {
    for (const resource of view.all(kind)) {
      const { labels } = resource;
      const name = labels[EGRESS_GATEWAY_LABEL];
      if (name === undefined || labels[EGRESS_NAMESPACE_LABEL] !== undefined) {
        continue;
      }
      const id = labels[EGRESS_UPSTREAM_LABEL] ?? MAIN_UPSTREAM;
      const ofUpstream = kind === 'ServiceEntry' || kind === 'VirtualService';
      if (ofUpstream && resource.name === upstreamNameOf({ name }, id)) {
        const found = gatewayOf(gateways, resource);
        const parts = found.upstreams.get(id) ?? new Map();
        found.upstreams.set(id, parts.set(kind, resource));
      } else if (
        kind === 'HTTPRoute' &&
        resource.name.startsWith(`${upstreamNameOf({ name }, id)}-mesh-`)
      ) {
        const found = gatewayOf(gateways, resource);
        const parts = found.upstreams.get(id) ?? new Map();
        found.upstreams.set(id, parts.set(kind, resource));
      } else if (!ofUpstream && resource.name === name) {
        gatewayOf(gateways, resource).whole.set(kind, resource);
      }
    }
  }
  return [...gateways.values()];
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

function missingParts({ pattern, whole, upstreams }: Found): AnalysisKind[] {
  const routed = pattern === 'injected' || pattern === 'helm';
  const wanted: AnalysisKind[] = [];
  if (routed) {
    wanted.push('Gateway', 'DestinationRule');
  } else if (pattern !== 'sidecar-direct') {
    wanted.push('KubernetesGateway');
  }
  const missing = new Set(wanted.filter(kind => !whole.has(kind)));
  if (upstreams.size === 0) {
    missing.add('ServiceEntry');
    if (routed) {
      missing.add('VirtualService');
    }
  }
  for (const parts of upstreams.values()) {
    if (!parts.has('ServiceEntry')) {
      missing.add('ServiceEntry');
    }
    if (routed && !parts.has('VirtualService')) {
      missing.add('VirtualService');
    }
    if (
      pattern === 'gateway-api' &&
      !parts.has('VirtualService') &&
      !parts.has('HTTPRoute')
    ) {
      missing.add('HTTPRoute');
    }
  }
  const order = [...PARTS, ...LATE_PARTS];
  return order.filter(kind => missing.has(kind));
}

function checkHosts(
  fullName: string,
  { whole, upstreams }: Found,
  report: Report,
): void {
  const declared: string[] = [];
  let complete = true;
  const differing: [Resource, string[]][] = [];
  for (const parts of upstreams.values()) {
    const entry = parts.get('ServiceEntry');
    const route = parts.get('VirtualService');
    complete = complete && entry !== undefined;
    declared.push(...(entry ? hostsOf(entry) : []));
    if (entry && route && hostsOf(entry).join() !== hostsOf(route).join()) {
      differing.push([route, hostsOf(entry)]);
    }
  }
  const gateway = whole.get('Gateway');
  const served = gateway ? hostsOf(gateway) : [];
  if (
    gateway &&
    complete &&
    declared.length > 0 &&
    // What is exposed is served under another name, too.
    !declared.every(host => served.includes(host))
  ) {
    report('MSP0102', gateway, {
      args: [fullName, 'Gateway', served, declared.sort()],
      path: ['spec', 'servers'],
    });
  }
  for (const [route, hosts] of differing) {
    report('MSP0102', route, {
      args: [fullName, 'VirtualService', hostsOf(route), hosts],
      path: ['spec', 'hosts'],
    });
  }
}

/** Whether a rule sends what comes from the mesh to the gateway. */
function leadsToGateway({ spec }: Resource, service: string): boolean {
  return [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])].some(
    ({ match = [], route = [] }: any) =>
      match.some((one: any) => (one.gateways ?? []).includes('mesh')) &&
      route.some((one: any) =>
        String(one.destination?.host ?? '').startsWith(service),
      ),
  );
}

function checkUpstreamTls(
  fullName: string,
  { name }: Found,
  id: string,
  entry: Resource,
  view: ClusterView,
  report: Report,
): void {
  const opensTls = (entry.spec.ports ?? []).some(
    ({ protocol, targetPort }: any) => protocol === 'HTTP' && targetPort,
  );
  const rule = upstreamRuleNameOf({ name }, id);
  if (opensTls && !view.find('DestinationRule', entry.namespace, rule)) {
    report('MSP0104', entry, { args: [fullName, rule] });
  }
}

/** Egress gateways of ours that somebody took apart. */
export const egressGatewaysAnalyzer: Analyzer = {
  name: 'meshport.EgressGateways',
  description:
    'Looks for egress gateways whose parts are missing or do not fit each other.',
  codes: ['MSP0101', 'MSP0102', 'MSP0103', 'MSP0104'],
  reads: PARTS,
  readsIfThere: LATE_PARTS,
  analyze(view, report) {
    for (const found of gatewaysOf(view)) {
      const { name, namespace, pattern, upstreams, first } = found;
      const fullName = `${namespace}/${name}`;
      const missing = missingParts(found);
      if (missing.length > 0) {
        report('MSP0101', first, { args: [fullName, missing] });
      }
      checkHosts(fullName, found, report);
      const workload = pattern === 'gateway-api' ? `${name}-istio` : name;
      for (const [id, parts] of upstreams) {
        const route = parts.get('VirtualService');
        if (route && !leadsToGateway(route, `${workload}.${namespace}.svc.`)) {
          report('MSP0103', route, { args: [fullName], path: ['spec'] });
        }
        const entry = parts.get('ServiceEntry');
        if (entry) {
          checkUpstreamTls(fullName, found, id, entry, view, report);
        }
      }
    }
  },
};
