import { durationMillis } from '../decode/duration';
import { Complaint } from './Problems';

/** Why Istio does not take a duration; one that is not set is taken. */
export function durationProblem(text: string | undefined): Complaint {
  const millis = text === undefined ? undefined : durationMillis(text);
  if (millis === undefined) {
    return undefined;
  }
  if (millis < 1) {
    return 'duration must be greater than 1ms';
  }
  // Fractions of milliseconds come as binary fractions.
  return Math.abs(millis - Math.round(millis)) > 1e-6
    ? 'only durations to ms precision are supported'
    : undefined;
}
