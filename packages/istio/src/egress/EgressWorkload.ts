/**
 * Resources as Kubernetes writes them, e.g. `100m` and `128Mi`.
 *
 * @public
 */
export interface EgressResources {
  requests?: { cpu?: string; memory?: string };
  limits?: { cpu?: string; memory?: string };
}

/**
 * Bounds within which a HorizontalPodAutoscaler chooses the number of pods.
 *
 * @public
 */
export interface EgressAutoscaling {
  /** 1 to 10. Default 1. */
  minReplicas?: number;
  /** At least `minReplicas`, at most 50. */
  maxReplicas: number;
  /** Use of the requested processor time to keep to, in per cent, 10 to 100. Default 80. */
  cpuPercent?: number;
}

/**
 * What a PodDisruptionBudget says; one of the two.
 *
 * @public
 */
export interface EgressDisruptionBudget {
  minAvailable?: number;
  maxUnavailable?: number;
}

/**
 * A probe of an upstream by which pods become ready. While the upstream is away,
 * no pod is ready, and callers of every upstream of the gateway find no endpoint.
 *
 * @public
 */
export interface EgressReadiness {
  /** Host of one of the upstreams, for the default command. Default: the first. */
  host?: string;
  /**
   * The program and its arguments, run as they stand, never by a shell. Default:
   * a `curl` of the upstream that any HTTP answer, or an open connection, satisfies.
   */
  command?: string[];
  /**
   * Image of the container beside the proxy that runs the command: the proxy's
   * own probe cannot be replaced, because the injector adds its own to it.
   * Default: the environment's `curlImage`.
   */
  image?: string;
  /** 1 to 30. Default 5. */
  timeoutSeconds?: number;
  /** At least the timeout, at most 300. Default 15. */
  periodSeconds?: number;
  /** 1 to 10. Default 3. */
  failureThreshold?: number;
  /** 1 to 10. Default 1. */
  successThreshold?: number;
  /** 0 to 300. Default 2. */
  initialDelaySeconds?: number;
}
