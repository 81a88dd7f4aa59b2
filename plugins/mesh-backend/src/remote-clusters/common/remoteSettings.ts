import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** How primaries reach the API server of a cluster, as an administrator says. */
export interface RemoteSettings {
  /** Name of the cluster. */
  name: string;
  /** URL of the API server; default: the one at which the portal reaches it. */
  server?: string;
  tlsServerName?: string;
  /** Proxy that istiod takes to the server. */
  proxyUrl?: string;
  /** Whether the server may be a loopback address. */
  development: boolean;
}

/**
 * Reads `mesh.clusters[].remote`. A cluster that is in the list may be joined;
 * one that only the catalog or a module names may not.
 *
 * @throws `InputError` that names the field
 */
export function readRemoteSettings(config: Config): RemoteSettings[] {
  return (config.getOptionalConfigArray('mesh.clusters') ?? []).map(
    (entry, index) => {
      const remote = entry.getOptionalConfig('remote');
      const at = `mesh.clusters[${index}].remote`;
      return {
        name: entry.getString('name'),
        ...optional('server', urlOf(remote, 'server', at, ['https:'])),
        ...optional(
          'tlsServerName',
          nameOf(remote?.getOptionalString('tlsServerName'), at),
        ),
        ...optional(
          'proxyUrl',
          urlOf(remote, 'proxyUrl', at, ['http:', 'https:', 'socks5:']),
        ),
        development: remote?.getOptionalBoolean('development') ?? false,
      };
    },
  );
}

function urlOf(
  remote: Config | undefined,
  key: string,
  at: string,
  protocols: string[],
): string | undefined {
  const text = remote?.getOptionalString(key);
  if (text === undefined) {
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !protocols.includes(url.protocol)) {
    throw new InputError(
      `${at}.${key}: is no URL with ${protocols
        .map(one => `${one}//`)
        .join(' or ')}; write it as https://api.west.example.com:6443`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new InputError(
      `${at}.${key}: leave out user, password, query and fragment; they would be kept in the primary's Secret`,
    );
  }
  return text;
}

function nameOf(text: string | undefined, at: string): string | undefined {
  if (text !== undefined && !/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,252})$/.test(text)) {
    throw new InputError(
      `${at}.tlsServerName: is no host name; write the name that the certificate of the API server has`,
    );
  }
  return text;
}

function optional<K extends string>(
  key: K,
  value: string | undefined,
): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
