/**
 * No remote secret can be made: the message begins with istioctl's sentence and
 * says, where istioctl does not, what to do next.
 *
 * @public
 */
export class RemoteSecretError extends Error {
  override readonly name = 'RemoteSecretError';
}

/**
 * A cluster refused a request: its message is the API server's own.
 *
 * @public
 */
export class ClusterRefusal extends Error {
  override readonly name = 'ClusterRefusal';

  constructor(
    /** `reason` of the API server's Status, such as `NotFound`; empty if it gave none. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** Whether a cluster said that an object is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ClusterRefusal && error.reason === 'NotFound';
}

/** Whether a cluster said that an object is there already. */
export function isAlreadyThere(error: unknown): boolean {
  return error instanceof ClusterRefusal && error.reason === 'AlreadyExists';
}

/** Whether a cluster said that another manages a field. */
export function isConflict(error: unknown): boolean {
  return error instanceof ClusterRefusal && error.reason === 'Conflict';
}
