import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { gatewayHostOf } from './naming';
import {
  isHttp,
  isMutualHop,
  MESH_HEADERS,
  NETWORKING,
  subsetOf,
  tcpAddressesOf,
  upstreamMetadataOf,
} from './objectParts';
import { visibleTo } from './visibility';

/**
 * Leads to the gateway, by the upstream's subset; with the Gateway API, where
 * every upstream has a port of its own, by that.
 */
export function toGateway(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
  environment?: EgressEnvironment,
) {
  return {
    destination: {
      host: gatewayHostOf(model, environment),
      ...(model.pattern === 'gateway-api'
        ? {}
        : { subset: subsetOf(upstream) }),
      port: { number: upstream.gatewayPort },
    },
  };
}

/** Leads from the gateway to the upstream. */
export function toUpstream({ host, clientPort }: EgressUpstreamModel) {
  return { destination: { host, port: { number: clientPort } } };
}

function httpLegs(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
  environment?: EgressEnvironment,
) {
  return [
    {
      match: [{ gateways: ['mesh'], port: upstream.clientPort }],
      route: [toGateway(model, upstream, environment)],
    },
    {
      match: [
        {
          gateways: [`${model.namespace}/${model.name}`],
          port: upstream.gatewayPort,
        },
      ],
      route: [toUpstream(upstream)],
      headers: { request: { remove: MESH_HEADERS } },
    },
  ];
}

/** How a client's proxy leads a connection that it does not read to the gateway. */
export function meshLeg(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
  environment?: EgressEnvironment,
) {
  const { protocol, host, clientPort } = upstream;
  const match = { gateways: ['mesh'], port: clientPort };
  const route = [toGateway(model, upstream, environment)];
  if (protocol === 'TLS-PASSTHROUGH') {
    return { match: [{ ...match, sniHosts: [host] }], route };
  }
  return {
    match: [
      { ...match, destinationSubnets: tcpAddressesOf(upstream).map(asSubnet) },
    ],
    route,
  };
}

function asSubnet(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

function gatewayLeg(model: EgressGatewayModel, upstream: EgressUpstreamModel) {
  const match = {
    gateways: [`${model.namespace}/${model.name}`],
    port: upstream.gatewayPort,
  };
  return {
    match: [
      isMutualHop(model, upstream)
        ? match
        : { ...match, sniHosts: [upstream.host] },
    ],
    route: [toUpstream(upstream)],
  };
}

/**
 * Leads calls to one host from clients to the gateway, and from the gateway on.
 * What arrives by mutual TLS of the mesh and is not HTTP is routed as TCP: the
 * gateway has taken the outer TLS off and reads nothing inside.
 */
export function virtualServiceOf(
  model: EgressGatewayModel,
  upstreams: readonly [EgressUpstreamModel, ...EgressUpstreamModel[]],
  environment?: EgressEnvironment,
): KubernetesObject {
  const [first] = upstreams;
  const http: object[] = [];
  const tls: object[] = [];
  const tcp: object[] = [];
  for (const upstream of upstreams) {
    if (isHttp(upstream)) {
      http.push(...httpLegs(model, upstream, environment));
      continue;
    }
    const byName = upstream.protocol === 'TLS-PASSTHROUGH';
    (byName ? tls : tcp).push(meshLeg(model, upstream, environment));
    (isMutualHop(model, upstream) ? tcp : tls).push(
      gatewayLeg(model, upstream),
    );
  }
  return {
    apiVersion: NETWORKING,
    kind: 'VirtualService',
    metadata: upstreamMetadataOf(model, first),
    spec: {
      hosts: [first.host],
      exportTo: visibleTo(model),
      gateways: ['mesh', `${model.namespace}/${model.name}`],
      ...(http.length > 0 ? { http } : {}),
      ...(tls.length > 0 ? { tls } : {}),
      ...(tcp.length > 0 ? { tcp } : {}),
    },
  };
}
