import { KubernetesObject, referenceTo } from '../../resources';
import { actionOf, authorizationPoliciesFor } from '../authorization';
import { DEFAULT_ROOT_NAMESPACE, isSubset } from '../selection';
import type { PolicyWorkload } from '../types';
import type { Claims } from './claims';
import type { PolicyCall } from './ruleConditions';
import { matchingRule } from './ruleMatch';
import { afterToken, JwtRule, TokenVerdict, tokenVerdict } from './tokens';
import type { CallObjects, Decider, ServerRequest, Verdict } from './types';

/** The workload that is called. */
export interface Callee {
  namespace: string;
  workload: PolicyWorkload;
}

/** Spellings of true that istiod takes (Go's ParseBool). */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];

function isEnforced({ metadata }: KubernetesObject): boolean {
  return !TRUE.includes(metadata.annotations?.['istio.io/dry-run'] ?? '');
}

/** The namespace of policies for the whole mesh. */
export function rootNamespaceOf({
  meshConfig = {},
  controlPlaneNamespace = DEFAULT_ROOT_NAMESPACE,
}: CallObjects): string {
  return meshConfig.rootNamespace || controlPlaneNamespace;
}

/** The mesh's trust domain and its aliases. */
export function trustDomainsOf({ meshConfig = {} }: CallObjects): string[] {
  return [
    meshConfig.trustDomain || 'cluster.local',
    ...(meshConfig.trustDomainAliases ?? []),
  ];
}

type TokensChecked =
  | { verdict: Verdict }
  | { request: ServerRequest; claims?: Claims };

/**
 * What RequestAuthentication makes of a request: one good token, or no token at
 * all, is let through; of several rules one that finds a good token is enough
 * (pilot/pkg/security/authn, convertToEnvoyJwtConfig).
 */
async function checkTokens(
  objects: CallObjects,
  { namespace, workload }: Callee,
  request: ServerRequest,
): Promise<TokensChecked> {
  const policies = objects.requestAuthentications.filter(
    ({ metadata, spec }) =>
      [namespace, rootNamespaceOf(objects)].includes(
        metadata.namespace ?? '',
      ) &&
      !spec?.targetRef &&
      !spec?.targetRefs?.length &&
      isSubset(spec?.selector?.matchLabels ?? {}, workload.labels),
  );
  const isPreflight =
    request.method === 'OPTIONS' &&
    request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined;
  if (isPreflight) {
    return { request };
  }
  const judged: { policy: KubernetesObject; verdict: TokenVerdict }[] = [];
  for (const policy of policies) {
    for (const rule of (policy.spec?.jwtRules ?? []) as JwtRule[]) {
      judged.push({
        policy,
        verdict: await tokenVerdict(rule, request, objects.now ?? Date.now()),
      });
    }
  }
  const good = judged.find(({ verdict }) => verdict.state === 'good')?.verdict;
  if (good?.state === 'good') {
    return {
      request: afterToken(request, good.claims, good.rule),
      claims: good.claims,
    };
  }
  const unknown = judged.find(({ verdict }) => verdict.state === 'unknown');
  const bad = unknown ?? judged.find(({ verdict }) => verdict.state === 'bad');
  if (!bad) {
    return { request };
  }
  return {
    verdict: {
      ...(unknown ? {} : { allowed: false }),
      decidedBy: [referenceTo(bad.policy)],
      why: unknown
        ? 'Not known, because the token is checked with keys that its issuer serves.'
        : 'The token is not good: it is of another issuer or audience, has ended, or its signature is wrong.',
    },
  };
}

function matching(
  policies: readonly KubernetesObject[],
  action: string,
  call: PolicyCall,
  trustDomains: readonly string[],
): Decider | undefined {
  for (const policy of policies) {
    if (actionOf(policy) === action && isEnforced(policy)) {
      const rule = matchingRule(policy, call, trustDomains);
      if (rule !== undefined) {
        return { ...referenceTo(policy), rule };
      }
    }
  }
  return undefined;
}

/**
 * Whether AuthorizationPolicies let a call in: DENY is asked before ALLOW, and
 * where there is an ALLOW policy one rule has to match. What an external
 * authorizer would say (CUSTOM) is not known.
 */
function checkPolicies(
  policies: readonly KubernetesObject[],
  call: PolicyCall,
  trustDomains: readonly string[],
): Verdict {
  const denied = matching(policies, 'DENY', call, trustDomains);
  if (denied) {
    return { allowed: false, decidedBy: [denied], why: 'A rule denies it.' };
  }
  const allowing = policies.filter(
    one => actionOf(one) === 'ALLOW' && isEnforced(one),
  );
  const allowed = matching(allowing, 'ALLOW', call, trustDomains);
  if (allowing.length && !allowed) {
    return {
      allowed: false,
      decidedBy: allowing.map(referenceTo),
      why: 'There are policies that allow calls, and no rule of them allows this one.',
    };
  }
  const asked = matching(policies, 'CUSTOM', call, trustDomains);
  if (asked) {
    return {
      decidedBy: [asked],
      why: 'Not known, because an authorizer outside of the mesh is asked.',
    };
  }
  return allowed
    ? { allowed: true, decidedBy: [allowed], why: 'A rule allows it.' }
    : { allowed: true, decidedBy: [], why: 'No policy forbids it.' };
}

/** Whether the proxy of a workload lets a call in. */
export async function authorize(
  objects: CallObjects,
  callee: Callee,
  call: PolicyCall,
): Promise<Verdict> {
  let asked = call;
  if (call.request) {
    const checked = await checkTokens(objects, callee, call.request);
    if ('verdict' in checked) {
      return checked.verdict;
    }
    asked = { ...call, ...checked };
  }
  const policies = authorizationPoliciesFor(
    objects.authorizationPolicies,
    callee.workload,
    {
      namespace: callee.namespace,
      rootNamespace: rootNamespaceOf(objects),
    },
  );
  return checkPolicies(policies, asked, trustDomainsOf(objects));
}
