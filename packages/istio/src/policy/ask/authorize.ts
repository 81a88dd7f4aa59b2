import { KubernetesObject, referenceTo } from '../../resources';
import { actionOf, authorizationPoliciesFor, isDryRun } from '../authorization';
import { DEFAULT_ROOT_NAMESPACE } from '../selection';
import { checkTokens } from './requestAuthentication';
import type { PolicyCall } from './ruleConditions';
import { matchingRule } from './ruleMatch';
import type {
  Callee,
  CallObjects,
  Decider,
  ServerRequest,
  Verdict,
} from './types';

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

function matching(
  policies: readonly KubernetesObject[],
  action: string,
  call: PolicyCall,
  trustDomains: readonly string[],
): Decider | undefined {
  for (const policy of policies) {
    if (actionOf(policy) === action && !isDryRun(policy)) {
      const rule = matchingRule(policy, call, trustDomains);
      if (rule !== undefined) {
        return { ...referenceTo(policy), rule };
      }
    }
  }
  return undefined;
}

/** Names of the external authorizers in MeshConfig, each with whether it may be asked about TCP. */
function authorizersOf({ meshConfig = {} }: CallObjects): Map<string, boolean> {
  const providers: any[] = meshConfig.extensionProviders ?? [];
  return new Map(
    providers
      .filter(one => one.envoyExtAuthzHttp ?? one.envoyExtAuthzGrpc)
      .map(one => [one.name, Boolean(one.envoyExtAuthzGrpc)]),
  );
}

/**
 * What policies with CUSTOM make of a call: they are asked first, before tokens
 * are looked at. Where their authorizer is not in MeshConfig, or where several
 * are named for one workload, a rule that matches denies
 * (pilot/pkg/security/authz/builder).
 */
function checkCustom(
  objects: CallObjects,
  policies: readonly KubernetesObject[],
  call: PolicyCall,
): Verdict | undefined {
  const known = authorizersOf(objects);
  const custom = policies.filter(one => actionOf(one) === 'CUSTOM');
  const nameOf = ({ spec }: KubernetesObject): string =>
    spec?.provider?.name ?? '';
  const areSeveral = new Set(custom.map(nameOf)).size > 1;
  const canAnswer = (policy: KubernetesObject) =>
    !areSeveral && known.has(nameOf(policy));
  const trustDomains = trustDomainsOf(objects);
  const denied = matching(
    custom.filter(one => !canAnswer(one)),
    'CUSTOM',
    call,
    trustDomains,
  );
  if (denied) {
    return {
      allowed: false,
      decidedBy: [denied],
      why: areSeveral
        ? 'Policies ask several authorizers for one workload, so what their rules match is denied.'
        : 'A rule asks an authorizer that MeshConfig does not have, so it denies.',
    };
  }
  const asked = matching(
    custom.filter(
      one => canAnswer(one) && (call.request || known.get(nameOf(one))),
    ),
    'CUSTOM',
    call,
    trustDomains,
  );
  return (
    asked && {
      decidedBy: [asked],
      why: 'Not known, because an authorizer outside of the mesh is asked.',
    }
  );
}

/**
 * Whether AuthorizationPolicies let a call in: DENY is asked before ALLOW, and
 * where there is an ALLOW policy one rule has to match.
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
    one => actionOf(one) === 'ALLOW' && !isDryRun(one),
  );
  const allowed = matching(allowing, 'ALLOW', call, trustDomains);
  if (allowing.length && !allowed) {
    return {
      allowed: false,
      decidedBy: allowing.map(referenceTo),
      why: 'There are policies that allow calls, and no rule of them allows this one.',
    };
  }
  return allowed
    ? { allowed: true, decidedBy: [allowed], why: 'A rule allows it.' }
    : { allowed: true, decidedBy: [], why: 'No policy forbids it.' };
}

/** A verdict, and the request as it goes on. */
export interface Authorized {
  verdict: Verdict;
  request?: ServerRequest;
  claims?: PolicyCall['claims'];
}

async function authorizeKnown(
  objects: CallObjects,
  callee: Callee,
  call: PolicyCall,
): Promise<Authorized> {
  const rootNamespace = rootNamespaceOf(objects);
  const policies = authorizationPoliciesFor(
    objects.authorizationPolicies,
    callee.workload,
    { namespace: callee.namespace, rootNamespace },
  );
  const custom = checkCustom(objects, policies, call);
  if (custom?.allowed === false) {
    return { verdict: custom };
  }
  let asked = call;
  if (call.request) {
    const checked = await checkTokens(
      objects,
      callee,
      call.request,
      rootNamespace,
    );
    if ('verdict' in checked) {
      return checked;
    }
    asked = { ...call, ...checked };
  }
  const verdict = checkPolicies(policies, asked, trustDomainsOf(objects));
  return {
    verdict: custom && verdict.allowed ? custom : verdict,
    request: asked.request,
    claims: asked.claims,
  };
}

/**
 * Whether the proxy of a workload lets a call in.
 *
 * Where the caller's address is not known, policies are asked with every address
 * fitting and with none fitting; the answer is known where both are the same.
 */
export async function authorize(
  objects: CallObjects,
  callee: Callee,
  call: PolicyCall,
): Promise<Authorized> {
  if (!call.isFromAnywhere) {
    return authorizeKnown(objects, callee, call);
  }
  const [fits, misses] = await Promise.all(
    [true, false].map(addressesFit =>
      authorizeKnown(objects, callee, { ...call, addressesFit }),
    ),
  );
  return fits.verdict.allowed === misses.verdict.allowed
    ? misses
    : {
        ...misses,
        verdict: {
          decidedBy: [...fits.verdict.decidedBy, ...misses.verdict.decidedBy],
          why: 'Not known, because policies ask for the address of the one who calls from outside.',
        },
      };
}
