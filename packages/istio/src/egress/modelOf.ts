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
  const own = new Map<EgressUpstream, number>();
  // In an order that does not depend on how they were listed.
  for (const upstream of [...upstreams].sort(byHostAndPort)) {
    const { host } = upstream;
    let { gatewayPort } = upstream;
    if (gatewayPort === undefined) {
      if (canShare(pattern, upstream) && !sharing.has(host)) {
        gatewayPort = GATEWAY_PORT;
        sharing.add(host);
      } else {
        gatewayPort = ownGatewayPort(host, clientPortOf(upstream), taken);
      }
      taken.add(gatewayPort);
    }
    own.set(upstream, gatewayPort);
  }
  return upstreams.map(upstream => {
    const { host, protocol = 'TLS-ORIGINATION' } = upstream;
    return {
      ...upstream,
      id: upstream.id ?? idByHost(upstreams, host),
      protocol,
      port: upstream.port ?? defaultUpstreamPort(protocol),
      clientPort: clientPortOf(upstream),
      gatewayPort: own.get(upstream)!,
    };
  });
}

function byHostAndPort(a: EgressUpstream, b: EgressUpstream): number {
  return a.host < b.host
    ? -1
    : Number(a.host > b.host) || clientPortOf(a) - clientPortOf(b);
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
  const upstreams = withPorts(pattern, upstreamsOf(input));
  const { readiness } = input;
  return {
    ...rest,
    ...(readiness && !readiness.command && !readiness.host
      ? { readiness: { host: upstreams[0].host, ...readiness } }
      : {}),
    pattern,
    upstreams,
  };
}

/**
 * The same gateway with its upstreams in an order that does not depend on how
 * they were listed, so that objects that they share stay the same.
 */
export function inOrderOfHosts(model: EgressGatewayModel): EgressGatewayModel {
  return { ...model, upstreams: [...model.upstreams].sort(byHostAndPort) };
}

/**
 * The same input with the gateway's ports of a gateway that exists, for upstreams
 * that it has already: so that a change moves no upstream that stays to another
 * port, which would lose calls that are under way.
 *
 * @public
 */
export function keepGatewayPorts(
  input: EgressGatewayInput,
  existing: EgressGatewayModel,
): EgressGatewayInput {
  if ((input.pattern ?? 'injected') !== existing.pattern || !input.upstreams) {
    return input;
  }
  return {
    ...input,
    upstreams: input.upstreams.map(upstream => {
      const same = existing.upstreams.find(
        one =>
          one.host === upstream.host &&
          one.clientPort === clientPortOf(upstream) &&
          one.protocol === (upstream.protocol ?? 'TLS-ORIGINATION'),
      );
      return {
        ...(same ? { id: same.id, gatewayPort: same.gatewayPort } : {}),
        ...upstream,
      };
    }),
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
