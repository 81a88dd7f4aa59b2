import { Checks } from '../../support/Checks';
import { Enrolling } from '../Enrolling';

/** One part of what is tried of the script. */
export interface Part {
  title: string;
  run(checks: Checks, enrolling: Enrolling): Promise<void>;
}
