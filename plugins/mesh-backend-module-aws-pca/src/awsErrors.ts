import {
  InputError,
  isError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';

const throttled = [
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'SlowDown',
];

const refusedCredentials = [
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
  'ExpiredToken',
  'InvalidIdentityToken',
  'InvalidIdentityTokenException',
  'IDPRejectedClaim',
  'IDPRejectedClaimException',
];

const denied = ['AccessDeniedException', 'AccessDenied', 'NotAuthorized'];

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } })?.$metadata
    ?.httpStatusCode;
}

function nameOf(error: unknown): string {
  return isError(error) ? error.name : 'unknown';
}

const noCredentials = ['CredentialsProviderError', 'TokenProviderError'];

/** Whether there were too many calls: then nothing was done. */
export function isThrottled(error: unknown): boolean {
  return throttled.includes(nameOf(error));
}

/**
 * Whether another try may help: too many calls, a failure of the service, an
 * answer that was lost or cannot be read.
 */
export function mayHelp(error: unknown): boolean {
  const status = statusOf(error);
  const name = nameOf(error);
  if (noCredentials.includes(name)) return false;
  if (isThrottled(error)) return true;
  // Without a status nothing was answered that could be read as a refusal.
  return status === undefined || status >= 500 || status < 400;
}

const sentence = (text: string) => text.replace(/[.\s]+$/, '');

/**
 * The errors that providers throw, out of what the SDK threw.
 *
 * @param doing - e.g. `acm-pca:IssueCertificate on arn:…`
 */
export function awsError(error: unknown, doing: string): Error {
  const name = nameOf(error);
  const said = isError(error) ? sentence(error.message) : String(error);
  if (
    error instanceof InputError ||
    error instanceof NotAllowedError ||
    error instanceof ServiceUnavailableError
  ) {
    return error;
  }
  if (noCredentials.includes(name)) {
    return new NotAllowedError(
      `No credentials of AWS were found for ${doing}: ${said}. Give the backend a role (IRSA, Pod Identity), a profile or keys in its environment`,
    );
  }
  if (refusedCredentials.includes(name)) {
    // What AWS says of a signature repeats parts of the request.
    return new NotAllowedError(
      `AWS does not take the credentials for ${doing} (${name}). Check the role, its trust policy and the clock of the backend`,
    );
  }
  if (denied.includes(name)) {
    return new NotAllowedError(
      `AWS does not allow ${doing}: ${said}. Add it to the policy of the backend's role`,
    );
  }
  if (mayHelp(error) || name === 'RequestFailedException') {
    return new ServiceUnavailableError(
      `AWS did not answer ${doing} (${name}: ${said}). Try again later`,
    );
  }
  return new InputError(`AWS refuses ${doing}: ${said} (${name})`);
}
