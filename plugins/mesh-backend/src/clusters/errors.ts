import { CustomErrorBase } from '@backstage/errors';

/** The API server answered with an error: its own words and reason. */
export class KubernetesStatusError extends CustomErrorBase {
  name = 'KubernetesStatusError' as const;

  constructor(
    /** HTTP status. */
    readonly code: number,
    /** Kubernetes' reason, e.g. `Forbidden`, `Conflict`, `Expired`. */
    readonly reason: string,
    message: string,
    /** `details` of the Status: causes with fields. */
    readonly details?: {
      name?: string;
      kind?: string;
      causes?: { reason?: string; message?: string; field?: string }[];
      retryAfterSeconds?: number;
    },
    /** Seconds of the Retry-After header. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** No answer from the API server: refused, timed out, broken TLS. */
export class ClusterUnreachableError extends CustomErrorBase {
  name = 'ClusterUnreachableError' as const;
}

/** The answer is none of a Kubernetes API: cut off, no JSON, a web page. The message completes "cluster X does not answer as an API server:". */
export class InvalidAnswerError extends CustomErrorBase {
  name = 'InvalidAnswerError' as const;
}

/** The answer is larger than what is read of one; see `ClusterRequest.maxBytes`. */
export class TooLargeAnswerError extends InvalidAnswerError {}

/** What is configured to reach a cluster cannot be used, e.g. a file is missing. */
export class InvalidConnectionError extends ClusterUnreachableError {}

/** The kubeconfig of a cluster cannot be used: missing, broken, or its credentials command fails. */
export class InvalidKubeconfigError extends InvalidConnectionError {}

/** The API server answered, but the port of a pod behind it did not. */
export class PodConnectionError extends CustomErrorBase {
  name = 'PodConnectionError' as const;
}
