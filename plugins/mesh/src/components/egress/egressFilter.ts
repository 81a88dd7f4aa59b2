import {
  EgressGatewaySummary,
  EgressUpstreamView,
} from '@meshport/backstage-plugin-mesh-common';
import { needsAttention } from './standing';

/** How the way from a gateway to its host is encrypted. */
export type EgressTls = EgressUpstreamView['tls'];

/** Every kind of encryption, in the order in which it is offered. */
export const EGRESS_TLS: readonly EgressTls[] = [
  'simple',
  'mutual',
  'passthrough',
  'none',
  'unknown',
];

/** Gateways that are shown at once, and again with each "more". */
export const PAGE_SIZE = 50;

/** What the address of the page says. */
export interface EgressFilter {
  text: string;
  cluster?: string;
  origin?: 'ours' | 'others';
  tls: EgressTls[];
  attention: boolean;
  shown: number;
}

/** Reads the page's address; what it does not know it leaves out. */
export function readFilter(parameters: URLSearchParams): EgressFilter {
  const origin = parameters.get('origin');
  const shown = Number(parameters.get('shown'));
  return {
    text: (parameters.get('text') ?? '').slice(0, 200),
    cluster: parameters.get('cluster') || undefined,
    origin: origin === 'ours' || origin === 'others' ? origin : undefined,
    tls: EGRESS_TLS.filter(one => parameters.getAll('tls').includes(one)),
    attention: parameters.get('attention') === 'yes',
    shown: Number.isSafeInteger(shown) && shown > PAGE_SIZE ? shown : PAGE_SIZE,
  };
}

/** The address of a filter, without what goes without saying. */
export function writeFilter(filter: EgressFilter): URLSearchParams {
  const { text, cluster, origin, tls, attention, shown } = filter;
  const parameters = new URLSearchParams();
  Object.entries({ text, cluster, origin }).forEach(([name, value]) => {
    if (value) {
      parameters.set(name, value);
    }
  });
  tls.forEach(one => parameters.append('tls', one));
  if (attention) {
    parameters.set('attention', 'yes');
  }
  if (shown !== PAGE_SIZE) {
    parameters.set('shown', String(shown));
  }
  return parameters;
}

/** Whether a filter leaves anything out. */
export function isFiltered(filter: EgressFilter): boolean {
  const { text, cluster, origin, tls, attention } = filter;
  return Boolean(text.trim() || cluster || origin || tls.length || attention);
}

/** The gateways that a filter lets through: those that need attention first, then by name. */
export function selectGateways(
  gateways: readonly EgressGatewaySummary[],
  filter: EgressFilter,
): EgressGatewaySummary[] {
  const words = filter.text.trim().toLocaleLowerCase('en-US').split(/\s+/);
  return gateways
    .filter(
      gateway =>
        (!filter.cluster || gateway.cluster === filter.cluster) &&
        (!filter.origin || gateway.ours === (filter.origin === 'ours')) &&
        (filter.tls.length === 0 ||
          gateway.upstreams.some(({ tls }) => filter.tls.includes(tls))) &&
        (!filter.attention || needsAttention(gateway)) &&
        words.every(word => textOf(gateway).includes(word)),
    )
    .sort(
      (a, b) =>
        Number(needsAttention(b)) - Number(needsAttention(a)) ||
        a.name.localeCompare(b.name) ||
        a.namespace.localeCompare(b.namespace) ||
        a.cluster.localeCompare(b.cluster),
    );
}

function textOf(gateway: EgressGatewaySummary): string {
  const { name, namespace, cluster, owner, component, upstreams } = gateway;
  return [
    name,
    namespace,
    cluster,
    owner,
    component,
    ...upstreams.flatMap(({ host, exposure }) => [host, exposure?.host]),
  ]
    .filter(Boolean)
    .join(' ')
    .toLocaleLowerCase('en-US');
}
