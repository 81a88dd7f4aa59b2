import type { KubernetesObject } from '../../resources';
import type { EgressExposure } from '../EgressExposure';
import { withoutUndefined } from '../../input/InputReader';

/** Where the ingress gateways of an operator file run, by the label `istio`. */
export type IngressPlaces = ReadonlyMap<string, string>;

/** The ingress gateways of an IstioOperator, by the label that selects their pods. */
export function ingressPlacesOf(
  operators: Record<string, any>[],
): IngressPlaces {
  const places = new Map<string, string>();
  for (const { spec } of operators) {
    const listed = spec?.components?.ingressGateways;
    for (const one of Array.isArray(listed) ? listed : []) {
      const name = String(one?.name ?? 'istio-ingressgateway');
      const label = one?.label?.istio ?? name.replace(/^istio-/, '');
      places.set(String(label), String(one?.namespace ?? 'istio-system'));
    }
  }
  return places;
}

/**
 * How a VirtualService exposes an upstream: by a host of its own that a Gateway
 * other than the egress gateway's listens for.
 */
export function exposureOf(
  route: KubernetesObject,
  upstream: string,
  objects: readonly KubernetesObject[],
  places: IngressPlaces,
  leftOut: string[],
): EgressExposure | undefined {
  const { namespace, name } = route.metadata;
  const hosts: string[] = (route.spec?.hosts ?? []).filter(
    (host: string) => host !== upstream,
  );
  const bound = ((route.spec?.gateways ?? []) as string[])
    .filter(one => one !== 'mesh')
    .map(one => (one.includes('/') ? one : `${namespace}/${one}`));
  for (const gateway of objects) {
    const { kind, metadata, spec = {} } = gateway;
    const label = spec.selector?.istio;
    const isIngress =
      kind === 'Gateway' &&
      bound.includes(`${metadata.namespace}/${metadata.name}`) &&
      label !== undefined &&
      places.has(label);
    const servers: any[] = isIngress ? spec.servers ?? [] : [];
    const host = hosts.find(one =>
      servers.some((server: any) =>
        (server.hosts ?? []).some(
          (served: string) => served.split('/').pop() === one,
        ),
      ),
    );
    const credentialName = servers.find(({ tls }) => tls?.credentialName)?.tls
      .credentialName;
    if (host && credentialName) {
      const redirects = servers.some(({ tls }) => tls?.httpsRedirect);
      return withoutUndefined({
        host,
        ingress: {
          namespace: places.get(label) ?? 'istio-system',
          selector: spec.selector,
        },
        credentialName,
        redirect: redirects ? undefined : false,
      });
    }
  }
  if (hosts.length > 0) {
    leftOut.push(
      `VirtualService ${name}: ${hosts.join(
        ', ',
      )} is called by other ways, of which the ingress gateway or its certificate is not in the text. Say the exposure.`,
    );
  }
  return undefined;
}
