import type { KubernetesObject } from '../../resources';
import { httpRoutesOf } from './httpRoutes';
import type { CallObjects } from './types';

const GROUP = 'gateway.networking.k8s.io';

/** The name by which routes know a listener of a Gateway of the Gateway API. */
function listenerName(namespace: string, gateway: string, listener: string) {
  return `${namespace}/${gateway}~${listener}`;
}

/**
 * The Gateways of the Gateway API that a pod serves, one Gateway of Istio's for
 * each listener, as istiod makes them (pilot/pkg/config/kube/gateway).
 */
export function listenersAsGateways(
  { gatewayApiGateways = [] }: CallObjects,
  pod: { namespace?: string; labels?: Record<string, string> },
): KubernetesObject[] {
  const own = pod.labels?.[`${GROUP}/gateway-name`];
  return gatewayApiGateways
    .filter(
      ({ metadata }) =>
        metadata.namespace === pod.namespace && metadata.name === own,
    )
    .flatMap(gateway => {
      const { name, namespace = '' } = gateway.metadata;
      const listeners: any[] = gateway.spec?.listeners ?? [];
      return listeners.map(one => {
        const from = one.allowedRoutes?.namespaces?.from ?? 'Same';
        const where = from === 'Same' ? '.' : '*';
        return {
          ...gateway,
          metadata: {
            ...gateway.metadata,
            name: listenerName(namespace, name, one.name).split('/')[1],
          },
          spec: {
            servers: [
              {
                port: { number: one.port, protocol: one.protocol },
                hosts: [`${where}/${one.hostname ?? '*'}`],
                tls: one.tls && {
                  mode:
                    one.tls.mode === 'Passthrough' ? 'PASSTHROUGH' : 'SIMPLE',
                },
              },
            ],
          },
        };
      });
    });
}

/** HTTPRoutes as VirtualServices for the listeners that they name as parents. */
export function httpRoutesAsVirtualServices(
  objects: CallObjects,
): KubernetesObject[] {
  const { gatewayApiGateways = [], httpRoutes = [] } = objects;
  return httpRoutes.map(route => {
    const own = route.metadata.namespace ?? '';
    const parents: any[] = route.spec?.parentRefs ?? [];
    const gateways = parents
      .filter(({ kind = 'Gateway' }) => kind === 'Gateway')
      .flatMap(({ name, namespace = own, sectionName, port }) => {
        const gateway = gatewayApiGateways.find(
          ({ metadata }) =>
            metadata.name === name && metadata.namespace === namespace,
        );
        const listeners: any[] = gateway?.spec?.listeners ?? [];
        return listeners
          .filter(
            one =>
              (!sectionName || one.name === sectionName) &&
              (!port || one.port === port),
          )
          .map(one => listenerName(namespace, name, one.name));
      });
    return {
      ...route,
      spec: {
        hosts: route.spec?.hostnames?.length ? route.spec.hostnames : ['*'],
        gateways,
        http: httpRoutesOf(objects, route, true),
      },
    };
  });
}
