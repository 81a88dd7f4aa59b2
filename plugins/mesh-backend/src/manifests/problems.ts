import { ErrorLike } from '@backstage/errors';

/**
 * Throws what went wrong with several objects as one error: of the class of
 * the first, with all messages, each once. Does nothing when there is none.
 */
export function throwTogether(problems: ErrorLike[]): void {
  const [first] = problems;
  if (first) {
    const messages = new Set(problems.map(problem => problem.message));
    first.message = [...messages].join('\n');
    throw first;
  }
}

/** The same error with a remark behind its message. */
export function withRemark(error: ErrorLike, remark: string): ErrorLike {
  error.message = `${error.message}\n${remark}`;
  return error;
}
