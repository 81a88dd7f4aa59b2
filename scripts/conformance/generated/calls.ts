import type { CallQuestion } from '@meshport/istio';
import { Choices } from './Choices';
import { tokenOf } from './policyTokens';
import { OUTSIDE_HOSTS } from './policyRoutes';
import { portsOf, SERVICES } from './policyWorld';

/** Paths with what policies and proxies look at: parts, case, dots, escapes, queries. */
export const PATHS = [
  '/',
  '/info',
  '/Info',
  '/info/',
  '/info?name=admin',
  '/admin',
  '/admin/users',
  '/admin/users/7/delete',
  '/admin/../info',
  '/admin/./users',
  '/admin/%2e%2e/info',
  '/%61dmin/users',
  '/admin%2Fusers',
  '/admin%5cusers',
  '/admin\\users',
  '//admin/users',
  '/admin//users/',
  '/admin;a=1/users',
  '/api/v1/items',
  '/api/v2/items/9',
];

export const METHODS = ['GET', 'POST', 'DELETE', 'PUT'];

/** Kinds of those who call. */
export const CALLER_KINDS = [
  'sidecar',
  'plain',
  'virtualMachine',
  'gateway',
] as const;

/** A pod or machine that calls. */
export interface CallerOnWire {
  namespace: string;
  name: string;
  kind: (typeof CALLER_KINDS)[number];
}

/** A call with the kind of its caller. */
export interface GeneratedCall extends CallQuestion {
  kind: CallerOnWire['kind'];
}

const NOW = Math.floor(Date.now() / 1000);

function token(choices: Choices): string {
  return tokenOf(
    choices.whole(1),
    {
      sub: choices.one(['ann', 'bob']),
      ...(choices.chance(0.5)
        ? { aud: choices.one(['shop', ['web', 'shop'], 'http://shop']) }
        : {}),
      ...(choices.chance(0.5)
        ? { scope: choices.one(['read', 'read write']) }
        : {}),
      ...(choices.chance(0.4) ? { groups: ['ops', 'dev'] } : {}),
      ...(choices.chance(0.2) ? { words: 'ops dev' } : {}),
      ...(choices.chance(0.3) ? { realm: { role: 'chief' } } : {}),
      ...(choices.chance(0.3) ? { team: choices.one(['red', 'blue']) } : {}),
      ...(choices.chance(0.2) ? { azp: 'app' } : {}),
      ...(choices.chance(0.1) ? { exp: 1_600_000_000 } : {}),
      ...(choices.chance(0.1) ? { exp: NOW + 36_000 } : {}),
      ...(choices.chance(0.05) ? { nbf: NOW + 36_000 } : {}),
    },
    choices.chance(0.1),
  );
}

function headersOf(choices: Choices, host: string): Record<string, string> {
  return {
    host,
    ...(choices.chance(0.35)
      ? { 'x-team': choices.one(['red', 'blue', 'redder']) }
      : {}),
    ...(choices.chance(0.1) ? { 'x-role': 'chief' } : {}),
    ...(choices.chance(0.15)
      ? { 'x-forwarded-for': choices.one(['203.0.113.7', '1.2.3.4, 10.1.1.1']) }
      : {}),
    ...(choices.chance(0.35)
      ? { authorization: `Bearer ${token(choices)}` }
      : {}),
    ...(choices.chance(0.1)
      ? { 'x-token': `${choices.one(['', 'JWT '])}${token(choices)}` }
      : {}),
    ...(choices.chance(0.05)
      ? { cookie: `a=b; session=${token(choices)}` }
      : {}),
    ...(choices.chance(0.04)
      ? {
          origin: 'https://x.example.org',
          'access-control-request-method': 'GET',
        }
      : {}),
  };
}

function pathOf(choices: Choices): string {
  const path = choices.one(PATHS);
  if (choices.chance(0.05)) {
    const name = choices.one(['token', 'access_token']);
    return `${path.split('?')[0]}?${name}=${token(choices)}`;
  }
  return path;
}

/** The host that a caller names: mostly the Service's own. */
function hostOf(
  choices: Choices,
  caller: CallerOnWire,
  to: { name: string; namespace: string },
  port: number,
): string {
  if (caller.kind === 'gateway') {
    return choices.one(OUTSIDE_HOSTS);
  }
  const full = `${to.name}.${to.namespace}.svc.cluster.local`;
  if (choices.chance(0.1)) {
    const other = choices.one(SERVICES);
    return choices.one([
      `${to.name}.${to.namespace}`,
      to.name,
      `${other.name}.${other.namespace}.svc.cluster.local`,
      'web.example.org',
      'nowhere.example.net',
    ]);
  }
  return port === 80 ? full : `${full}:${port}`;
}

/** Calls between the workloads of the world, of each kind of caller alike. */
export function generateCalls(
  choices: Choices,
  count: number,
  callers: readonly CallerOnWire[],
): GeneratedCall[] {
  const kinds = CALLER_KINDS.filter(kind =>
    callers.some(one => one.kind === kind),
  );
  return Array.from({ length: count }, () => {
    const kind = choices.one(['sidecar', ...kinds] as const);
    const { kind: _kind, ...from } = choices.one(
      callers.filter(one => one.kind === kind),
    );
    // The equipment's network leads no workload back to itself by a Service's address.
    const service = choices.one(
      SERVICES.filter(
        one => 'isHeadless' in one || !from.name.startsWith(one.app),
      ),
    );
    const { name, namespace } = service;
    const ports = portsOf(service);
    const { port } = choices.one(
      kind === 'gateway' ? ports.slice(0, 1) : ports,
    );
    const to = { name, namespace };
    const isPreflight = choices.chance(0.03);
    return {
      from,
      to,
      port,
      method: isPreflight ? 'OPTIONS' : choices.one(METHODS),
      path: pathOf(choices),
      headers: headersOf(choices, hostOf(choices, { ...from, kind }, to, port)),
      kind,
    };
  });
}
