import { isInBlock, parseIpAddress } from '../resources';

/** Names that lead back into the cluster or to the machine itself. */
const INTERNAL_SUFFIXES = [
  'svc',
  'cluster.local',
  'localhost',
  'localdomain',
  'pod.cluster',
];

/** Names of the clouds' metadata services, which hand out credentials. */
const METADATA_HOSTS = [
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.azure.com',
  'metadata.oraclecloud.com',
  'instance-data.ec2.internal',
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
  ['2002::/16', 'is an IPv4 address in disguise'],
  ['::ffff:0:0/96', 'is an IPv4 address in disguise'],
  ['fe80::/10', 'is link-local'],
  ['fd00:ec2::/32', 'is where a cloud serves credentials'],
  ['ff00::/8', 'is no address of one server'],
];

function isOrIsBelow(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(`.${suffix}`);
}

/**
 * Why a well-formed host may not be an upstream; undefined when it may.
 * `namespaces` are the namespaces that the gateway knows of: `reviews.bookinfo`
 * is a Service's short name where bookinfo is one.
 */
export function problemWithUpstream(
  host: string,
  namespaces: readonly string[],
): string | undefined {
  if (METADATA_HOSTS.some(one => isOrIsBelow(host, one))) {
    return `${host} is a cloud's metadata service, which hands out credentials. It cannot be an upstream.`;
  }
  const inside =
    INTERNAL_SUFFIXES.some(one => isOrIsBelow(host, one)) ||
    // A Service's full name where the cluster's domain is its own.
    host.split('.')[2] === 'svc' ||
    isOrIsBelow(host, 'kubernetes.default');
  if (inside) {
    return `${host} is a name inside the cluster. An egress gateway is for hosts outside the mesh; call it directly.`;
  }
  const [, namespace, ...more] = host.split('.');
  if (more.length === 0 && namespaces.includes(namespace)) {
    return `${host} is the short name of a Service in namespace ${namespace}. Give the full name of a host outside the mesh.`;
  }
  return undefined;
}

/** Why an address may not be an upstream's; undefined when it may. */
export function problemWithAddress(address: string): string | undefined {
  if (!parseIpAddress(address)) {
    return 'Give an IP address such as 203.0.113.7 or 2001:db8::7, without a port or a prefix length.';
  }
  const refused = REFUSED_BLOCKS.find(([block]) => isInBlock(address, block));
  return refused
    ? `${address} ${refused[1]}. Give the upstream's own address.`
    : undefined;
}
