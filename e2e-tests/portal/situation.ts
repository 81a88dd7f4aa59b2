import { Browser } from '@playwright/test';
import { Demo } from '../support/demo';
import { Checks } from '../support/Checks';

/** What a journey through the portal works with. */
export interface Situation {
  demo: Demo;
  browser: Browser;
  /** Keeps a picture for the documentation, when pictures are wanted. */
  picture(name: string, take: () => Promise<Buffer>): Promise<void>;
}

/** One part of what is tried. */
export interface Journey {
  title: string;
  run(checks: Checks, situation: Situation): Promise<void>;
}
