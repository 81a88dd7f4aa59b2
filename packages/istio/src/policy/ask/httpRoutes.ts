import type { KubernetesObject } from '../../resources';
import type { CallObjects } from './types';

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

/** Routes of the Gateway API have an order of their own; others keep theirs. */
export function byRank(
  { rank: left = [] }: { rank?: number[] },
  { rank: right = [] }: { rank?: number[] },
): number {
  const at = left.findIndex((one, index) => one !== right[index]);
  return at < 0 || right.length === 0 ? 0 : right[at] - left[at];
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
  { referenceGrants = [] }: RouteObjects,
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

function isThere(
  { services }: RouteObjects,
  { namespace, name }: { namespace: string; name: string },
): boolean {
  return (
    !services ||
    services.some(
      ({ metadata }) =>
        metadata.namespace === namespace && metadata.name === name,
    )
  );
}

function destinationsOf(
  objects: RouteObjects,
  { own, needsGrant }: { own: string; needsGrant: boolean },
  backendRefs: any[] = [],
): object[] | undefined {
  const { clusterDomain = 'cluster.local' } = objects;
  const taken = backendRefs.filter(({ weight = 1 }) => weight > 0);
  const isRight = taken.every(
    ({ kind = 'Service', namespace = own, name }) =>
      kind === 'Service' &&
      isThere(objects, { namespace, name }) &&
      (namespace === own ||
        !needsGrant ||
        isGranted(objects, own, { namespace, name })),
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

/** What routes are read with; without Services it is not looked whether one is there. */
type RouteObjects = Partial<
  Pick<CallObjects, 'services' | 'referenceGrants' | 'clusterDomain'>
>;

/**
 * The rules of an HTTPRoute as HTTP routes, one for each match, with their rank.
 *
 * @param needsGrant - whether a ReferenceGrant is asked for to lead to another
 * namespace: behind a gateway it is, and for sidecars it is not
 */
export function httpRoutesOf(
  objects: RouteObjects,
  owner: KubernetesObject,
  needsGrant: boolean,
) {
  const { metadata, spec } = owner;
  const own = metadata.namespace ?? '';
  const rules: any[] = spec?.rules ?? [];
  return rules.flatMap(({ matches, filters = [], backendRefs }, index) =>
    (matches?.length ? matches : [{}]).map((match: any) => {
      const { path, method, headers, queryParams } = match;
      const route = destinationsOf(objects, { own, needsGrant }, backendRefs);
      const isRedirect = filters.some(
        ({ type }: any) => type === 'RequestRedirect',
      );
      return {
        owner,
        field: `/spec/rules/${index}`,
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
