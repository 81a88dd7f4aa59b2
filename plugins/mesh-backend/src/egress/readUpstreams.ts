import { EgressUpstreamView } from '@meshport/backstage-plugin-mesh-common';
import { isSubset } from '@meshport/istio';
import { StoredObject } from '../inventory';
import { EgressSources } from './EgressSources';
import { EgressUnit } from './EgressUnit';
import { RouteLeg } from './routeLegs';

interface EntryPort {
  number: number;
  protocol?: string;
  name?: string;
  targetPort?: number;
}

/** TLS that a DestinationRule opens. */
interface OriginatedTls {
  mode: 'SIMPLE' | 'MUTUAL';
  sni?: string;
  credentialName?: string;
}

/** The hosts that a gateway leads to, sorted, each with what is done about TLS. */
export function upstreamsOf(
  unit: EgressUnit,
  sources: EgressSources,
): EgressUpstreamView[] {
  const views = unit.onward.length
    ? unit.onward.map(leg => ofLeg(leg, unit, sources))
    : ofEntries(unit, sources);
  const distinct = new Map(
    views.map(view => [`${view.host}:${view.port}:${view.protocol}`, view]),
  );
  return [...distinct.values()].sort((a, b) =>
    a.host === b.host
      ? (a.port ?? 0) - (b.port ?? 0)
      : Number(a.host > b.host) - Number(a.host < b.host),
  );
}

function ofLeg(
  leg: RouteLeg,
  unit: EgressUnit,
  sources: EgressSources,
): EgressUpstreamView {
  const port = portOf(leg.host, leg.port, unit);
  const lead = unit.leads.find(
    one => one.from === 'mesh' && one.hosts.includes(leg.host),
  );
  const passes =
    leg.kind === 'tls' || (leg.kind === 'tcp' && lead?.kind === 'tls');
  const exposure = exposureOf(leg.host, unit);
  const base = {
    host: leg.host,
    ...(exposure ? { exposure } : {}),
  };
  if (passes) {
    return {
      ...base,
      port: port?.number ?? leg.port,
      protocol: 'TLS-PASSTHROUGH',
      tls: 'passthrough',
      ...callAs('https', leg.host, lead?.matchedPort ?? port?.number),
    };
  }
  if (leg.kind === 'tcp') {
    return {
      ...base,
      port: port?.number ?? leg.port,
      protocol: 'TCP',
      tls: 'none',
      ...callAs('tcp', leg.host, lead?.matchedPort ?? port?.number),
    };
  }
  return {
    ...base,
    ...ofHttp(leg.host, port, leg.port, unit, sources),
    ...(lead ? callAs('http', leg.host, lead.matchedPort ?? port?.number) : {}),
  };
}

/** What a gateway without Istio's routes leads to: the ports of its ServiceEntries. */
function ofEntries(
  unit: EgressUnit,
  sources: EgressSources,
): EgressUpstreamView[] {
  return unit.entries.flatMap(entry =>
    ((entry.spec?.hosts ?? []) as string[]).flatMap(host =>
      ((entry.spec?.ports ?? []) as EntryPort[]).map(
        (port): EgressUpstreamView => {
          const protocol = (port.protocol ?? '').toUpperCase();
          if (['TLS', 'HTTPS'].includes(protocol)) {
            return {
              host,
              port: port.number,
              protocol: 'TLS-PASSTHROUGH',
              tls: 'passthrough',
              ...callAs('https', host, port.number),
            };
          }
          if (['HTTP', 'HTTP2', 'GRPC'].includes(protocol)) {
            return {
              host,
              ...ofHttp(host, port, port.number, unit, sources),
              ...callAs('http', host, port.number),
            };
          }
          return {
            host,
            port: port.number,
            protocol: 'TCP',
            tls: 'none',
            ...callAs('tcp', host, port.number),
          };
        },
      ),
    ),
  );
}

function ofHttp(
  host: string,
  port: EntryPort | undefined,
  named: number | undefined,
  unit: EgressUnit,
  sources: EgressSources,
): Omit<EgressUpstreamView, 'host'> {
  if (sources.unreadable.has('DestinationRule')) {
    return { port: port?.number ?? named, protocol: 'unknown', tls: 'unknown' };
  }
  const tls = originatedTls(host, port?.number ?? named, unit);
  if (!tls) {
    return {
      port: port?.targetPort ?? port?.number ?? named,
      protocol: 'HTTP',
      tls: 'none',
    };
  }
  return {
    port: port?.targetPort ?? port?.number ?? named,
    protocol: 'TLS-ORIGINATION',
    tls: tls.mode === 'MUTUAL' ? 'mutual' : 'simple',
    ...(tls.sni && tls.sni !== host ? { sni: tls.sni } : {}),
    ...(tls.credentialName ? { credentialName: tls.credentialName } : {}),
  };
}

function portOf(
  host: string,
  number: number | undefined,
  { entries }: EgressUnit,
): EntryPort | undefined {
  const ports = entries
    .filter(({ spec }) => ((spec?.hosts ?? []) as string[]).includes(host))
    .flatMap(({ spec }) => (spec?.ports ?? []) as EntryPort[]);
  return number === undefined
    ? ports[0]
    : ports.find(port => port.number === number);
}

/** The TLS that the gateway opens to a port of a host; port before the rule as a whole. */
function originatedTls(
  host: string,
  port: number | undefined,
  unit: EgressUnit,
): OriginatedTls | undefined {
  const selector: Record<string, string> =
    unit.gateways[0]?.spec?.selector ?? unit.service?.spec?.selector ?? {};
  for (const rule of unit.rules) {
    if (String(rule.spec?.host).toLowerCase() !== host) {
      continue;
    }
    const wanted: Record<string, string> =
      rule.spec?.workloadSelector?.matchLabels ?? {};
    if (!isSubset(wanted, selector) && !isSubset(selector, wanted)) {
      continue;
    }
    const tls = tlsOf(rule, port);
    if (tls?.mode === 'SIMPLE' || tls?.mode === 'MUTUAL') {
      return tls as OriginatedTls;
    }
  }
  return undefined;
}

function tlsOf(
  { spec }: StoredObject,
  port: number | undefined,
): { mode?: string } | undefined {
  const levels = (spec?.trafficPolicy?.portLevelSettings ?? []) as any[];
  const level = levels.find(
    one => port === undefined || one.port?.number === port,
  );
  return level ? level.tls : spec?.trafficPolicy?.tls;
}

/** The name under which an ingress gateway offers a host. */
function exposureOf(
  host: string,
  unit: EgressUnit,
): EgressUpstreamView['exposure'] {
  const own = unit.gateways.map(
    ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
  );
  const lead = unit.leads.find(
    one =>
      one.from !== 'mesh' &&
      !own.includes(one.from) &&
      (one.rewrittenTo === host ||
        one.hosts.includes(host) ||
        unit.onward.some(
          leg => leg.virtualService === one.virtualService && leg.host === host,
        )),
  );
  if (!lead) {
    return undefined;
  }
  const [namespace, name] = lead.from.split('/');
  return {
    host: lead.hosts.find(one => one !== host) ?? host,
    ingress: { namespace, name },
  };
}

function callAs(
  scheme: 'http' | 'https' | 'tcp',
  host: string,
  port: number | undefined,
): { callAs?: string } {
  const usual = { http: 80, https: 443, tcp: undefined }[scheme];
  const end = port === undefined || port === usual ? '' : `:${port}`;
  return scheme === 'tcp'
    ? { callAs: `${host}${end}` }
    : { callAs: `${scheme}://${host}${end}` };
}
