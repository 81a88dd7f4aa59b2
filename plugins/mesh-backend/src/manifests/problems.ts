import { ErrorLike } from '@backstage/errors';

/**
 * Throws what went wrong with several objects as one error: of the class of
 * the first, with all messages. Does nothing when there is none.
 */
export function throwTogether(problems: ErrorLike[]): void {
  const [first, ...others] = problems;
  if (!first) {
    return;
  }
  first.message = [first, ...others].map(one => one.message).join('\n');
  throw first;
}

/** The same error with a remark behind its message. */
export function withRemark(error: ErrorLike, remark: string): ErrorLike {
  error.message = `${error.message}\n${remark}`;
  return error;
}
