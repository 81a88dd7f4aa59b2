import { KubernetesObject, referenceTo } from '../../resources';
import {
  actionOf,
  authorizationPoliciesFor,
  isDryRun,
  Rule,
  rulesOf,
} from '../authorization';
import { byAge, DEFAULT_ROOT_NAMESPACE, isSubset } from '../selection';
import type { Source } from '../sourceWords';
import { missingMachines } from '../summary';
import type { PolicyWorkload } from '../types';
import type { EffectsInput, TokenIssuer, TokenNeeds } from './types';

interface JwtRule {
  issuer?: string;
  audiences?: string[];
  fromHeaders?: { name: string; prefix?: string }[];
  fromParams?: string[];
  fromCookies?: string[];
}

/** The RequestAuthentications of a workload, oldest first. Those with targetRefs are for gateways and waypoints. */
function authenticationsFor(
  input: EffectsInput,
  workload: PolicyWorkload,
): KubernetesObject[] {
  const { namespace, rootNamespace = DEFAULT_ROOT_NAMESPACE } = input;
  return input.requestAuthentications
    .filter(
      ({ metadata, spec }) =>
        [namespace, rootNamespace].includes(metadata.namespace ?? '') &&
        !spec?.targetRef &&
        !spec?.targetRefs?.length &&
        isSubset(spec?.selector?.matchLabels ?? {}, workload.labels),
    )
    .sort(byAge);
}

function issuersOf(policy: KubernetesObject): TokenIssuer[] {
  const rules: JwtRule[] = policy.spec?.jwtRules ?? [];
  return rules.map((rule, index) => ({
    issuer: rule.issuer ?? '',
    audiences: rule.audiences ?? [],
    sentIn: [
      ...(rule.fromHeaders ?? []).map(({ name }) => `header ${name}`),
      ...(rule.fromParams ?? []).map(name => `query parameter ${name}`),
      ...(rule.fromCookies ?? []).map(name => `cookie ${name}`),
    ],
    decidedBy: referenceTo(policy),
    field: `/spec/jwtRules/${index}`,
  }));
}

const LIMITING: (keyof Source)[] = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'ipBlocks',
  'notIpBlocks',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
];

/** Whether nothing but a token lets a request past a rule that allows. */
function allowsOnlyTokens({ from = [], when = [] }: Rule): boolean {
  return (
    when.some(
      ({ key, values = [] }) =>
        key.startsWith('request.auth.') && values.length > 0,
    ) ||
    (from.length > 0 &&
      from.every(({ source }) => source?.requestPrincipals?.length))
  );
}

/** Whether a rule that denies is about requests without a token. */
function deniesWithoutToken({ from = [] }: Rule): boolean {
  return from.some(({ source }) => source?.notRequestPrincipals?.includes('*'));
}

function deniesAllWithoutToken(rule: Rule): boolean {
  return (
    !rule.to?.length &&
    !rule.when?.length &&
    (rule.from ?? []).some(
      ({ source = {} }) =>
        source.notRequestPrincipals?.includes('*') &&
        !source.requestPrincipals?.length &&
        LIMITING.every(field => !source[field]?.length),
    )
  );
}

function needOf(
  input: EffectsInput,
  workload: PolicyWorkload,
  isAnyIssuer: boolean,
): Pick<TokenNeeds, 'need' | 'askedBy'> {
  const policies = authorizationPoliciesFor(
    input.authorizationPolicies,
    workload,
    { namespace: input.namespace, rootNamespace: input.rootNamespace },
  ).filter(one => !isDryRun(one));
  const rulesWith = (action: string) =>
    policies
      .filter(one => actionOf(one) === action)
      .flatMap(policy =>
        rulesOf(policy).map((rule, index) => ({ policy, rule, index })),
      );
  const denying = rulesWith('DENY').filter(({ rule }) =>
    deniesWithoutToken(rule),
  );
  const allowing = rulesWith('ALLOW');
  const byToken = allowing.filter(({ rule }) => allowsOnlyTokens(rule));
  const askedBy = [...denying, ...byToken].map(({ policy, index }) => ({
    decidedBy: referenceTo(policy),
    field: `/spec/rules/${index}`,
  }));
  if (
    denying.some(({ rule }) => deniesAllWithoutToken(rule)) ||
    (byToken.length > 0 && byToken.length === allowing.length)
  ) {
    return { need: 'required', askedBy };
  }
  if (askedBy.length > 0) {
    return { need: 'sometimes', askedBy };
  }
  return { need: isAnyIssuer ? 'optional' : 'none', askedBy };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map(one => [JSON.stringify(one), one])).values()];
}

/** Whether callers need a token, whose are good, and which rules ask for one. */
export function tokenNeeds(
  input: EffectsInput,
  workloads: readonly PolicyWorkload[],
): TokenNeeds {
  const missing = [
    ['Pod', 'Pods'],
    ['RequestAuthentication', 'RequestAuthentications'],
    ['AuthorizationPolicy', 'AuthorizationPolicies'],
    ['ConfigMap', 'the mesh configuration'],
  ].find(([kind]) => input.unreadable?.has(kind))?.[1];
  // Where all workloads are machines, without these there are none.
  const unread =
    missing ??
    (workloads.length === 0 ? missingMachines(input.unreadable) : undefined);
  if (unread) {
    return {
      need: 'unknown',
      why: `${unread} could not be read`,
      issuers: [],
      askedBy: [],
    };
  }
  const each = workloads.map(workload => {
    const issuers = authenticationsFor(input, workload).flatMap(issuersOf);
    return { issuers, ...needOf(input, workload, issuers.length > 0) };
  });
  const needs = new Set(each.map(({ need }) => need));
  const [only = 'none'] = needs;
  return {
    // Where workloads differ, some calls need one.
    need: needs.size > 1 ? mixed(needs) : only,
    issuers: unique(each.flatMap(({ issuers }) => issuers)),
    askedBy: unique(each.flatMap(({ askedBy }) => askedBy)),
  };
}

function mixed(needs: ReadonlySet<TokenNeeds['need']>): TokenNeeds['need'] {
  return needs.has('required') || needs.has('sometimes')
    ? 'sometimes'
    : 'optional';
}
