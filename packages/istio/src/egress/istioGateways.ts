import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { byHost } from './modelOf';
import { GATEWAY_PORT, gatewayHostOf, podSelectorOf } from './naming';
import {
  isHttp,
  isMutualHop,
  metadataOf,
  NETWORKING,
  subsetOf,
} from './objectParts';
import { gatewayVisibleTo } from './visibility';

interface Server {
  port: { number: number; name: string; protocol: 'HTTPS' | 'TLS' };
  hosts: string[];
  tls: {
    mode: 'ISTIO_MUTUAL' | 'PASSTHROUGH';
    subjectAltNames?: string[];
  };
}

/**
 * The protocol of a server. With mutual TLS of the mesh, HTTPS reads what is
 * inside as HTTP, TLS as a mere stream: so TLS of the client goes on untouched.
 */
function serverOf(model: EgressGatewayModel, upstream: EgressUpstreamModel) {
  const protocol = isHttp(upstream) ? ('HTTPS' as const) : ('TLS' as const);
  const mode = isMutualHop(model, upstream)
    ? ('ISTIO_MUTUAL' as const)
    : ('PASSTHROUGH' as const);
  return { protocol, mode };
}

function nameOf(
  { protocol, mode }: ReturnType<typeof serverOf>,
  port: number,
): string {
  const name =
    protocol === 'TLS' && mode === 'ISTIO_MUTUAL'
      ? 'tls-mutual'
      : protocol.toLowerCase();
  return port === GATEWAY_PORT ? name : `${name}-${port}`;
}

/**
 * The identities that may open mutual TLS for connections that are not HTTP.
 * Of these the AuthorizationPolicy judges a caller only when it sends something:
 * a server that speaks first would be heard by anyone until then, so that the
 * handshake itself must fail. Undefined where not every caller is named by its
 * service account, or the trust domain is not known.
 */
export function streamIdentitiesOf(
  { callers, pattern }: EgressGatewayModel,
  { trustDomain }: EgressEnvironment = {},
): string[] | undefined {
  const known =
    (pattern === 'injected' || pattern === 'helm') &&
    trustDomain !== undefined &&
    callers?.every(({ serviceAccounts }) => serviceAccounts?.length);
  return known
    ? callers?.flatMap(({ namespace, serviceAccounts = [] }) =>
        serviceAccounts.map(
          account => `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`,
        ),
      )
    : undefined;
}

function serversOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): Server[] {
  const identities = streamIdentitiesOf(model, environment);
  const servers = new Map<string, Server>();
  for (const upstream of model.upstreams) {
    const { protocol, mode } = serverOf(model, upstream);
    const number = upstream.gatewayPort;
    const name = nameOf({ protocol, mode }, number);
    const server = servers.get(name) ?? {
      port: { number, name, protocol },
      hosts: [],
      tls: {
        mode,
        // Of HTTP the policy answers 403, which says more than a reset.
        ...(identities && protocol === 'TLS' && mode === 'ISTIO_MUTUAL'
          ? { subjectAltNames: identities }
          : {}),
      },
    };
    // `./` admits routes of this namespace only.
    server.hosts.push(`./${upstream.host}`);
    if (upstream.exposure) {
      server.hosts.push(`./${upstream.exposure.host}`);
    }
    servers.set(name, server);
  }
  return [...servers.values()];
}

/** Makes the gateway's pods listen for the upstreams' hosts. */
export function gatewayOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): KubernetesObject {
  return {
    apiVersion: NETWORKING,
    kind: 'Gateway',
    metadata: metadataOf(model),
    spec: {
      selector: podSelectorOf(model),
      servers: serversOf(model, environment),
    },
  };
}

/** How callers open mutual TLS of the mesh, by the gateway's port. */
export function mutualPorts(
  model: EgressGatewayModel,
  upstreams: readonly EgressUpstreamModel[],
) {
  return upstreams
    .filter(one => isMutualHop(model, one))
    .map(({ gatewayPort, host }) => ({
      port: { number: gatewayPort },
      tls: { mode: 'ISTIO_MUTUAL', sni: host },
    }));
}

/**
 * Tells clients' proxies how to call the gateway. Automatic mTLS is off towards
 * gateways, whose pods bear no tlsMode label, so mTLS must be asked for here;
 * and with the upstream's name as server name, because by that the gateway
 * chooses its listener's filter chain.
 */
export function gatewayRuleOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): KubernetesObject {
  return {
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    metadata: metadataOf(model),
    spec: {
      host: gatewayHostOf(model, environment),
      exportTo: gatewayVisibleTo(model),
      subsets: byHost(model).map(upstreams => {
        const portLevelSettings = mutualPorts(model, upstreams);
        return {
          name: subsetOf(upstreams[0]),
          // All pods of the gateway: a subset is there for its TLS.
          labels: podSelectorOf(model),
          ...(portLevelSettings.length > 0
            ? { trafficPolicy: { portLevelSettings } }
            : {}),
        };
      }),
    },
  };
}
