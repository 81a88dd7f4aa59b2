import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { RootChangeProgress } from '@meshport/backstage-plugin-mesh-common';

/** Guided changes of roots. */
export interface RootChanges {
  /** Those that are not over; without what a caller may do. */
  underWay(cluster?: string): Promise<RootChangeProgress[]>;
  /** @throws `NotFoundError` also for one that the caller may not see */
  progress(
    requestId: string,
    options: { credentials?: BackstageCredentials },
  ): Promise<RootChangeProgress>;
  /**
   * Each throws `NotFoundError`, `NotAllowedError`, and `ConflictError` when it
   * is not in a state for that.
   */
  pause(requestId: string, change: Steering): Promise<RootChangeProgress>;
  resume(requestId: string, change: Steering): Promise<RootChangeProgress>;
  rollBack(requestId: string, change: Steering): Promise<RootChangeProgress>;
}

/** Who steers a root change, and why. */
export interface Steering {
  credentials: BackstageCredentials;
  reason?: string;
}
