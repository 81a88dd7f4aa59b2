import { serviceOfHost } from '../selection';
import type { CallTarget, Routed } from './routing';
import type { CallObjects } from './types';

/** Targets with the port that istiod takes where a route says none (GetDestinationCluster). */
export function withPorts(
  { services, clusterDomain = 'cluster.local' }: CallObjects,
  routed: Routed,
): Routed {
  if ('verdict' in routed) {
    return routed;
  }
  const portOf = ({ host, port, isPortOpen }: CallTarget): number => {
    const name = isPortOpen && serviceOfHost(host, clusterDomain);
    const ports: any[] =
      (name &&
        services.find(
          ({ metadata }) =>
            metadata.namespace === name.namespace &&
            metadata.name === name.name,
        )?.spec?.ports) ||
      [];
    return ports.length === 1 ? ports[0].port : port;
  };
  return {
    ...routed,
    targets: routed.targets.map(one => ({ ...one, port: portOf(one) })),
  };
}
