import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressExposure } from './EgressExposure';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { toGateway, toUpstream } from './istioRoutes';
import { abroadLabelsOf, ingressListenerNameOf } from './naming';
import { MESH_HEADERS, NETWORKING, upstreamMetadataOf } from './objectParts';
import { callerNamespacesOf } from './visibility';

type Exposed = EgressUpstreamModel & { exposure: EgressExposure };

/** The upstreams that can be called from outside. */
export function exposedOf({ upstreams }: EgressGatewayModel): Exposed[] {
  return upstreams.filter((one): one is Exposed => one.exposure !== undefined);
}

/** The Gateway by which calls from outside come in, ours or one that is there. */
function ingressOf(model: EgressGatewayModel, { id, exposure }: Exposed) {
  const { namespace, name = ingressListenerNameOf(model, id) } =
    exposure.ingress;
  return { namespace, name };
}

/**
 * Makes the ingress gateway listen for the host; undefined when a Gateway that
 * is there already does. It stands beside the ingress gateway's pods, where
 * their Secret is, and where Istio looks when gateways are kept to their
 * namespace (PILOT_SCOPE_GATEWAY_TO_NAMESPACE).
 */
export function ingressListenerOf(
  model: EgressGatewayModel,
  upstream: Exposed,
): KubernetesObject | undefined {
  const { host, ingress, credentialName, redirect = true } = upstream.exposure;
  if (!ingress.selector) {
    return undefined;
  }
  // Routes of the egress gateway's namespace only.
  const hosts = [`${model.namespace}/${host}`];
  return {
    apiVersion: NETWORKING,
    kind: 'Gateway',
    metadata: {
      ...ingressOf(model, upstream),
      labels: abroadLabelsOf(model),
    },
    spec: {
      selector: ingress.selector,
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts,
          tls: { mode: 'SIMPLE', credentialName },
        },
        ...(redirect
          ? [
              {
                port: { number: 80, name: 'http', protocol: 'HTTP' },
                hosts,
                tls: { httpsRedirect: true },
              },
            ]
          : []),
      ],
    },
  };
}

/**
 * The three legs of a host that is exposed: from the mesh and from the ingress
 * gateway to the egress gateway, and from there to the upstream, which is called
 * by its own name.
 */
export function exposedRouteOf(
  model: EgressGatewayModel,
  upstream: Exposed,
  environment?: EgressEnvironment,
): KubernetesObject {
  const { exposure, host, gatewayPort } = upstream;
  const ingress = ingressOf(model, upstream);
  const ingressGateway = `${ingress.namespace}/${ingress.name}`;
  const egressGateway = `${model.namespace}/${model.name}`;
  const route = [toGateway(model, upstream, environment)];
  const { name, ...metadata } = upstreamMetadataOf(model, upstream);
  return {
    apiVersion: NETWORKING,
    kind: 'VirtualService',
    metadata: { name: `${name}-exposed`, ...metadata },
    spec: {
      hosts: [exposure.host],
      exportTo: exposedTo(model, exposure),
      gateways: ['mesh', ingressGateway, egressGateway],
      http: [
        { match: [{ gateways: ['mesh'], port: 80 }], route },
        { match: [{ gateways: [ingressGateway] }], route },
        {
          match: [{ gateways: [egressGateway], port: gatewayPort }],
          rewrite: { authority: host },
          route: [toUpstream(upstream)],
          headers: { request: { remove: MESH_HEADERS } },
        },
      ],
    },
  };
}

function exposedTo(model: EgressGatewayModel, { ingress }: EgressExposure) {
  const all = new Set([
    model.namespace,
    ingress.namespace,
    ...callerNamespacesOf(model),
  ]);
  return [...all].sort();
}
