import { InputError } from '@backstage/errors';
import { isIP } from 'net';

const DEFAULT_PORT = '443';
const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const ENTRY = /^(\[[0-9a-f:.]+\]|[-*a-z0-9.]+)(?::([1-9]\d{0,4}))?$/;
/** The last label holds a letter: else it were the end of an address. */
const WILDCARD = new RegExp(`^\\*(\\.${LABEL}){2,}$(?<=[a-z][-a-z0-9]*)`);
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
/** An authority by itself: no user, path, query, backslash, percent or white space. */
const URL_FORM = /^https:\/\/([^/?#@\\%\s]+)\/?$/i;

interface Entry {
  /** Without the port, in lower case; `*.` in front for a wildcard. */
  host: string;
  port: string;
}

/**
 * The API servers that an entity of the catalog may lead to, as
 * `mesh.catalogClusters.allowedHosts` names them: `host`, `host:port` or
 * `*.suffix`, which stands for one label as in a certificate. Without a port
 * it is 443, as in `backend.reading.allow`.
 */
export class AllowedHosts {
  readonly #entries: Entry[];

  /** @throws `InputError` that names the wrong entry */
  constructor(entries: string[], field = 'mesh.catalogClusters.allowedHosts') {
    this.#entries = entries.map((entry, index) =>
      parseEntry(entry, `${field}[${index}]`),
    );
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /**
   * @returns the URL in its one canonical form, or why it is refused. Spelling
   * that a parser would change is refused, so that nobody reads another host
   * than the one that is connected to.
   */
  judge(raw: string): { url: string } | { reason: string } {
    const authority = URL_FORM.exec(raw)?.[1].toLowerCase();
    if (authority === undefined || !URL.canParse(raw)) {
      return {
        reason:
          'its address is not https://HOST or https://HOST:PORT by itself, without user, path and query',
      };
    }
    const { hostname, port } = new URL(raw);
    const written = authority.replace(/:\d*$/, '');
    if (
      written !== hostname ||
      (isIP(bare(hostname)) === 0 && !NAME.test(hostname)) ||
      !isPort(authority.slice(written.length))
    ) {
      return {
        reason:
          'its host is written in another way than it is understood; write the plain name or address, without a dot at its end',
      };
    }
    const target = { host: hostname, port: port || DEFAULT_PORT };
    if (!this.#entries.some(entry => matches(entry, target))) {
      return {
        reason: `mesh.catalogClusters.allowedHosts does not name '${target.host}:${target.port}'; add it if that is an API server of yours`,
      };
    }
    return { url: `https://${target.host}:${target.port}` };
  }
}

/** Addresses match only entries that are the same address. */
function matches(entry: Entry, { host, port }: Entry): boolean {
  if (entry.port !== port) {
    return false;
  }
  if (!entry.host.startsWith('*.')) {
    return entry.host === host;
  }
  const dot = host.indexOf('.');
  return (
    isIP(bare(host)) === 0 && dot > 0 && host.slice(dot) === entry.host.slice(1)
  );
}

function parseEntry(text: string, field: string): Entry {
  const [, host = '', port = DEFAULT_PORT] =
    ENTRY.exec(text.toLowerCase()) ?? [];
  const isWildcard = WILDCARD.test(host);
  const isPlain =
    NAME.test(host) || (host.startsWith('[') && isIP(bare(host)) === 6);
  const isCanonical =
    isPlain &&
    URL.canParse(`https://${host}`) &&
    new URL(`https://${host}`).hostname === host;
  if (!(isWildcard || isCanonical) || Number(port) > 65_535) {
    throw new InputError(
      `${field}: '${text}' is not host, host:port or *.suffix; write a plain name or address, and a suffix of at least two labels`,
    );
  }
  return { host, port };
}

function isPort(rest: string): boolean {
  return rest === '' || /^:[1-9]\d{0,4}$/.test(rest);
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
