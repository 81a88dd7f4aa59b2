import { YamlPath } from '../types';

/** Where a VirtualService sends traffic. */
export interface RouteTarget {
  host: string;
  subset: string;
  port: number | undefined;
  mirror: boolean;
  /** The field with the host. */
  path: YamlPath;
}

function targetOf(
  destination: any,
  mirror: boolean,
  path: YamlPath,
): RouteTarget {
  const { host = '', subset = '', port } = destination ?? {};
  return {
    host,
    subset,
    port: port === undefined ? undefined : port.number ?? 0,
    mirror,
    path: [...path, 'host'],
  };
}

/** The destinations of a VirtualService: of routes, then of mirrors. */
export function targetsOf(spec: any): RouteTarget[] {
  const routes = ['tcp', 'tls', 'http'].flatMap(protocol =>
    (spec[protocol] ?? []).flatMap((rule: any, i: number) =>
      (rule.route ?? []).map((route: any, j: number) =>
        targetOf(route.destination, false, [
          'spec',
          protocol,
          i,
          'route',
          j,
          'destination',
        ]),
      ),
    ),
  );
  const mirrors = (spec.http ?? []).flatMap((rule: any, i: number) => [
    ...(rule.mirror
      ? [targetOf(rule.mirror, true, ['spec', 'http', i, 'mirror'])]
      : []),
    ...(rule.mirrors ?? []).map((one: any, j: number) => ({
      ...targetOf(one.destination, true, [
        'spec',
        'http',
        i,
        'mirrors',
        j,
        'destination',
      ]),
    })),
  ]);
  return [...routes, ...mirrors];
}

/** `namespace` and `name` of a gateway as a VirtualService names it. */
export function gatewayNamed(
  namespace: string,
  name: string,
): { namespace: string; name: string } {
  const slash = name.indexOf('/');
  return slash < 0
    ? { namespace, name }
    : { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** Whether a VirtualService counts for the sidecars of the mesh. */
export function isForMesh({ gateways = [] }: any): boolean {
  return gateways.length === 0 || gateways.includes('mesh');
}

/** Whether the name of a header stands for a claim of a JWT. */
export function isJwtClaim(header: string): boolean {
  return /^@request\.auth\.claims(\..|\[.+\]$)/is.test(header);
}
