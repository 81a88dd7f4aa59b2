import type { EgressEnvironment } from './EgressEnvironment';

/** What is to be known of the rest of the input to judge an upstream. */
export interface UpstreamContext {
  environment?: EgressEnvironment;
  /** Namespaces that the gateway knows of. */
  namespaces: readonly string[];
  owner?: string;
  /** Whether wildcards can be served. */
  wildcards: boolean;
}
