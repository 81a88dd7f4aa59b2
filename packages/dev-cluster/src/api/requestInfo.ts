/** What a request's path and method ask for, as Kubernetes' RequestInfo. */
export interface RequestInfo {
  path: string;
  query: URLSearchParams;
  method: string;
  /** False for `/version`, `/healthz`, discovery and the like. */
  isResource: boolean;
  verb: string;
  group: string;
  version: string;
  groupVersion: string;
  resource: string;
  namespace?: string;
  name?: string;
  subresource?: string;
  /** What follows a `proxy` subresource. */
  rest: string;
}

const verbs: Record<string, string> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

const isTrue = (value: string | null) => value === 'true' || value === '1';

/** Reads method and URL. */
export function requestInfo(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://localhost');
  const parts = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const info: RequestInfo = {
    path: pathname,
    query,
    method,
    isResource: false,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    groupVersion: '',
    resource: '',
    rest: '',
  };
  const isCore = parts[0] === 'api';
  const prefix = isCore ? 2 : 3;
  if ((!isCore && parts[0] !== 'apis') || parts.length <= prefix) return info;
  info.isResource = true;
  info.group = isCore ? '' : parts[1];
  info.version = parts[prefix - 1];
  info.groupVersion = isCore ? parts[1] : `${parts[1]}/${parts[2]}`;
  let rest = parts.slice(prefix);
  if (rest[0] === 'namespaces' && rest.length > 1) {
    info.namespace = rest[1];
    const isOwnPart = ['status', 'finalize'].includes(rest[2]);
    if (rest.length > 2 && !isOwnPart) rest = rest.slice(2);
  }
  [info.resource, info.name, info.subresource] = rest;
  info.rest = rest.slice(3).join('/');
  info.verb = verbs[method] ?? method.toLowerCase();
  if (!info.name) {
    if (info.verb === 'get') {
      info.verb = isTrue(query.get('watch')) ? 'watch' : 'list';
      const named = /(?:^|,)metadata\.name==?([^,]+)/.exec(
        query.get('fieldSelector') ?? '',
      );
      if (named) [, info.name] = named;
    }
    if (info.verb === 'delete') info.verb = 'deletecollection';
  }
  return info;
}
