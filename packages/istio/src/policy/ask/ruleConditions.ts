import { isInBlock } from '../../resources';
import {
  Claims,
  claimMatches,
  claimPath,
  requestPrincipalMatches,
} from './claims';
import { isTemplate, pathOf, templateMatches } from './paths';
import { fullMatch, headerMatches, valueMatches } from './textMatch';
import type { ServerConnection, ServerRequest } from './types';

/** What policies are asked about. */
export interface PolicyCall {
  connection: ServerConnection;
  /** Absent on a port that the proxy takes for TCP. */
  request?: ServerRequest;
  /** Of the token that was found good. */
  claims?: Claims;
  /** Address that HTTP policies take for the client's. */
  remoteIp?: string;
  /** It comes from outside through a gateway: addresses that are absent are not known. */
  isFromAnywhere?: boolean;
  /** What is taken of them instead: whether they are in every block, or in none. */
  addressesFit?: boolean;
}

/** Where a policy stands. */
export interface PolicyPlace {
  namespace: string;
  /** The mesh's trust domain and its aliases. */
  trustDomains: readonly string[];
}

/** Whether one value of a field holds; it throws `NotHere` where the field cannot be asked about. */
export type Test = (
  value: string,
  call: PolicyCall,
  place: PolicyPlace,
) => boolean;

/** The field says nothing on this kind of port. */
export class NotHere extends Error {}

function httpOf(call: PolicyCall): ServerRequest {
  if (!call.request) {
    throw new NotHere();
  }
  return call.request;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function principalLike(pattern: string): Test {
  return (_value, { connection }) =>
    connection.principal !== undefined &&
    fullMatch(pattern, connection.principal);
}

/** The spellings of a principal under the mesh's trust domain and its aliases (pilot/pkg/security/trustdomain). */
function withAliases(value: string, domains: readonly string[]): string[] {
  const [domain, ...rest] = value.split('/');
  if (rest.length !== 4 || domain === '*') {
    return [value];
  }
  const isOurs =
    domain === 'cluster.local' ||
    domains.some(one => valueMatches(domain, one));
  return isOurs
    ? domains.map(one =>
        valueMatches(domain, one) ? value : [one, ...rest].join('/'),
      )
    : [value];
}

const principal: Test = (value, { connection }, { trustDomains }) => {
  const { principal: identity } = connection;
  return (
    identity !== undefined &&
    withAliases(value, trustDomains).some(one =>
      valueMatches(
        one === '*' || one.startsWith('*') ? one : `spiffe://${one}`,
        identity,
      ),
    )
  );
};

const namespace: Test = (value, call, place) =>
  principalLike(`.*/ns/${value.split('*').map(escaped).join('.*')}/.*`)(
    value,
    call,
    place,
  );

const serviceAccount: Test = (value, call, place) => {
  const at = value.indexOf('/');
  const [where, name] =
    at < 0
      ? [place.namespace, value]
      : [value.slice(0, at), value.slice(at + 1)];
  return principalLike(
    `spiffe://.+/ns/${escaped(where)}/(.+/|)sa/${escaped(name)}(/.+)?`,
  )(value, call, place);
};

const trustDomain: Test = (value, call, { trustDomains, ...place }) => {
  const all = trustDomains.includes(value) ? trustDomains : [value];
  return all.some(one =>
    principalLike(
      `spiffe://${
        one === '*' ? '.*' : `${one.split('*').map(escaped).join('[^/]*')}/.*`
      }`,
    )(value, call, { ...place, trustDomains }),
  );
};

function isIn(block: string, address: string | undefined, call: PolicyCall) {
  return address === undefined && call.isFromAnywhere
    ? Boolean(call.addressesFit)
    : isInBlock(address ?? '', block);
}

const sourceIp: Test = (value, call) =>
  isIn(value, call.connection.sourceIp, call);

const remoteIp: Test = (value, call) =>
  isIn(
    value,
    call.remoteIp ??
      (call.isFromAnywhere ? undefined : call.connection.sourceIp),
    call,
  );

const requestPrincipal: Test = (value, call) => {
  httpOf(call);
  return requestPrincipalMatches(value, call.claims);
};

const port: Test = (value, { connection }) =>
  connection.destinationPort === Number(value);

const path: Test = (value, call) => {
  const asked = pathOf(httpOf(call).path);
  return isTemplate(value)
    ? templateMatches(value, asked)
    : valueMatches(value, asked);
};

const method: Test = (value, call) => headerMatches(value, httpOf(call).method);

const host: Test = (value, call) =>
  headerMatches(value, httpOf(call).authority, true);

/** `from.source`, each field with its negation. */
export const SOURCE_FIELDS: [string, string, Test][] = [
  ['principals', 'notPrincipals', principal],
  ['requestPrincipals', 'notRequestPrincipals', requestPrincipal],
  ['serviceAccounts', 'notServiceAccounts', serviceAccount],
  ['trustDomains', 'notTrustDomains', trustDomain],
  ['namespaces', 'notNamespaces', namespace],
  ['remoteIpBlocks', 'notRemoteIpBlocks', remoteIp],
  ['ipBlocks', 'notIpBlocks', sourceIp],
];

/** `to.operation`, each field with its negation. */
export const OPERATION_FIELDS: [string, string, Test][] = [
  ['hosts', 'notHosts', host],
  ['methods', 'notMethods', method],
  ['paths', 'notPaths', path],
  ['ports', 'notPorts', port],
];

function claim(keys: readonly string[]): Test {
  return (value, call) => {
    httpOf(call);
    return claimMatches(call.claims, keys, [value]);
  };
}

const BY_KEY: Readonly<Record<string, Test>> = {
  'source.ip': sourceIp,
  'remote.ip': remoteIp,
  'source.namespace': namespace,
  'source.trustDomain': trustDomain,
  'source.serviceAccount': serviceAccount,
  'source.principal': principal,
  'request.auth.principal': requestPrincipal,
  'request.auth.audiences': claim(['aud']),
  'request.auth.presenter': claim(['azp']),
  'destination.ip': (value, { connection }) =>
    isInBlock(connection.destinationIp ?? '', value),
  'destination.port': port,
  'connection.sni': (value, { connection }) =>
    valueMatches(value, connection.sni),
};

/** How the values of a condition are tested; undefined for a key that Istio does not know. */
export function conditionTest(key: string): Test | undefined {
  if (Object.hasOwn(BY_KEY, key)) {
    return BY_KEY[key];
  }
  const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1].toLowerCase();
  if (header) {
    return (value, call) => headerMatches(value, httpOf(call).headers[header]);
  }
  const keys = key.startsWith('request.auth.claims')
    ? claimPath(key)
    : undefined;
  return keys && claim(keys);
}
