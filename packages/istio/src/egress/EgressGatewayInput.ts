/**
 * How calls travel through the gateway:
 *
 * - `HTTP`: the client calls `http://host:port`, the gateway calls the upstream
 *   in plain text;
 * - `TLS-ORIGINATION`: the client calls `http://host` (port 80), the gateway
 *   opens TLS to the upstream's port and verifies its certificate;
 * - `TLS-PASSTHROUGH`: the client calls `https://host:port`, and its TLS goes
 *   through the gateway untouched.
 *
 * @public
 */
export type EgressProtocol = 'HTTP' | 'TLS-ORIGINATION' | 'TLS-PASSTHROUGH';

/**
 * What a person says of the egress gateway for one upstream.
 *
 * @public
 */
export interface EgressGatewayInput {
  /** Name of the gateway and of what belongs to it: an RFC 1035 label of at most 54 characters. */
  name: string;
  /** Where the gateway runs. */
  namespace: string;
  /** The upstream's full host name. */
  host: string;
  /** Default `TLS-ORIGINATION`. */
  protocol?: EgressProtocol;
  /** The upstream's port, 1 to 65535. Default 443, with `HTTP` 80. */
  port?: number;
  /** Only with `TLS-ORIGINATION`. */
  tls?: {
    /** The server name the gateway asks for. Default: the host. */
    sni?: string;
    /**
     * Secret in the gateway's namespace whose `ca.crt` verifies the upstream.
     * Default: the certificate authorities of the proxy's operating system.
     * The gateway's ServiceAccount needs a Role that lets it list Secrets there.
     */
    credentialName?: string;
    /** Names of which the upstream's certificate must bear one. Default: the server name. */
    subjectAltNames?: string[];
  };
  /** Namespaces that may see and use the gateway besides its own. */
  clientNamespaces?: string[];
  /** Name of the catalog component it belongs to. */
  component?: string;
  /** Name of the group that owns it. */
  owner?: string;
  /** Number of pods, 1 to 10. Default 1. */
  replicas?: number;
  /** Revision or tag of the control plane that injects the pods. Default: the one that injects by default. */
  revision?: string;
  /**
   * Fixed addresses of the upstream, where the cluster's DNS does not know the
   * host. Default: the gateway asks DNS.
   */
  addresses?: string[];
}

/**
 * One thing to mend in an input.
 *
 * @public
 */
export interface InputProblem {
  /** Path of the field, e.g. `tls.subjectAltNames[0]`; empty for the input as a whole. */
  field: string;
  /** What is wrong and what to do. */
  message: string;
}

/**
 * Longest name of a gateway: what is derived from it (`NAME-upstream`) stays a
 * DNS label.
 *
 * @public
 */
export const MAX_EGRESS_GATEWAY_NAME = 54;

/**
 * The upstream's port when none is given.
 *
 * @public
 */
export function defaultUpstreamPort(protocol: EgressProtocol): number {
  return protocol === 'HTTP' ? 80 : 443;
}
