import type { KubernetesObject } from '../../resources';
import { byAge } from '../selection';
import { byRank, httpRoutesOf } from './httpRoutes';
import type { CallObjects } from './types';

/** A Service that an HTTPRoute names as its parent, and the port of it that is meant. */
interface Parent {
  host: string;
  port?: number;
}

function parentsOf(
  { metadata, spec }: KubernetesObject,
  clusterDomain: string,
): (Parent & { isOwn: boolean })[] {
  const own = metadata.namespace ?? '';
  const references: any[] = spec?.parentRefs ?? [];
  return references
    .filter(({ kind, group }) => kind === 'Service' && !group)
    .map(({ name, namespace = own, port }) => ({
      host: `${name}.${namespace}.svc.${clusterDomain}`,
      isOwn: namespace === own,
      ...(port === undefined ? {} : { port }),
    }));
}

/** What was made of routes; many calls are asked about with the same objects. */
const known = new WeakMap<CallObjects, KubernetesObject[]>();

/**
 * HTTPRoutes bound to Services as VirtualServices for sidecars, one for each
 * Service and namespace of routes, as istiod merges them. Those of the Service’s
 * own namespace hold for all who call it, others for callers of their namespace
 * (pilot/pkg/config/kube/gateway).
 */
export function serviceRoutesAsVirtualServices(
  objects: CallObjects,
): KubernetesObject[] {
  const made = known.get(objects) ?? merge(objects);
  known.set(objects, made);
  return made;
}

function merge(objects: CallObjects): KubernetesObject[] {
  const { httpRoutes = [], clusterDomain = 'cluster.local' } = objects;
  const merged = new Map<string, KubernetesObject>();
  for (const route of [...httpRoutes].sort(byAge)) {
    for (const { host, port, isOwn } of parentsOf(route, clusterDomain)) {
      const key = `${route.metadata.namespace}/${host}`;
      const found = merged.get(key) ?? {
        ...route,
        spec: {
          hosts: [host],
          gateways: ['mesh'],
          ...(isOwn ? {} : { exportTo: ['.'] }),
          http: [],
        },
      };
      merged.set(key, found);
      found.spec!.http.push(
        ...httpRoutesOf(objects, route, false).map(({ match, ...one }) => ({
          ...one,
          match: match.map((part: object) => (port ? { ...part, port } : part)),
        })),
      );
    }
  }
  return [...merged.values()].map(one => ({
    ...one,
    spec: { ...one.spec, http: [...one.spec!.http].sort(byRank) },
  }));
}
