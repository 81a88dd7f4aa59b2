import { parseIpAddress } from '../../resources';
import { quoted } from './goText';

/** Whether Go's `netip.ParseAddr` takes a text for an address. */
export function isAddress(text: string): boolean {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  const isZoned = zone >= 0;
  return (
    parseIpAddress(address) !== undefined &&
    (!isZoned || (address.includes(':') && zone < text.length - 1))
  );
}

/** Why `netip.ParseAddr` refuses a text, in its words. */
function addressTrouble(text: string): string {
  return `ParseAddr(${quoted(text)}): unable to parse IP`;
}

/**
 * Why Go's `netip.ParsePrefix` refuses a text; undefined when it does not. The
 * words are Go's, but for the finer reasons why an address is none.
 */
export function parseGoAddressPrefix(text: string): string | undefined {
  const slash = text.lastIndexOf('/');
  const trouble = (why: string) => `netip.ParsePrefix(${quoted(text)}): ${why}`;
  if (slash < 0) {
    return trouble("no '/'");
  }
  const address = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  if (!isAddress(address)) {
    return trouble(addressTrouble(address));
  }
  if (address.includes('%')) {
    return trouble('IPv6 zones cannot be present in a prefix');
  }
  if (!/^(0|[1-9][0-9]*)$/.test(bits)) {
    return trouble(`bad bits after slash: ${quoted(bits)}`);
  }
  const most = address.includes(':') ? 128 : 32;
  return Number(bits) > most
    ? trouble('prefix length out of range')
    : undefined;
}

/** Why a text is no IP address, as Istio says it. */
export function addressProblem(text: string): string | undefined {
  return isAddress(text) ? undefined : `${text} is not a valid IP`;
}

/** Why a text is neither an address nor a block of them, as Istio says it. */
export function subnetProblem(text: string): string | undefined {
  if (text.split('/').length !== 2) {
    return addressProblem(text);
  }
  return parseGoAddressPrefix(text) === undefined
    ? undefined
    : `${text} is not a valid CIDR block`;
}
