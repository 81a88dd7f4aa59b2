import type { KubernetesObject } from '../resources';
import { httpRoutesOf } from './ask/httpRoutes';

interface Parent {
  group?: string;
  kind?: string;
  name: string;
  namespace?: string;
}

/**
 * HTTPRoutes as VirtualServices, for telling where calls go: those bound to
 * Services for callers in the mesh, of another namespace for its own callers
 * alone; those bound to Gateways for calls through them, named `namespace/name`.
 * Whether a ReferenceGrant lets them is not looked at.
 */
export function httpRoutesAsRoutes(
  httpRoutes: readonly KubernetesObject[],
  clusterDomain: string,
): KubernetesObject[] {
  return httpRoutes.flatMap(route => {
    const own = route.metadata.namespace ?? '';
    const parents: Parent[] = route.spec?.parentRefs ?? [];
    const services = parents.filter(
      ({ kind, group }) => kind === 'Service' && !group,
    );
    const gateways = parents.filter(
      ({ kind = 'Gateway' }) => kind === 'Gateway',
    );
    const hostnames: string[] = route.spec?.hostnames ?? [];
    const as = (spec: object): KubernetesObject => ({
      ...route,
      spec: {
        http: httpRoutesOf({ clusterDomain }, route, false),
        ...spec,
      },
    });
    return [
      ...services.map(({ name, namespace = own }) =>
        as({
          hosts: [`${name}.${namespace}.svc.${clusterDomain}`],
          gateways: ['mesh'],
          ...(namespace === own ? {} : { exportTo: ['.'] }),
        }),
      ),
      ...(gateways.length > 0
        ? [
            as({
              hosts: hostnames.length > 0 ? hostnames : ['*'],
              gateways: gateways.map(
                ({ name, namespace = own }) => `${namespace}/${name}`,
              ),
            }),
          ]
        : []),
    ];
  });
}
