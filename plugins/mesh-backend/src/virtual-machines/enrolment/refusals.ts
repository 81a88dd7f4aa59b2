import { CustomErrorBase } from '@backstage/errors';

/** The one answer to a code that is wrong, used, expired, revoked, of another request or sent from elsewhere. */
export class CodeRefusedError extends CustomErrorBase {
  name = 'CodeRefusedError' as const;

  constructor() {
    super(
      'This code is not good for this request here: it may be mistyped, used, expired or revoked. Make a new one on the page of the request',
    );
  }
}

/** Too many tries failed. */
export class TooManyTriesError extends CustomErrorBase {
  name = 'TooManyTriesError' as const;

  /** @param retryAfter - seconds */
  constructor(readonly retryAfter: number) {
    super(
      `Too many tries have failed; wait ${retryAfter} seconds, then try again with a new code`,
    );
  }
}
