import {
  ConflictError,
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  ClusterUnreachableError,
  InvalidKubeconfigError,
  KubernetesStatusError,
} from '../clusters/errors';
import { describeObject, ManifestObject } from './objects';

/** How server-side apply answers to a field that the schema does not know, with code 500. */
const TYPED_PATCH = /^failed to create typed patch object \([^)]*\): /;

/** What was being done when a cluster answered with an error. */
export interface ClusterCall {
  cluster: string;
  object?: ManifestObject;
}

/**
 * A cluster's error as one of Backstage's, in words that name the object, the
 * field and what to do. Errors that are none of the cluster's come back as
 * they are.
 *
 * Which answer means what was read off a real API server (1.35); notably,
 * server-side apply answers 500 without a reason to a field that its schema
 * does not know.
 */
export function toBackstageError(error: unknown, call: ClusterCall): Error {
  if (error instanceof InvalidKubeconfigError) {
    return new ServiceUnavailableError(
      `cluster: ${call.cluster} cannot be reached with its configuration; an administrator has to mend it (${error.message})`,
    );
  }
  if (error instanceof ClusterUnreachableError) {
    return new ServiceUnavailableError(
      `cluster: ${error.message.replace(
        /^cluster /,
        '',
      )}; try again when it does`,
    );
  }
  if (!(error instanceof KubernetesStatusError)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const what = call.object
    ? describeObject(call.object)
    : 'what it was asked for';
  if (isWebhookRefusal(error)) {
    return new InputError(`${what}: ${inOneLine(error.message)}`);
  }
  switch (error.code) {
    case 401:
      return new ServiceUnavailableError(
        `cluster: ${call.cluster} does not accept Meshport's credentials; an administrator has to renew them`,
      );
    case 403:
      return forbidden(error, call, what);
    case 404:
      return notFound(error, call, what);
    case 409:
      return conflict(error, what);
    case 400:
    case 415:
    case 422:
      return new InputError(`${what}: ${fieldProblems(error)}`);
    case 500:
      return TYPED_PATCH.test(error.message)
        ? new InputError(`${what}: ${error.message.replace(TYPED_PATCH, '')}`)
        : unavailable(error, call);
    default:
      return unavailable(error, call);
  }
}

/** The API server's prefix for refusals of webhooks and admission policies, whatever their code. */
function isWebhookRefusal(error: KubernetesStatusError): boolean {
  return (
    error.message.startsWith('admission webhook ') &&
    error.message.includes(' denied the request')
  );
}

/** Istio's webhook answers with a list of several lines. */
function inOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function forbidden(
  error: KubernetesStatusError,
  { cluster, object }: ClusterCall,
  what: string,
): Error {
  if (
    /exceeded quota|violates PodSecurity|ValidatingAdmissionPolicy/.test(
      error.message,
    )
  ) {
    return new InputError(`${what}: ${error.message}`);
  }
  const where = object
    ? `write ${object.kind} objects in namespace ${object.metadata.namespace}`
    : 'do this';
  return new NotAllowedError(
    `cluster: Meshport's account in ${cluster} may not ${where}; an administrator has to bind the role of docs/rbac/write.yaml there`,
  );
}

function notFound(
  error: KubernetesStatusError,
  { cluster, object }: ClusterCall,
  what: string,
): Error {
  if (error.details?.kind === 'namespaces') {
    return namespaceMissing(
      object?.metadata.namespace ?? error.details.name ?? '',
      cluster,
    );
  }
  return new InputError(
    `${what}: cluster ${cluster} does not know this kind; check that Istio's and the Gateway API's definitions are installed there`,
  );
}

/** The error for a namespace that is not there. */
export function namespaceMissing(
  namespace: string,
  cluster: string,
  field = 'namespace',
): Error {
  return new InputError(
    `${field}: ${namespace} does not exist in cluster ${cluster}; create it first or choose another`,
  );
}

function conflict(error: KubernetesStatusError, what: string): Error {
  const owned = (error.details?.causes ?? []).filter(
    cause => cause.reason === 'FieldManagerConflict',
  );
  if (!owned.length) {
    return new ConflictError(`${what}: ${error.message}`);
  }
  const fields = owned.map(
    cause => `${cause.field} belongs to ${managerOf(cause.message ?? '')}`,
  );
  return new ConflictError(
    `${what}: ${fields.join(
      ', ',
    )}; Meshport takes nothing over, so change it there or have that manager give the field up`,
  );
}

/** `conflict with "kubectl-edit" using apps/v1` names the manager in quotes. */
function managerOf(message: string): string {
  return /^conflict with "([^"]*)"/.exec(message)?.[1] ?? 'another manager';
}

function fieldProblems(error: KubernetesStatusError): string {
  const causes = (error.details?.causes ?? []).filter(
    // The API server's own remark that it stopped checking has the field <nil>.
    cause => cause.field && cause.field !== '<nil>',
  );
  return causes.length
    ? causes.map(cause => `${cause.field}: ${cause.message}`).join('; ')
    : error.message;
}

function unavailable(
  error: KubernetesStatusError,
  { cluster }: ClusterCall,
): Error {
  return new ServiceUnavailableError(
    `cluster: ${cluster} could not do it now (${error.code}: ${error.message}); try again`,
  );
}
