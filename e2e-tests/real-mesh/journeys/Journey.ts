import { Checks } from '../../support/Checks';
import { Situation } from '../situation';

/** One part of what is tried. */
export interface Journey {
  title: string;
  run(checks: Checks, situation: Situation): Promise<void>;
}
