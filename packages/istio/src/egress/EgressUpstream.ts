import type { EgressExposure } from './EgressExposure';

/**
 * How calls travel through the gateway:
 *
 * - `HTTP`: the client calls `http://host:port`, the gateway calls the upstream
 *   in plain text;
 * - `TLS-ORIGINATION`: the client calls `http://host` (port 80), the gateway
 *   opens TLS to the upstream's port and verifies its certificate;
 * - `TLS-PASSTHROUGH`: the client calls `https://host:port`, and its TLS goes
 *   through the gateway untouched;
 * - `TCP`: the client opens a connection to `host:port`, of which the gateway
 *   understands nothing.
 *
 * @public
 */
export type EgressProtocol =
  | 'HTTP'
  | 'TLS-ORIGINATION'
  | 'TLS-PASSTHROUGH'
  | 'TCP';

/**
 * How the gateway opens TLS to an upstream.
 *
 * @public
 */
export interface EgressTls {
  /** `MUTUAL` shows a certificate of the gateway's own. Default `SIMPLE`. */
  mode?: 'SIMPLE' | 'MUTUAL';
  /** The server name the gateway asks for. Default: the host. */
  sni?: string;
  /**
   * Secret in the gateway's namespace whose `ca.crt` verifies the upstream, and
   * with `MUTUAL` whose `tls.crt` and `tls.key` the gateway shows. Default with
   * `SIMPLE`: the certificate authorities of the proxy's operating system.
   * The gateway's ServiceAccount needs a Role that lets it list Secrets there.
   */
  credentialName?: string;
  /** Names of which the upstream's certificate must bear one. Default: the server name. */
  subjectAltNames?: string[];
}

/**
 * One host and port outside the mesh that a gateway leads to.
 *
 * @public
 */
export interface EgressUpstream {
  /**
   * What the upstream's objects and subset are named by within the gateway: a
   * DNS label. Default: made of the host. `main` gives them the gateway's own
   * name. Upstreams of one host share one.
   */
  id?: string;
  /**
   * The full host name, or below a wildcard (`*.example.org`) every name, which
   * only the pattern `waypoint` can serve.
   */
  host: string;
  /** Default `TLS-ORIGINATION`. */
  protocol?: EgressProtocol;
  /** The upstream's port, 1 to 65535. Default 443, with `HTTP` 80; `TCP` has none. */
  port?: number;
  /**
   * Port of the gateway's Service that calls to this upstream take. Default 443,
   * shared with others; with `TCP`, and for a second port of one host, a port of
   * its own.
   */
  gatewayPort?: number;
  /** Only with `TLS-ORIGINATION`. */
  tls?: EgressTls;
  /** Fixed addresses of the upstream. Default: the gateway asks DNS. */
  addresses?: string[];
  /** Lets callers from outside the mesh in, under another name. Only with `HTTP` and `TLS-ORIGINATION`. */
  exposure?: EgressExposure;
}

/**
 * The upstream's port when none is given; `TCP` has no default, there 0.
 *
 * @public
 */
export function defaultUpstreamPort(protocol: EgressProtocol): number {
  switch (protocol) {
    case 'HTTP':
      return 80;
    case 'TCP':
      return 0;
    default:
      return 443;
  }
}
