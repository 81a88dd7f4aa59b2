/** One cause of a failure, as kubectl prints it. */
export interface StatusCause {
  reason?: string;
  message: string;
  field?: string;
}

/** `details` of a Status object. */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** A failure that is answered as a Kubernetes Status object. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: StatusDetails,
  ) {
    super(message);
    this.name = 'StatusError';
  }

  /** The body as the real API server writes it. */
  body(): Record<string, unknown> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

interface Named {
  group: string;
  plural: string;
}

/** `pods`, or `deployments.apps` for kinds outside the core group. */
export function qualified({ group, plural }: Named): string {
  return group ? `${plural}.${group}` : plural;
}

function detailsOf({ group, plural }: Named, name?: string): StatusDetails {
  return {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    kind: plural,
  };
}

export function notFound(type: Named, name: string): StatusError {
  return new StatusError(
    404,
    'NotFound',
    `${qualified(type)} "${name}" not found`,
    detailsOf(type, name),
  );
}

/** What a resource path of an unknown kind answers. */
export function noSuchPath(): StatusError {
  return new StatusError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );
}

export function alreadyExists(
  type: Named,
  name: string,
  isEnding = false,
): StatusError {
  return new StatusError(
    409,
    'AlreadyExists',
    `${isEnding ? 'object is being deleted: ' : ''}${qualified(
      type,
    )} "${name}" already exists`,
    detailsOf(type, name),
  );
}

export function conflict(type: Named, name: string, why: string): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${why}`,
    detailsOf(type, name),
  );
}

/** The conflict of a stale resourceVersion. */
export function stale(type: Named, name: string): StatusError {
  return conflict(
    type,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function forbidden(
  type: Named,
  name: string | undefined,
  why: string,
  causes?: StatusCause[],
): StatusError {
  return new StatusError(
    403,
    'Forbidden',
    `${qualified(type)}${name ? ` "${name}"` : ''} is forbidden: ${why}`,
    { ...detailsOf(type, name), ...(causes ? { causes } : {}) },
  );
}

export function invalid(
  type: { group: string; kind: string },
  name: string,
  causes: Required<StatusCause>[],
): StatusError {
  const each = causes.map(cause => `${cause.field}: ${cause.message}`);
  const text = each.length === 1 ? each[0] : `[${each.join(', ')}]`;
  return new StatusError(
    422,
    'Invalid',
    `${type.kind}${
      type.group ? `.${type.group}` : ''
    } "${name}" is invalid: ${text}`,
    {
      ...(name ? { name } : {}),
      ...(type.group ? { group: type.group } : {}),
      kind: type.kind,
      causes,
    },
  );
}

/** What the real server answers where it did not foresee a failure. */
export function unforeseen(message: string): StatusError {
  return new StatusError(500, '', message);
}

/** A request's options that are wrong, such as ListOptions. */
export function invalidOptions(
  kind: string,
  field: string,
  reason: string,
  message: string,
): StatusError {
  return invalid({ group: 'meta.k8s.io', kind }, '', [
    { reason, message, field },
  ]);
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** A resourceVersion or continue token that has been compacted away. */
export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function notAcceptable(message: string): StatusError {
  return new StatusError(406, 'NotAcceptable', message);
}

export function unsupportedMediaType(
  given: string,
  accepted: string[],
): StatusError {
  return new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}${given ? ` (got ${given})` : ''}`,
  );
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}
