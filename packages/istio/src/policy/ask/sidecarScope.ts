import { hostMatches, KubernetesObject } from '../../resources';
import { byAge, isSubset, isVisibleIn } from '../selection';
import { rootNamespaceOf } from './authorize';
import type { Caller, CallObjects } from './types';

/** The Sidecar that holds for a pod or machine; undefined where none does. */
export function sidecarOf(
  objects: CallObjects,
  proxy: Pick<Caller, 'metadata'>,
): KubernetesObject | undefined {
  const { namespace = '', labels = {} } = proxy.metadata;
  const root = rootNamespaceOf(objects);
  const ordered = [...objects.sidecars].sort(byAge);
  const selectorOf = (one: KubernetesObject): Record<string, string> =>
    one.spec?.workloadSelector?.labels ?? {};
  const selects = (one: KubernetesObject) =>
    Object.keys(selectorOf(one)).length > 0;
  return (
    ordered.find(
      one =>
        one.metadata.namespace === namespace &&
        selects(one) &&
        isSubset(selectorOf(one), labels),
    ) ??
    ordered.find(
      one => one.metadata.namespace === namespace && !selects(one),
    ) ??
    ordered.find(one => one.metadata.namespace === root && !selects(one))
  );
}

/** Whether `namespace/host` of a Sidecar takes a host in. */
function takesIn(
  entry: string,
  own: string,
  host: string,
  namespace: string,
): boolean {
  const at = entry.indexOf('/');
  const where = entry.slice(0, at);
  if (at < 0 || where === '~') {
    return false;
  }
  const place = where === '.' ? own : where;
  return (
    (place === '*' || place === namespace) &&
    hostMatches(entry.slice(at + 1), host)
  );
}

/**
 * Whether a Sidecar lets a pod's proxy know a host on a port. A listener of a
 * port holds for that port alone, one without for those that have none.
 *
 * @param namespace - where the host's Service or rule is.
 */
export function isInScope(
  sidecar: KubernetesObject | undefined,
  own: string,
  { host, namespace, port }: { host: string; namespace: string; port: number },
): boolean {
  const listeners: any[] = sidecar?.spec?.egress ?? [];
  if (!listeners.length) {
    return true;
  }
  const ofPort = listeners.filter(one => one.port?.number === port);
  const general = listeners.filter(one => one.port === undefined);
  return (ofPort.length ? ofPort : general).some(({ hosts = [] }) =>
    hosts.some((entry: string) => takesIn(entry, own, host, namespace)),
  );
}

/**
 * Whether a namespace sees an object, by its `exportTo` or, where it has none,
 * by the mesh's default.
 */
export function isShownTo(
  { metadata, spec, ...object }: KubernetesObject,
  namespace: string,
  defaults: readonly string[] | undefined,
): boolean {
  const exportTo = spec?.exportTo?.length ? spec.exportTo : defaults;
  return isVisibleIn({ ...object, metadata, spec: { exportTo } }, namespace);
}

/**
 * Orders VirtualServices as a namespace reads them: what is shown to it alone
 * first, then what is shown to it by name, then what all see, and the oldest first
 * among equals (pilot/pkg/model/push_context.go, virtualServiceIndex).
 */
export function byExport(namespace: string) {
  const rankOf = ({ metadata, spec }: KubernetesObject): number => {
    const exportTo: string[] = spec?.exportTo ?? [];
    if (exportTo.length === 0 || exportTo.includes('*')) {
      return 2;
    }
    return metadata.namespace === namespace ? 0 : 1;
  };
  return (a: KubernetesObject, b: KubernetesObject) =>
    rankOf(a) - rankOf(b) || byAge(a, b);
}

/** The same of a Service, which says it by `networking.istio.io/exportTo`. */
export function isExported(
  service: KubernetesObject,
  to: string,
  defaults: readonly string[] | undefined,
): boolean {
  const said = service.metadata.annotations?.['networking.istio.io/exportTo'];
  const exportTo = said ? said.split(',').map(one => one.trim()) : undefined;
  return isShownTo({ ...service, spec: { exportTo } }, to, defaults);
}

/** Whether a proxy sends what it does not know on as it is, and what says so. */
export function unknownHosts(
  { meshConfig = {} }: CallObjects,
  sidecar: KubernetesObject | undefined,
): { arePassed: boolean; decidedBy?: KubernetesObject } {
  const own = sidecar?.spec?.outboundTrafficPolicy;
  const mode =
    own === undefined
      ? meshConfig.outboundTrafficPolicy?.mode ?? 'ALLOW_ANY'
      : // The field's first value is what an empty one means.
        own.mode ?? 'REGISTRY_ONLY';
  return { arePassed: mode !== 'REGISTRY_ONLY', decidedBy: sidecar };
}
