import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressExposure } from './EgressExposure';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { exposedRouteOf } from './exposure';
import { meshLeg } from './istioRoutes';
import { upstreamNameOf, workloadNameOf } from './naming';
import {
  isHttp,
  isMutualHop,
  MESH_HEADERS,
  NETWORKING,
  upstreamMetadataOf,
} from './objectParts';
import { visibleTo } from './visibility';

const GROUP = 'gateway.networking.k8s.io';

/** Kinds that came late: the versions to choose from, the best first. */
const VERSIONS = {
  TLSRoute: ['v1', 'v1alpha3', 'v1alpha2'],
  TCPRoute: ['v1', 'v1alpha2'],
} as const;

/** The version in which a kind is served; undefined when it is known not to be. */
export function routeVersionOf(
  kind: keyof typeof VERSIONS,
  { gatewayApi }: EgressEnvironment = {},
): string | undefined {
  if (!gatewayApi) {
    return VERSIONS[kind][0];
  }
  const served = gatewayApi.find(one => one.kind === kind)?.versions ?? [];
  return VERSIONS[kind].find(version => served.includes(version));
}

/** The gateway's end of a route: one upstream, one listener. */
function fromGateway(
  model: EgressGatewayModel,
  { gatewayPort }: EgressUpstreamModel,
) {
  return [{ name: model.name, sectionName: `port-${gatewayPort}` }];
}

function toUpstream({ host, clientPort }: EgressUpstreamModel) {
  return [
    {
      group: 'networking.istio.io',
      kind: 'Hostname',
      name: host,
      port: clientPort,
    },
  ];
}

const WITHOUT_MESH_HEADERS = {
  type: 'RequestHeaderModifier',
  requestHeaderModifier: { remove: MESH_HEADERS },
};

function route(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
  kind: 'HTTPRoute' | keyof typeof VERSIONS,
  suffix: string,
  spec: object,
  environment?: EgressEnvironment,
): KubernetesObject {
  const version =
    kind === 'HTTPRoute' ? 'v1' : routeVersionOf(kind, environment) ?? 'v1';
  const name = `${upstreamNameOf(model, upstream.id)}-${suffix}`;
  return {
    apiVersion: `${GROUP}/${version}`,
    kind,
    metadata: upstreamMetadataOf(model, upstream, name),
    spec,
  };
}

function httpRoutes(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
): KubernetesObject[] {
  const { host, clientPort, gatewayPort, id } = upstream;
  return [
    route(model, upstream, 'HTTPRoute', `onward-${gatewayPort}`, {
      parentRefs: fromGateway(model, upstream),
      hostnames: [host],
      rules: [
        {
          filters: [WITHOUT_MESH_HEADERS],
          backendRefs: toUpstream(upstream),
        },
      ],
    }),
    route(model, upstream, 'HTTPRoute', `mesh-${clientPort}`, {
      parentRefs: [
        {
          group: 'networking.istio.io',
          kind: 'ServiceEntry',
          name: upstreamNameOf(model, id),
          port: clientPort,
        },
      ],
      hostnames: [host],
      rules: [
        {
          backendRefs: [{ name: workloadNameOf(model), port: gatewayPort }],
        },
      ],
    }),
  ];
}

/**
 * Leads connections that proxies do not read from clients to the gateway. It is
 * a VirtualService because istiod shows what it makes of a TLSRoute or TCPRoute
 * to the whole mesh, where it would catch others' calls to the same host; of an
 * HTTPRoute it heeds where the ServiceEntry is seen.
 */
function streamMeshRoute(
  model: EgressGatewayModel,
  upstreams: readonly EgressUpstreamModel[],
  environment?: EgressEnvironment,
): KubernetesObject[] {
  const streams = upstreams.filter(one => !isHttp(one));
  if (streams.length === 0) {
    return [];
  }
  const legs = (protocol: string) =>
    streams
      .filter(one => one.protocol === protocol)
      .map(one => meshLeg(model, one, environment));
  const tls = legs('TLS-PASSTHROUGH');
  const tcp = legs('TCP');
  return [
    {
      apiVersion: NETWORKING,
      kind: 'VirtualService',
      metadata: upstreamMetadataOf(model, streams[0]),
      spec: {
        hosts: [streams[0].host],
        exportTo: visibleTo(model),
        gateways: ['mesh'],
        ...(tls.length > 0 ? { tls } : {}),
        ...(tcp.length > 0 ? { tcp } : {}),
      },
    },
  ];
}

function onwardRoutes(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
  environment?: EgressEnvironment,
): KubernetesObject[] {
  if (isHttp(upstream)) {
    return httpRoutes(model, upstream);
  }
  const mutual = isMutualHop(model, upstream);
  return [
    route(
      model,
      upstream,
      mutual ? 'TCPRoute' : 'TLSRoute',
      `onward-${upstream.gatewayPort}`,
      {
        parentRefs: fromGateway(model, upstream),
        ...(mutual ? {} : { hostnames: [upstream.host] }),
        rules: [{ backendRefs: toUpstream(upstream) }],
      },
      environment,
    ),
  ];
}

/** Routes to one host: onward from the gateway first, then from the mesh to it. */
export function gatewayApiRoutesOf(
  model: EgressGatewayModel,
  upstreams: readonly EgressUpstreamModel[],
  environment?: EgressEnvironment,
): KubernetesObject[] {
  return [
    ...upstreams.flatMap(one => onwardRoutes(model, one, environment)),
    ...streamMeshRoute(model, upstreams, environment),
  ];
}

/** The legs of a host that is exposed, where the gateway is one of the Gateway API. */
export function exposedByGatewayApi(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel & { exposure: EgressExposure },
  environment?: EgressEnvironment,
): KubernetesObject[] {
  const legs = exposedRouteOf(model, upstream, environment);
  const egressGateway = `${model.namespace}/${model.name}`;
  return [
    route(model, upstream, 'HTTPRoute', `exposed-${upstream.gatewayPort}`, {
      parentRefs: fromGateway(model, upstream),
      hostnames: [upstream.exposure.host],
      rules: [
        {
          filters: [
            {
              type: 'URLRewrite',
              urlRewrite: { hostname: upstream.host },
            },
            WITHOUT_MESH_HEADERS,
          ],
          backendRefs: toUpstream(upstream),
        },
      ],
    }),
    {
      ...legs,
      spec: {
        ...legs.spec,
        gateways: legs.spec?.gateways.filter(
          (one: string) => one !== egressGateway,
        ),
        http: legs.spec?.http.filter(
          ({ match }: any) => !match[0].gateways.includes(egressGateway),
        ),
      },
    },
  ];
}
