import { InputError } from '@backstage/errors';
import { StartEgressTest } from '@meshport/backstage-plugin-mesh-common';
import { EgressGatewayModel, isSubset } from '@meshport/istio';
import { EgressSources } from './EgressSources';

/** The Service of the ingress gateway: the exposed host may be known to no DNS of the cluster. */
export function ingressAddress(
  { exposure }: EgressGatewayModel['upstreams'][number],
  sources: EgressSources,
): { ingressAddress?: string } {
  if (!exposure) {
    return {};
  }
  const { namespace, name, selector } = exposure.ingress;
  const wanted: Record<string, string> =
    selector ??
    sources.get('Gateway', namespace, name ?? '')?.spec?.selector ??
    {};
  const pod = sources
    .list('Pod', namespace)
    .find(({ metadata }) => isSubset(wanted, metadata.labels ?? {}));
  const service = sources.list('Service', namespace).find(({ spec }) => {
    const selects: Record<string, string> = spec?.selector ?? {};
    return (
      Object.keys(selects).length > 0 &&
      isSubset(selects, pod?.metadata.labels ?? wanted)
    );
  });
  return service
    ? { ingressAddress: `${service.metadata.name}.${namespace}.svc` }
    : {};
}

/** The upstream that is asked for, by its place in the list. */
export function chooseUpstream(
  { upstreams }: EgressGatewayModel,
  { host, port }: StartEgressTest,
): number {
  const fitting = upstreams
    .map((upstream, index) => ({ upstream, index }))
    .filter(
      ({ upstream }) =>
        (host === undefined || upstream.host === host) &&
        (port === undefined || upstream.port === port),
    );
  if (fitting.length === 1) {
    return fitting[0].index;
  }
  const names = upstreams.map(one => `${one.host}:${one.port}`).join(', ');
  throw new InputError(
    fitting.length === 0
      ? `host: the gateway does not lead there; choose one of ${names}`
      : `${
          host === undefined ? 'host' : 'port'
        }: the gateway leads to several; choose one of ${names}`,
  );
}

/** What is called. Throws `InputError` for a host that nothing outside can call. */
export function urlOf(
  { upstreams }: EgressGatewayModel,
  index: number,
  { kind, path = '/' }: StartEgressTest,
): string {
  const { host, protocol, clientPort, exposure } = upstreams[index];
  if (kind === 'outside') {
    if (!exposure) {
      throw new InputError(
        `kind: ${host} is not exposed by an ingress gateway, so nothing outside can call it; choose inside`,
      );
    }
    return `https://${exposure.host}${path}`;
  }
  switch (protocol) {
    case 'TCP':
      return `${host}:${clientPort}`;
    case 'TLS-PASSTHROUGH':
      return `https://${host}${
        clientPort === 443 ? '' : `:${clientPort}`
      }${path}`;
    default:
      return `http://${host}${
        clientPort === 80 ? '' : `:${clientPort}`
      }${path}`;
  }
}
