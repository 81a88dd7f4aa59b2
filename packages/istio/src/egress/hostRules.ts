import { getPublicSuffix } from 'tldts';
import { hostMatches, isInBlock, parseIpAddress } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';

/** Names that lead back into the cluster or to the machine itself. */
const INTERNAL_SUFFIXES = [
  'svc',
  'cluster.local',
  'localhost',
  'localdomain',
  'pod.cluster',
  'host.docker.internal',
  'kubernetes.docker.internal',
];

/** Names of the clouds' metadata services, which hand out credentials. */
const METADATA_HOSTS = [
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.azure.com',
  'metadata.oraclecloud.com',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'metadata.cloud.ibm.com',
  'metadata.ec2.internal',
  'instance-data.ec2.internal',
  'metadata.internal',
];

/** Domains whose names are addresses in writing: any of this machine or the cluster, too. */
const ADDRESS_DOMAINS = [
  'nip.io',
  'sslip.io',
  'xip.io',
  'localtest.me',
  'lvh.me',
  'vcap.me',
  'lacolhost.com',
  'traefik.me',
  'readme.localtest.me',
  '1u.ms',
  'rbndr.us',
];

/** Blocks that no outside server lives in. */
const REFUSED_BLOCKS: [string, string][] = [
  ['0.0.0.0/8', 'means this machine'],
  ['127.0.0.0/8', 'is the loopback of the gateway itself'],
  ['169.254.0.0/16', 'is link-local, where clouds serve credentials'],
  ['224.0.0.0/3', 'is no address of one server'],
  ['100.100.100.200/32', 'is where a cloud serves credentials'],
  ['168.63.129.16/32', 'is where a cloud serves its virtual machines'],
  ['192.0.0.192/32', 'is where a cloud serves credentials'],
  ['::/127', 'is the loopback of the gateway itself'],
  ['::/96', 'is an IPv4 address in disguise'],
  ['64:ff9b::/96', 'is an IPv4 address in disguise'],
  ['64:ff9b:1::/48', 'is an IPv4 address in disguise'],
  ['2001::/32', 'is an IPv4 address in disguise'],
  ['2002::/16', 'is an IPv4 address in disguise'],
  ['::ffff:0:0/96', 'is an IPv4 address in disguise'],
  ['::ffff:0:0:0/96', 'is an IPv4 address in disguise'],
  ['fe80::/10', 'is link-local'],
  ['fd00:ec2::/32', 'is where a cloud serves credentials'],
  ['fd20:ce::/32', 'is where a cloud serves credentials'],
  ['ff00::/8', 'is no address of one server'],
];

function isOrIsBelow(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(`.${suffix}`);
}

/** Whether a host, or everything that a wildcard stands for, is one of the pattern's. */
function isCovered(host: string, pattern: string): boolean {
  return host.startsWith('*.')
    ? pattern === host ||
        isOrIsBelow(host.slice(2), pattern.replace(/^\*\./, ''))
    : hostMatches(pattern, host);
}

/**
 * Whether a host lies in a domain; a wildcard also where it stands for a name in
 * it: `*.google.internal` for `metadata.google.internal`.
 */
function touches(host: string, domain: string): boolean {
  return host.startsWith('*.')
    ? isOrIsBelow(host.slice(2), domain) || domain.endsWith(host.slice(1))
    : isOrIsBelow(host, domain);
}

function problemWithInside(
  host: string,
  namespaces: readonly string[],
  { clusterDomain, namespaces: all = [] }: EgressEnvironment,
): string | undefined {
  const domains = [
    ...INTERNAL_SUFFIXES,
    ...(clusterDomain ? [clusterDomain.toLowerCase()] : []),
  ];
  const inside =
    domains.some(one => touches(host, one)) ||
    // A Service's full name where the cluster's domain is its own.
    host.split('.')[2] === 'svc' ||
    isOrIsBelow(host, 'kubernetes.default');
  if (inside) {
    return `${host} is a name inside the cluster. An egress gateway is for hosts outside the mesh; call it directly.`;
  }
  const [, namespace, ...more] = host.split('.');
  if (more.length === 0 && [...namespaces, ...all].includes(namespace)) {
    return `${host} is the short name of a Service in namespace ${namespace}. Give the full name of a host outside the mesh.`;
  }
  return undefined;
}

function problemWithWildcard(host: string): string | undefined {
  if (!host.startsWith('*.')) {
    return undefined;
  }
  const below = host.slice(2);
  return getPublicSuffix(below, { allowPrivateDomains: true }) === below
    ? `${host} stands for the hosts of everybody under ${below}, where anyone can register a name. Name a domain of one owner below it.`
    : undefined;
}

function problemWithOwner(
  host: string,
  owner: string | undefined,
  { hostOwners = [] }: EgressEnvironment,
): string | undefined {
  const claim = hostOwners.find(
    one =>
      hostMatches(one.host, host) ||
      (host.startsWith('*.') && touches(host, one.host.replace(/^\*\./, ''))),
  );
  return claim && claim.owner !== owner
    ? `${host} belongs to ${claim.owner}. Ask them for a gateway, or have the owner changed in the configuration.`
    : undefined;
}

/**
 * Why a well-formed host may not be an upstream; undefined when it may.
 *
 * @param namespaces - those that the gateway knows of: `reviews.bookinfo` is a
 * Service's short name where bookinfo is one.
 */
export function problemWithUpstream(
  host: string,
  namespaces: readonly string[],
  environment: EgressEnvironment = {},
  owner?: string,
): string | undefined {
  if (environment.allow?.hosts?.some(one => isCovered(host, one))) {
    return undefined;
  }
  const everybody = problemWithWildcard(host);
  if (everybody) {
    return everybody;
  }
  if (METADATA_HOSTS.some(one => touches(host, one))) {
    return `${host} is a cloud's metadata service, which hands out credentials. It cannot be an upstream.`;
  }
  if (ADDRESS_DOMAINS.some(one => touches(host, one))) {
    return `${host} is an address in the form of a name, and may lead back into the cluster. Give the upstream's own name.`;
  }
  return (
    problemWithInside(host, namespaces, environment) ??
    problemWithOwner(host, owner, environment)
  );
}

function ownRange(
  address: string,
  { networkRanges = {} }: EgressEnvironment,
): string | undefined {
  const { pods = [], services = [], nodes = [] } = networkRanges;
  const kinds: [readonly string[], string][] = [
    [pods, "the cluster's pods"],
    [services, "the cluster's Services"],
    [nodes, "the cluster's nodes"],
  ];
  return kinds.find(([blocks]) =>
    blocks.some(block => isInBlock(address, block)),
  )?.[1];
}

/** Whether configuration lets an address be an upstream's. */
export function isAllowedAddress(
  address: string,
  { allow }: EgressEnvironment = {},
): boolean {
  return allow?.addresses?.some(block => isInBlock(address, block)) ?? false;
}

/** Why an address may not be an upstream's; undefined when it may. */
export function problemWithAddress(
  address: string,
  environment: EgressEnvironment = {},
): string | undefined {
  if (!parseIpAddress(address)) {
    return 'Give an IP address such as 203.0.113.7 or 2001:db8::7, without a port or a prefix length.';
  }
  if (isAllowedAddress(address, environment)) {
    return undefined;
  }
  const refused = REFUSED_BLOCKS.find(([block]) => isInBlock(address, block));
  if (refused) {
    return `${address} ${refused[1]}. Give the upstream's own address.`;
  }
  const range = ownRange(address, environment);
  return range
    ? `${address} is in the range of ${range}. Give the address of a server outside.`
    : undefined;
}
