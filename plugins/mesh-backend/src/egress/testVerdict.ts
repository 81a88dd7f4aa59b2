import { EgressTest } from '@meshport/backstage-plugin-mesh-common';
import { TestRun } from './runTestJob';

/** Exit codes of curl that mean: the connection was closed by the other side. */
const CLOSED = [35, 52, 55, 56];

/** What a run of a Job means, in words. */
export function verdictOf(
  { result, problem }: TestRun,
  url: string,
): Pick<EgressTest, 'state' | 'message' | 'status'> {
  if (!result) {
    return {
      state: 'notRun',
      message: `${url} was not called: ${problem ?? 'the Job said nothing'}.`,
    };
  }
  const { status, exit, error } = result;
  const told = error ? ` (${error})` : '';
  if (exit !== 0) {
    return CLOSED.includes(exit)
      ? {
          state: 'refused',
          message: `${url} closed the connection${told}: the caller is not let in, or the upstream hangs up.`,
        }
      : { state: 'failed', message: `${url} gave no answer${told}.` };
  }
  if (status === undefined || status === 0) {
    return { state: 'passed', message: `${url} took the connection.` };
  }
  if (status === 403) {
    return {
      state: 'refused',
      status,
      message: `${url} answered 403: the caller is not let in, by the gateway or by the upstream.`,
    };
  }
  return status >= 500
    ? { state: 'failed', status, message: `${url} answered ${status}${told}.` }
    : { state: 'passed', status, message: `${url} answered ${status}.` };
}
