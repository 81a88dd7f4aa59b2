/** A URL as far as Go's `url.Parse` reads it. */
export interface GoUrl {
  scheme: string;
  /** Without brackets and without the port. */
  hostname: string;
  port: string;
}

const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

function hostOf(authority: string): GoUrl | undefined {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const bracket = /^\[([^\]]*)\](?::([0-9]*))?$/.exec(host);
  if (bracket) {
    return { scheme: '', hostname: bracket[1], port: bracket[2] ?? '' };
  }
  if (/[[\]<>" ^{}|\\]/.test(host) || BAD_ESCAPE.test(host)) {
    return undefined;
  }
  const colon = host.lastIndexOf(':');
  const port = colon < 0 ? '' : host.slice(colon + 1);
  return /^[0-9]*$/.test(port)
    ? { scheme: '', hostname: colon < 0 ? host : host.slice(0, colon), port }
    : undefined;
}

/** Reads a URL as Go does; undefined where Go refuses it. */
export function parseGoUrl(text: string): GoUrl | undefined {
  if (CONTROL.test(text)) {
    return undefined;
  }
  const [body] = text.split('#');
  const [, scheme = '', rest] =
    /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(.*)$/s.exec(body) ?? [];
  if (!scheme && body.startsWith(':')) {
    return undefined;
  }
  if (rest.startsWith('//')) {
    const [, authority, path] = /^\/\/([^/?]*)(.*)$/s.exec(rest)!;
    const host = hostOf(authority);
    return host && !BAD_ESCAPE.test(path.split('?')[0])
      ? { ...host, scheme: scheme.toLowerCase() }
      : undefined;
  }
  const [path] = rest.split('?');
  // Without a scheme the first part of a path may have no colon.
  if (!scheme && /^[^/]*:/.test(path)) {
    return undefined;
  }
  return BAD_ESCAPE.test(path)
    ? undefined
    : { scheme: scheme.toLowerCase(), hostname: '', port: '' };
}
