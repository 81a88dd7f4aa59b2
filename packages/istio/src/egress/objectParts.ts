import type { KubernetesObject } from '../resources';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { labelsOf, upstreamLabelsOf, upstreamNameOf } from './naming';
import { MAIN_UPSTREAM, virtualAddressOf } from './upstreamNames';

export const NETWORKING = 'networking.istio.io/v1';
export const SECURITY = 'security.istio.io/v1';
export const TELEMETRY = 'telemetry.istio.io/v1';

/**
 * Headers that proxies of the mesh add and no outside server should see. The
 * first bears the caller's certificate and identity: the gateway writes it
 * because its own server is mutual TLS, and sends it on to the upstream.
 */
export const MESH_HEADERS = [
  'x-forwarded-client-cert',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-external-address',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
];

/** Metadata of an object of the gateway as a whole. */
export function metadataOf(model: EgressGatewayModel, name = model.name) {
  return { name, namespace: model.namespace, labels: labelsOf(model) };
}

/** Metadata of an object of one upstream. */
export function upstreamMetadataOf(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
  name = upstreamNameOf(model, upstream.id),
) {
  return {
    name,
    namespace: model.namespace,
    labels: upstreamLabelsOf(model, upstream),
  };
}

/** Subset of the gateway's host that leads to an upstream's host. */
export function subsetOf({ id }: EgressUpstreamModel): string {
  return id === MAIN_UPSTREAM ? 'upstream' : id;
}

/**
 * Whether callers open mutual TLS of the mesh to the gateway for an upstream.
 * Only TLS that nobody need be named for goes through as it is.
 */
export function isMutualHop(
  model: EgressGatewayModel,
  { protocol }: EgressUpstreamModel,
): boolean {
  return protocol !== 'TLS-PASSTHROUGH' || model.callers !== undefined;
}

/** Addresses by which clients' proxies know a host that is called by TCP. */
export function tcpAddressesOf({
  host,
  addresses = [],
}: EgressUpstreamModel): string[] {
  return addresses.length > 0 ? addresses : [virtualAddressOf(host)];
}

/** Whether routes read HTTP. */
export function isHttp({ protocol }: EgressUpstreamModel): boolean {
  return protocol === 'HTTP' || protocol === 'TLS-ORIGINATION';
}

export type Objects = KubernetesObject[];
