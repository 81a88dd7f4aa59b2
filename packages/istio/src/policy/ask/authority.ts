import { hostMatches, KubernetesObject } from '../../resources';
import { fullHost } from '../selection';
import { isRouted, OutboundCall, virtualServicesOf } from './clientRoute';
import { isExported, isInScope } from './sidecarScope';
import type { CallObjects } from './types';

type Place = Pick<OutboundCall, 'client' | 'sidecar' | 'port'>;

/** The name of a host without its port. */
export function bareHost(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase();
}

/** The names by which a proxy knows a Service: short ones only in its own namespace. */
function namesOf(
  { metadata, spec }: KubernetesObject,
  own: string,
  clusterDomain: string,
): string[] {
  const { name, namespace = '' } = metadata;
  return [
    fullHost(name, namespace, clusterDomain),
    `${name}.${namespace}.svc`,
    `${name}.${namespace}`,
    ...(namespace === own ? [name] : []),
    ...[spec?.clusterIP, ...(spec?.clusterIPs ?? [])].filter(
      ip => ip && ip !== 'None',
    ),
  ];
}

/** Whether a proxy knows a Service on a port. */
export function isKnownService(
  objects: CallObjects,
  place: Place,
  service: KubernetesObject,
): boolean {
  const { clusterDomain = 'cluster.local', meshConfig = {} } = objects;
  const { client, sidecar, port } = place;
  const { name, namespace = '' } = service.metadata;
  const own = client.metadata.namespace ?? '';
  const host = fullHost(name, namespace, clusterDomain);
  return (
    isExported(service, own, meshConfig.defaultServiceExportTo) &&
    (isInScope(sidecar, own, { host, namespace, port }) ||
      isRouted(objects, { ...place, host }))
  );
}

/** Longer names first, those with a star last. */
function bySpecificity(a: string, b: string): number {
  return (
    Number(a.startsWith('*')) - Number(b.startsWith('*')) || b.length - a.length
  );
}

/**
 * The full host that a proxy takes an HTTP call for: by its `host` header it
 * finds a Service that has the port, or a VirtualService. Undefined where it
 * knows none: the call is passed on as it is, or refused.
 */
export function hostTaken(
  objects: CallObjects,
  place: Place,
  called: { service: KubernetesObject; authority: string },
): string | undefined {
  const { clusterDomain = 'cluster.local' } = objects;
  const own = place.client.metadata.namespace ?? '';
  const name = bareHost(called.authority);
  const hasPort = ({ spec }: KubernetesObject) =>
    spec?.ports?.some(({ port }: any) => port === place.port);
  const service = [called.service, ...objects.services].find(
    one =>
      hasPort(one) &&
      namesOf(one, own, clusterDomain).includes(name) &&
      isKnownService(objects, place, one),
  );
  if (service) {
    const { metadata } = service;
    return fullHost(metadata.name, metadata.namespace ?? '', clusterDomain);
  }
  if (place.port !== 80) {
    return undefined;
  }
  const [routed] = virtualServicesOf(objects, place)
    .flatMap(({ hosts }) => hosts)
    .filter(host => hostMatches(host, name))
    .sort(bySpecificity);
  return routed && name;
}
