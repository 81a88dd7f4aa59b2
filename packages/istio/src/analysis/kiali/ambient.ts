import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { isNamespaceAmbient } from '../istio/inMesh';
import { serviceOfHost } from '../istio/serviceHosts';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** Whether a namespace is in ambient mode. */
export function isAmbient(view: ClusterView, namespace: string): boolean {
  return isNamespaceAmbient(view.find('Namespace', '', namespace));
}

/** The waypoint that labels ask for; undefined when they ask for none. */
export function waypointOf(
  labels: Readonly<Record<string, string>> | undefined,
  namespace: string,
): { namespace: string; name: string } | undefined {
  const name = labels?.[USE_WAYPOINT] ?? '';
  return name === '' || name.toLowerCase() === 'none'
    ? undefined
    : { namespace: labels?.[USE_WAYPOINT_NAMESPACE] || namespace, name };
}

/** The waypoint that a namespace asks for. */
export function waypointOfNamespace(view: ClusterView, namespace: string) {
  const found = view.find('Namespace', '', namespace);
  return waypointOf(found?.labels, namespace);
}

/** Whether a Service's traffic goes by a waypoint. */
export function isEnrolled(view: ClusterView, service: Resource): boolean {
  const label = service.labels[USE_WAYPOINT];
  return label === undefined
    ? waypointOfNamespace(view, service.namespace) !== undefined
    : waypointOf(service.labels, service.namespace) !== undefined;
}

/** The Service behind a host, if there is one. */
export function serviceBehind(
  view: ClusterView,
  namespace: string,
  host: string,
): Resource | undefined {
  const named = serviceOfHost(namespace, host);
  const [name, other, ...more] = host.split('.');
  const short =
    other !== undefined && (more.length === 0 || more.join('.') === 'svc')
      ? view.find('Service', other, name)
      : undefined;
  return view.find('Service', named.namespace, named.name) ?? short;
}

/** Whether rules say something that only HTTP has. */
export function isAboutHttp(policy: Resource): boolean {
  const rules: any[] = policy.spec.rules ?? [];
  const has = (one: any, fields: string[]) =>
    fields.some(field => (one?.[field] ?? []).length > 0);
  return rules.some(
    ({ from = [], to = [], when = [] }) =>
      from.some(({ source }: any) =>
        has(source, [
          'requestPrincipals',
          'notRequestPrincipals',
          'remoteIpBlocks',
          'notRemoteIpBlocks',
        ]),
      ) ||
      to.some(({ operation }: any) =>
        has(operation, [
          'hosts',
          'notHosts',
          'methods',
          'notMethods',
          'paths',
          'notPaths',
        ]),
      ) ||
      when.some(({ key = '' }: any) => key.startsWith('request.')),
  );
}

/** Whether a policy names what it is attached to. */
export function hasTarget({ spec }: Resource): boolean {
  return spec.targetRef !== undefined || (spec.targetRefs ?? []).length > 0;
}
