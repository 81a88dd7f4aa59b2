/**
 * `from.source` of an AuthorizationPolicy.
 */
export interface Source {
  principals?: string[];
  notPrincipals?: string[];
  requestPrincipals?: string[];
  notRequestPrincipals?: string[];
  namespaces?: string[];
  notNamespaces?: string[];
  serviceAccounts?: string[];
  notServiceAccounts?: string[];
  ipBlocks?: string[];
  notIpBlocks?: string[];
  remoteIpBlocks?: string[];
  notRemoteIpBlocks?: string[];
}

/** Where names without their own namespace or trust domain belong. */
export interface WordsContext {
  /** The policy's namespace. */
  namespace: string;
  trustDomain: string;
}

const IDENTITY = /^(?:spiffe:\/\/)?([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/;
const NAMESPACE_OF_IDENTITY = /^(?:spiffe:\/\/)?([^/]+)\/ns\/([^/*]+)\/\*$/;

/** `reviews (bookinfo)` for the identity of a workload. */
export function principalInWords(
  principal: string,
  context: WordsContext,
): string {
  if (principal === '*') {
    return 'any service of the mesh';
  }
  const elsewhere = (domain: string) =>
    // `cluster.local` in a policy stands for the mesh's own trust domain.
    ['*', 'cluster.local', context.trustDomain].includes(domain)
      ? ''
      : ` of trust domain ${domain}`;
  const [, domain, namespace, account] = IDENTITY.exec(principal) ?? [];
  if (account && !`${namespace}${account}`.includes('*')) {
    return `${account} (${namespace})${elsewhere(domain)}`;
  }
  const [, otherDomain, whole] = NAMESPACE_OF_IDENTITY.exec(principal) ?? [];
  return whole
    ? `any service in ${whole}${elsewhere(otherDomain)}`
    : `identities like ${principal}`;
}

function serviceAccountInWords(account: string, context: WordsContext): string {
  const [first, second] = account.split('/');
  return second ? `${second} (${first})` : `${first} (${context.namespace})`;
}

function namespaceInWords(namespace: string): string {
  return namespace === '*'
    ? 'any service of the mesh'
    : `any service in ${namespace}`;
}

function tokenInWords(principal: string): string {
  return principal === '*'
    ? 'anyone with a valid token'
    : `anyone with a token of ${principal}`;
}

/** Each field of a source, its negation, and what one value of it says. */
const FIELDS: [
  keyof Source,
  keyof Source,
  (value: string, context: WordsContext) => string,
][] = [
  ['principals', 'notPrincipals', principalInWords],
  ['serviceAccounts', 'notServiceAccounts', serviceAccountInWords],
  ['namespaces', 'notNamespaces', namespaceInWords],
  ['requestPrincipals', 'notRequestPrincipals', tokenInWords],
  ['ipBlocks', 'notIpBlocks', block => `address ${block}`],
  ['remoteIpBlocks', 'notRemoteIpBlocks', block => `client address ${block}`],
];

/**
 * Who a source admits: one text for each value where only one field is set,
 * else one text that joins the fields, all of which must hold.
 */
export function sourceInWords(source: Source, context: WordsContext): string[] {
  const wanted = FIELDS.map(([field, , say]) =>
    (source[field] ?? []).map(value => say(value, context)),
  ).filter(words => words.length > 0);
  const unwanted = FIELDS.flatMap(([, field, say]) =>
    (source[field] ?? []).map(value => say(value, context)),
  );
  if (unwanted.length === 0 && wanted.length === 1) {
    return wanted[0];
  }
  const who =
    wanted.map(words => words.join(' or ')).join(', and ') || 'anyone';
  return unwanted.length > 0 ? [`${who} except ${unwanted.join(', ')}`] : [who];
}
