import type { CallQuestion } from '@meshport/istio';
import { Choices } from './Choices';
import { tokenOf } from './policyTokens';
import { PORTS, SERVICES } from './policyWorld';

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
  '/%61dmin/users',
  '/admin%2Fusers',
  '//admin/users',
  '/api/v1/items',
  '/api/v2/items/9',
];

export const METHODS = ['GET', 'POST', 'DELETE', 'PUT'];

/** A pod that calls. */
export interface CallerPod {
  namespace: string;
  name: string;
}

function headersOf(choices: Choices, host: string): Record<string, string> {
  const token = () =>
    tokenOf(
      choices.whole(1),
      {
        sub: choices.one(['ann', 'bob']),
        ...(choices.chance(0.5)
          ? { aud: choices.one(['shop', ['web', 'shop']]) }
          : {}),
        ...(choices.chance(0.5)
          ? { scope: choices.one(['read', 'read write']) }
          : {}),
        ...(choices.chance(0.4) ? { groups: ['ops', 'dev'] } : {}),
        ...(choices.chance(0.3) ? { realm: { role: 'chief' } } : {}),
        ...(choices.chance(0.1) ? { exp: 1_600_000_000 } : {}),
      },
      choices.chance(0.1),
    );
  return {
    host,
    ...(choices.chance(0.35)
      ? { 'x-team': choices.one(['red', 'blue', 'redder']) }
      : {}),
    ...(choices.chance(0.35) ? { authorization: `Bearer ${token()}` } : {}),
    ...(choices.chance(0.1) ? { 'x-token': token() } : {}),
  };
}

/** Calls between the workloads of the world. */
export function generateCalls(
  choices: Choices,
  count: number,
  pods: readonly CallerPod[],
): CallQuestion[] {
  return Array.from({ length: count }, () => {
    const from = choices.one(pods);
    const to = choices.one(
      SERVICES.filter(({ name }) => !from.name.startsWith(name)),
    );
    const { port } = choices.one(PORTS);
    const full = `${to.name}.${to.namespace}.svc.cluster.local`;
    const host = port === 80 ? full : `${full}:${port}`;
    return {
      from,
      to,
      port,
      method: choices.one(METHODS),
      path: choices.one(PATHS),
      headers: headersOf(choices, host),
    };
  });
}
