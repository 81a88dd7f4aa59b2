import type {
  EgressGatewayInput,
  EgressGatewayModel,
  EgressPattern,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { defaultUpstreamPort, EgressUpstream } from './EgressUpstream';
import { GATEWAY_PORT } from './naming';
import { MAIN_UPSTREAM, ownGatewayPort, upstreamIdOf } from './upstreamNames';

function upstreamsOf(input: EgressGatewayInput): EgressUpstream[] {
  if (input.upstreams) {
    return input.upstreams;
  }
  const { host = '', protocol, port, tls, addresses } = input;
  return [
    {
      id: MAIN_UPSTREAM,
      host,
      ...(protocol ? { protocol } : {}),
      ...(port ? { port } : {}),
      ...(tls ? { tls } : {}),
      ...(addresses ? { addresses } : {}),
    },
  ];
}

/** Port that clients call: TLS that the gateway opens is called in plain text. */
export function clientPortOf({
  protocol = 'TLS-ORIGINATION',
  port,
}: EgressUpstream): number {
  return protocol === 'TLS-ORIGINATION'
    ? 80
    : port ?? defaultUpstreamPort(protocol);
}

/** Whether the upstream can share the gateway's port 443, where the server name tells upstreams apart. */
function canShare(pattern: EgressPattern, { protocol }: EgressUpstream) {
  // Routes of the Gateway API name no subset, and by a port there is one server
  // name only: each upstream has its own.
  return pattern !== 'gateway-api' && protocol !== 'TCP';
}

function withPorts(
  pattern: EgressPattern,
  upstreams: EgressUpstream[],
): EgressUpstreamModel[] {
  const taken = new Set(
    upstreams.flatMap(({ gatewayPort }) => (gatewayPort ? [gatewayPort] : [])),
  );
  const sharing = new Set(
    upstreams
      .filter(({ gatewayPort }) => gatewayPort === GATEWAY_PORT)
      .map(({ host }) => host),
  );
  return upstreams.map(upstream => {
    const { host, protocol = 'TLS-ORIGINATION' } = upstream;
    const port = upstream.port ?? defaultUpstreamPort(protocol);
    let { gatewayPort } = upstream;
    if (gatewayPort === undefined) {
      if (canShare(pattern, upstream) && !sharing.has(host)) {
        gatewayPort = GATEWAY_PORT;
        sharing.add(host);
      } else {
        gatewayPort = ownGatewayPort(host, port, taken);
      }
      taken.add(gatewayPort);
    }
    return {
      ...upstream,
      id: upstream.id ?? idByHost(upstreams, host),
      protocol,
      port,
      clientPort: clientPortOf(upstream),
      gatewayPort,
    };
  });
}

function idByHost(upstreams: EgressUpstream[], host: string): string {
  return (
    upstreams.find(one => one.host === host && one.id)?.id ?? upstreamIdOf(host)
  );
}

/** Fills every default in; what is a model already stays the same. */
export function modelOf(input: EgressGatewayInput): EgressGatewayModel {
  const {
    host: _host,
    protocol: _protocol,
    port: _port,
    tls: _tls,
    addresses: _addresses,
    pattern = 'injected',
    ...rest
  } = input;
  return {
    ...rest,
    pattern,
    upstreams: withPorts(pattern, upstreamsOf(input)),
  };
}

/** The upstreams by host, in the order in which hosts first appear. */
export function byHost(
  model: EgressGatewayModel,
): [EgressUpstreamModel, ...EgressUpstreamModel[]][] {
  const groups = new Map<
    string,
    [EgressUpstreamModel, ...EgressUpstreamModel[]]
  >();
  for (const upstream of model.upstreams) {
    const group = groups.get(upstream.host);
    if (group) {
      group.push(upstream);
    } else {
      groups.set(upstream.host, [upstream]);
    }
  }
  return [...groups.values()];
}
