import { Config } from '@backstage/config';

/** The block `gcp` of an authority. */
export interface GcpSettings {
  /** Project of the pool. */
  project: string;
  /** `projects/…/locations/…/caPools/…`. */
  pool: string;
  /** ID of the authority of the pool that issues; others never do. */
  authority: string;
  /** Full name of a certificate template. */
  template?: string;
  /** Instead of `https://privateca.googleapis.com`. */
  endpoint?: URL;
  /** File with credentials instead of the default ones. */
  credentialsFile?: string;
}

const ID = '[a-zA-Z0-9_-]{1,63}';
const LOCATION = 'projects/[^/\\s]+/locations/[^/\\s]+';

/**
 * Reads the block `gcp` of an entry of `mesh.certificateAuthorities`.
 *
 * @throws Error that names the field
 */
export function readGcpSettings(config: Config): GcpSettings {
  const pool = readPool(config);
  return {
    project: pool.split('/')[1],
    pool,
    authority: readAuthority(config, pool),
    template: readTemplate(config, pool),
    endpoint: readEndpoint(config),
    credentialsFile: config.getOptionalString('gcp.credentialsFile'),
  };
}

function readPool(config: Config): string {
  const pool = config.getString('gcp.pool');
  if (new RegExp(`^${LOCATION}/certificateAuthorities/`).test(pool)) {
    throw new Error(
      `gcp.pool: ${pool} names an authority without a pool, as API v1beta1 had it. Give projects/PROJECT/locations/LOCATION/caPools/POOL, and the authority's ID as gcp.authority`,
    );
  }
  if (!new RegExp(`^${LOCATION}/caPools/${ID}$`).test(pool)) {
    throw new Error(
      `gcp.pool: ${pool} is no name of a pool. Give projects/PROJECT/locations/LOCATION/caPools/POOL`,
    );
  }
  return pool;
}

function readAuthority(config: Config, pool: string): string {
  const authority = config.getString('gcp.authority');
  const prefix = `${pool}/certificateAuthorities/`;
  const id = authority.startsWith(prefix)
    ? authority.slice(prefix.length)
    : authority;
  if (!new RegExp(`^${ID}$`).test(id)) {
    throw new Error(
      `gcp.authority: ${authority} is no authority of ${pool}. Give the ID of one of its authorities, e.g. issuing-2026`,
    );
  }
  return id;
}

function readTemplate(config: Config, pool: string): string | undefined {
  const template = config.getOptionalString('gcp.template');
  if (template === undefined) {
    return undefined;
  }
  const location = pool.split('/caPools/')[0];
  if (!new RegExp(`^${location}/certificateTemplates/${ID}$`).test(template)) {
    throw new Error(
      `gcp.template: ${template} is no template of the pool's location. Give ${location}/certificateTemplates/TEMPLATE`,
    );
  }
  return template;
}

function readEndpoint(config: Config): URL | undefined {
  const text = config.getOptionalString('gcp.endpoint');
  if (text === undefined) {
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.protocol === 'http:' && isLoopback(url);
  if (!url || (url.protocol !== 'https:' && !plain) || url.pathname !== '/') {
    throw new Error(
      `gcp.endpoint: ${text} is no address of the service. Give https:// and a host, without a path; http:// is for this machine alone, because every call holds an access token`,
    );
  }
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
