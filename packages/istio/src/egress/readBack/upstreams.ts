import type { KubernetesObject } from '../../resources';
import type { EgressExposure } from '../EgressExposure';
import type { EgressTls, EgressUpstream } from '../EgressUpstream';
import { InputReader, withoutUndefined } from '../../input/InputReader';
import {
  EGRESS_UPSTREAM_LABEL,
  ingressListenerNameOf,
  upstreamNameOf,
  upstreamRuleNameOf,
} from '../naming';
import { MAIN_UPSTREAM } from '../upstreamNames';
import type { GatewayParts } from './GatewayParts';

const NETWORKING = 'networking.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';

interface EntryPort {
  number: number;
  protocol: string;
  targetPort?: number;
}

function tlsOf(
  parts: GatewayParts,
  id: string,
  host: string,
  clientPort: number,
): EgressTls | undefined {
  const rule = parts.find(
    'DestinationRule',
    NETWORKING,
    upstreamRuleNameOf(parts, id),
  );
  const tls = rule?.spec?.trafficPolicy?.portLevelSettings?.find(
    (one: any) => one.port?.number === clientPort,
  )?.tls;
  if (!InputReader.isObject(tls)) {
    return undefined;
  }
  const {
    mode,
    sni = host,
    credentialName,
    subjectAltNames = [],
  } = tls as {
    mode?: string;
    sni?: string;
    credentialName?: string;
    subjectAltNames?: string[];
  };
  return withoutUndefined({
    mode: mode === 'MUTUAL' ? ('MUTUAL' as const) : undefined,
    sni: sni === host ? undefined : sni,
    credentialName,
    subjectAltNames:
      subjectAltNames.join() === sni ? undefined : subjectAltNames,
  });
}

/** Port of the gateway that a client's proxy leads a port of the host to. */
function gatewayPortOf(
  parts: GatewayParts,
  id: string,
  clientPort: number,
): number | undefined {
  const name = upstreamNameOf(parts, id);
  const {
    http = [],
    tls = [],
    tcp = [],
  } = parts.find('VirtualService', NETWORKING, name)?.spec ?? {};
  const leg = [...http, ...tls, ...tcp].find((one: any) =>
    one.match?.some(
      (match: any) =>
        match.gateways?.includes('mesh') && match.port === clientPort,
    ),
  );
  const route = parts.find(
    'HTTPRoute',
    GATEWAY_API,
    `${name}-mesh-${clientPort}`,
  );
  return (
    leg?.route?.[0]?.destination?.port?.number ??
    route?.spec?.rules?.[0]?.backendRefs?.[0]?.port
  );
}

function ingressOf(
  parts: GatewayParts,
  id: string,
  reference: string,
): Omit<EgressExposure, 'host'> {
  const [namespace, name] = reference.split('/');
  const listener = parts
    .abroad('Gateway', NETWORKING)
    .find(one => one.metadata.name === name);
  if (!listener || name !== ingressListenerNameOf(parts, id)) {
    return { ingress: { namespace, name } };
  }
  const servers: any[] = listener.spec?.servers ?? [];
  return withoutUndefined({
    ingress: { namespace, selector: listener.spec?.selector },
    credentialName: servers.find(({ tls }) => tls?.credentialName)?.tls
      .credentialName,
    redirect: servers.some(({ tls }) => tls?.httpsRedirect) ? undefined : false,
  });
}

function exposureOf(
  parts: GatewayParts,
  id: string,
  gatewayPort: number | undefined,
): EgressExposure | undefined {
  const spec = parts.find(
    'VirtualService',
    NETWORKING,
    `${upstreamNameOf(parts, id)}-exposed`,
  )?.spec;
  const own = `${parts.namespace}/${parts.name}`;
  const ingress = spec?.gateways?.find(
    (one: string) => one !== 'mesh' && one !== own,
  );
  const leads = spec?.http?.[0]?.route?.[0]?.destination?.port?.number;
  return spec?.hosts?.[0] && ingress && leads === gatewayPort
    ? { host: spec.hosts[0], ...ingressOf(parts, id, ingress) }
    : undefined;
}

function upstreamOf(
  parts: GatewayParts,
  entry: KubernetesObject,
  { number, protocol, targetPort }: EntryPort,
): EgressUpstream {
  const id = entry.metadata.labels?.[EGRESS_UPSTREAM_LABEL] ?? MAIN_UPSTREAM;
  const host: string = entry.spec?.hosts?.[0] ?? '';
  const tls = tlsOf(parts, id, host, number);
  const gatewayPort = gatewayPortOf(parts, id, number);
  const spoken = {
    HTTP: tls ? ('TLS-ORIGINATION' as const) : ('HTTP' as const),
    TLS: 'TLS-PASSTHROUGH' as const,
  }[protocol];
  const addresses = (entry.spec?.endpoints ?? []).map(
    ({ address }: { address: string }) => address,
  );
  return withoutUndefined({
    id,
    host,
    protocol: spoken ?? ('TCP' as const),
    port: targetPort ?? number,
    gatewayPort,
    tls: tls && Object.keys(tls).length > 0 ? tls : undefined,
    addresses: addresses.length > 0 ? addresses : undefined,
    exposure: exposureOf(parts, id, gatewayPort),
  });
}

/** The upstreams, as the ServiceEntries and what leads to them have them. */
export function readUpstreamsBack(parts: GatewayParts): EgressUpstream[] {
  return parts
    .all('ServiceEntry', NETWORKING)
    .flatMap(entry =>
      ((entry.spec?.ports ?? []) as EntryPort[]).map(port =>
        upstreamOf(parts, entry, port),
      ),
    );
}
