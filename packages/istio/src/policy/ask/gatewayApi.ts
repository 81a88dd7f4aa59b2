import type { KubernetesObject } from '../../resources';
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

function textMatch({ type, value }: any): object {
  return type === 'RegularExpression' ? { regex: value } : { exact: value };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A path by its parts: `/a` is `/a` and what is below it. */
function pathMatch({ type = 'PathPrefix', value = '/' }: any): object {
  if (type === 'PathPrefix') {
    const prefix = value.replace(/\/$/, '');
    return prefix ? { regex: `${escaped(prefix)}(/.*)?` } : { prefix: '/' };
  }
  return type === 'Exact' ? { exact: value } : { regex: value };
}

function byName(list: any[] = []): Record<string, object> {
  return Object.fromEntries(list.map(one => [one.name, textMatch(one)]));
}

/** Exact paths first, then long ones, then those with a method, more headers and more parameters. */
function rankOf({ path = {}, method, headers = [], queryParams = [] }: any) {
  const { type = 'PathPrefix', value = '/' } = path;
  const kinds = ['RegularExpression', 'PathPrefix', 'Exact'];
  return [
    kinds.indexOf(type),
    value.length,
    method ? 1 : 0,
    headers.length,
    queryParams.length,
  ];
}

function rewriteOf(filters: any[], path: any): object | undefined {
  const said = filters.find(({ type }) => type === 'URLRewrite')?.urlRewrite;
  if (!said) {
    return undefined;
  }
  const { hostname, path: to } = said;
  const prefix = (path?.value ?? '/').replace(/\/$/, '');
  const by = (to?.replacePrefixMatch ?? '').replace(/\/$/, '');
  return {
    ...(hostname ? { authority: hostname } : {}),
    ...(to?.type === 'ReplaceFullPath'
      ? { uriRegexRewrite: { match: '^.*$', rewrite: to.replaceFullPath } }
      : {}),
    ...(to?.type === 'ReplacePrefixMatch'
      ? {
          uriRegexRewrite: {
            match: `^${escaped(prefix)}/?`,
            rewrite: `${by}/`,
          },
        }
      : {}),
  };
}

function headersOf(filters: any[] = []): object | undefined {
  const said = filters.find(({ type }) => type === 'RequestHeaderModifier');
  if (!said) {
    return undefined;
  }
  const { set = [], add = [], remove = [] } = said.requestHeaderModifier;
  const values = (list: any[]) =>
    Object.fromEntries(list.map(({ name, value }) => [name, value]));
  return { request: { set: values(set), add: values(add), remove } };
}

/** Whether a namespace lets routes of another lead to a Service of its own. */
function isGranted(
  { referenceGrants = [] }: CallObjects,
  route: string,
  { namespace, name }: { namespace: string; name: string },
): boolean {
  return referenceGrants.some(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      spec?.from?.some(
        (one: any) => one.kind === 'HTTPRoute' && one.namespace === route,
      ) &&
      spec?.to?.some(
        (one: any) =>
          one.kind === 'Service' && (!one.name || one.name === name),
      ),
  );
}

function destinationsOf(
  objects: CallObjects,
  own: string,
  backendRefs: any[] = [],
): object[] | undefined {
  const { clusterDomain = 'cluster.local' } = objects;
  const taken = backendRefs.filter(({ weight = 1 }) => weight > 0);
  const isRight = taken.every(
    ({ kind = 'Service', namespace = own, name }) =>
      kind === 'Service' &&
      (namespace === own || isGranted(objects, own, { namespace, name })),
  );
  return taken.length && isRight
    ? taken.map(({ name, namespace = own, port, weight = 1, filters }) => ({
        destination: {
          host: `${name}.${namespace}.svc.${clusterDomain}`,
          port: { number: port },
        },
        weight,
        headers: headersOf(filters),
      }))
    : undefined;
}

function routesOf(objects: CallObjects, { metadata, spec }: KubernetesObject) {
  const own = metadata.namespace ?? '';
  const rules: any[] = spec?.rules ?? [];
  return rules.flatMap(({ matches, filters = [], backendRefs }) =>
    (matches?.length ? matches : [{}]).map((match: any) => {
      const { path, method, headers, queryParams } = match;
      const route = destinationsOf(objects, own, backendRefs);
      const isRedirect = filters.some(
        ({ type }: any) => type === 'RequestRedirect',
      );
      return {
        rank: rankOf(match),
        match: [
          {
            uri: pathMatch(path ?? {}),
            ...(method ? { method: { exact: method } } : {}),
            headers: byName(headers),
            queryParams: byName(queryParams),
          },
        ],
        rewrite: rewriteOf(filters, path),
        headers: headersOf(filters),
        ...(isRedirect ? { redirect: {} } : {}),
        ...(route ? { route } : { directResponse: { status: 500 } }),
      };
    }),
  );
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
        http: routesOf(objects, route),
      },
    };
  });
}
