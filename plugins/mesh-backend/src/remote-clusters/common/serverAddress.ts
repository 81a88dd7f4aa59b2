import { BlockList, isIP } from 'net';

/** Addresses that lead to a machine itself, its neighbours on the wire, or a cloud's metadata. */
const REFUSED: [string, number, string][] = [
  ['0.0.0.0', 8, 'an unspecified address'],
  ['127.0.0.0', 8, 'a loopback address'],
  // Also the metadata services of most clouds.
  ['169.254.0.0', 16, 'a link-local address, where clouds serve metadata'],
  ['224.0.0.0', 4, 'a multicast address'],
  ['240.0.0.0', 4, 'a reserved address'],
  // Alibaba Cloud's and Oracle's metadata.
  ['100.100.100.200', 32, "a cloud's metadata service"],
  ['192.0.0.192', 32, "a cloud's metadata service"],
  // Azure's wire server.
  ['168.63.129.16', 32, "a cloud's metadata service"],
  ['::', 128, 'an unspecified address'],
  ['::1', 128, 'a loopback address'],
  ['fe80::', 10, 'a link-local address'],
  ['ff00::', 8, 'a multicast address'],
  ['fd00:ec2::254', 128, "a cloud's metadata service"],
];

const LISTS = REFUSED.map(([network, prefix, words]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return { list, words };
});

const NAMES: [RegExp, string][] = [
  [/(^|\.)localhost$/, 'a loopback name'],
  [/^metadata(\.google\.internal)?$/, "the name of a cloud's metadata service"],
  [/^instance-data(\..*)?$/, "the name of a cloud's metadata service"],
];

/**
 * Why no API server of a production cluster can be at this host; undefined when
 * nothing speaks against it. Names are judged by themselves: whoever connects
 * resolves them and asks again for each address.
 *
 * @param host - a name or an address, with or without brackets
 */
export function refusedHost(host: string): string | undefined {
  const bare = host
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const address = embeddedIPv4(bare) ?? bare;
  const version = isIP(address);
  if (version === 0) {
    return NAMES.find(([name]) => name.test(bare))?.[1];
  }
  return LISTS.find(({ list }) =>
    list.check(address, version === 6 ? 'ipv6' : 'ipv4'),
  )?.words;
}

/** The IPv4 address that `::ffff:a.b.c.d` or `64:ff9b::a.b.c.d` leads to. */
function embeddedIPv4(address: string): string | undefined {
  if (isIP(address) !== 6) {
    return undefined;
  }
  // The canonical form has the last 32 bits as two groups.
  const { hostname } = new URL(`http://[${address}]`);
  const [, high, low] =
    /^\[(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(
      hostname,
    ) ?? [];
  if (high === undefined) {
    return undefined;
  }
  const bits = [parseInt(high, 16), parseInt(low, 16)];
  return bits.flatMap(part => [Math.floor(part / 256), part % 256]).join('.');
}
