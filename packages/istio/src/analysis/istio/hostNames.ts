function isWild(host: string): boolean {
  return host.startsWith('*');
}

/** Whether two hosts, either of which may begin with `*`, overlap. */
export function hostsOverlap(one: string, other: string): boolean {
  if (isWild(one)) {
    if (isWild(other) && one.length < other.length) {
      return other.slice(1).endsWith(one.slice(1));
    }
    return isWild(other)
      ? one.slice(1).endsWith(other.slice(1))
      : other.endsWith(one.slice(1));
  }
  return isWild(other) ? one.endsWith(other.slice(1)) : one === other;
}

/** Whether every name of one host is a name of the other. */
export function hostIsWithin(one: string, other: string): boolean {
  if (isWild(one)) {
    return (
      isWild(other) &&
      one.length >= other.length &&
      one.slice(1).endsWith(other.slice(1))
    );
  }
  return isWild(other) ? one.endsWith(other.slice(1)) : one === other;
}
