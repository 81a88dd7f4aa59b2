import { KubernetesObject, referenceTo } from '../../resources';
import { authorizationPoliciesFor } from '../authorization';
import { byAge } from '../selection';
import type { Claims } from './claims';
import { judgeToken } from './tokens';
import { afterToken, JwtRule, tokensOf, withoutWritten } from './tokenPlaces';
import type { Callee, CallObjects, ServerRequest, Verdict } from './types';

/** A request after its tokens were looked at, or why it goes no further. */
export type TokensChecked =
  | { verdict: Verdict }
  | { request: ServerRequest; claims?: Claims };

interface PlacedRule {
  rule: JwtRule;
  policy: KubernetesObject;
}

/** What is known of a request while rules look at it. */
interface Progress {
  request: ServerRequest;
  claims?: Claims;
}

/** A token was to be checked with keys that are not here. */
class KeysElsewhere extends Error {
  constructor(readonly policy: KubernetesObject) {
    super();
  }
}

/** The rules for a workload, as istiod orders them: by issuer, then those of the root namespace and of older policies first. */
function rulesFor(
  objects: CallObjects,
  callee: Callee,
  rootNamespace: string,
): PlacedRule[] {
  const isElsewhere = ({ metadata }: KubernetesObject) =>
    metadata.namespace !== rootNamespace;
  const { namespace, workload } = callee;
  // They are attached to workloads as AuthorizationPolicies are.
  return authorizationPoliciesFor(objects.requestAuthentications, workload, {
    namespace,
    rootNamespace,
  })
    .sort(
      (a, b) => Number(isElsewhere(a)) - Number(isElsewhere(b)) || byAge(a, b),
    )
    .flatMap(policy =>
      ((policy.spec?.jwtRules ?? []) as JwtRule[]).map(rule => ({
        policy,
        rule,
      })),
    )
    .sort((a, b) => {
      if (a.rule.issuer === b.rule.issuer) {
        return 0;
      }
      return a.rule.issuer < b.rule.issuer ? -1 : 1;
    });
}

/**
 * Lets one rule look at its tokens. All of them must be good; where there may be
 * none, the last one that is looked at decides (Envoy, jwt_authn).
 */
async function lookAt(
  { rule, policy }: PlacedRule,
  progress: Progress,
  now: number,
  mayBeMissing: boolean,
): Promise<'good' | 'bad' | 'missing'> {
  progress.request = withoutWritten(progress.request, rule);
  let state: 'good' | 'bad' | 'missing' = 'missing';
  for (const token of tokensOf(rule, progress.request)) {
    const verdict = await judgeToken(token.text, rule, now);
    if (verdict.state === 'unknown') {
      throw new KeysElsewhere(policy);
    }
    state = verdict.state;
    if (verdict.state === 'good') {
      progress.claims = verdict.claims;
      progress.request = afterToken(
        progress.request,
        token,
        verdict.claims,
        rule,
      );
    } else if (!mayBeMissing) {
      return 'bad';
    }
  }
  return state;
}

/** The rule that stops a request; undefined where none does. */
async function stoppedBy(
  rules: readonly PlacedRule[],
  progress: Progress,
  now: number,
): Promise<PlacedRule | undefined> {
  // Of several rules one that finds good tokens is enough …
  if (rules.length > 1) {
    for (const rule of rules) {
      if ((await lookAt(rule, progress, now, false)) === 'good') {
        return undefined;
      }
    }
  }
  // … else none may find a bad one.
  for (const rule of rules) {
    if ((await lookAt(rule, progress, now, true)) === 'bad') {
      return rule;
    }
  }
  return undefined;
}

function isPreflight({ method, headers }: ServerRequest): boolean {
  return Boolean(
    method === 'OPTIONS' &&
      headers.origin &&
      headers['access-control-request-method'],
  );
}

/**
 * What RequestAuthentication makes of a request: good tokens or none are let
 * through (pilot/pkg/security/authn, convertToEnvoyJwtConfig).
 */
export async function checkTokens(
  objects: CallObjects,
  callee: Callee,
  request: ServerRequest,
  rootNamespace: string,
): Promise<TokensChecked> {
  if (isPreflight(request)) {
    return { request };
  }
  const rules = rulesFor(objects, callee, rootNamespace);
  const progress: Progress = { request };
  try {
    const stopped = await stoppedBy(rules, progress, objects.now ?? Date.now());
    return stopped
      ? {
          verdict: {
            allowed: false,
            decidedBy: [referenceTo(stopped.policy)],
            why: 'The token is not good: it is of another issuer or audience, has ended, or its signature is wrong.',
          },
        }
      : progress;
  } catch (error) {
    if (error instanceof KeysElsewhere) {
      return {
        verdict: {
          decidedBy: [referenceTo(error.policy)],
          why: 'Not known, because the token is checked with keys that its issuer serves.',
        },
      };
    }
    throw error;
  }
}
