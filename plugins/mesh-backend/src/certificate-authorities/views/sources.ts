import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CaIssuance,
  RootChangeAction,
  RootChangeProgress,
} from '@meshport/backstage-plugin-mesh-common';

/** What was issued, or tried, through the portal; newest first. */
export interface IssuanceHistory {
  list(filter?: { cluster?: string }): Promise<CaIssuance[]>;
}

/** Guided changes of roots. */
export interface RootChanges {
  /** Those that are not over; without what a caller may do. */
  underWay(): Promise<RootChangeProgress[]>;
  /** @throws `NotFoundError` also for one that the caller may not see */
  progress(
    requestId: string,
    credentials: BackstageCredentials,
  ): Promise<RootChangeProgress>;
  /**
   * @throws `NotFoundError`, `NotAllowedError`, `ConflictError` when it is not
   * in a state for that, `InputError` for a missing reason
   */
  change(
    requestId: string,
    change: { action: RootChangeAction; reason?: string },
    credentials: BackstageCredentials,
  ): Promise<RootChangeProgress>;
}
