import { Finding } from '@meshport/istio';

/** A finding over time. Times in milliseconds since 1970. */
export interface FindingRecord {
  id: string;
  finding: Finding;
  firstSeen: number;
  lastSeen: number;
  /** When it was judged to be gone; absent while it is there. */
  resolved?: number;
}

/** A finding that somebody asked not to see. */
export interface HiddenRecord extends FindingRecord {
  /** `annotation`, or the reason that the configuration gives. */
  by: string;
  /** The last day on which it is hidden, when the configuration hides it. */
  until?: string;
}
