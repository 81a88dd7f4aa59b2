/**
 * The ingress gateway by which an upstream is exposed.
 *
 * @public
 */
export interface EgressIngress {
  /** Where the ingress gateway's pods run. */
  namespace: string;
  /** Labels of its pods: a listener for the host is made there. */
  selector?: Record<string, string>;
  /** Name of a Gateway in that namespace that already listens for the host. Instead of `selector`. */
  name?: string;
}

/**
 * How an upstream can be called from outside the mesh: an ingress gateway takes
 * calls to a host name of ours, and the egress gateway sends them on under the
 * upstream's name.
 *
 * @public
 */
export interface EgressExposure {
  /** The host name that callers outside use. */
  host: string;
  ingress: EgressIngress;
  /** Secret of type TLS in the ingress gateway's namespace. Required with `ingress.selector`. */
  credentialName?: string;
  /** Answers plain HTTP with a redirect to HTTPS. Default true, only with `ingress.selector`. */
  redirect?: boolean;
}
