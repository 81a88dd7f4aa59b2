import {
  AppliedObject,
  RequestLive,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import { RequestCluster } from '@meshport/backstage-plugin-mesh-node';

/** Brings plans to clusters, as the plugin's own identity there. */
export interface PlanDelivery {
  /**
   * What applying would change, by the API server's own dry-run. Throws
   * `ConflictError` when something that is not ours would change.
   */
  rehearse(plan: RequestPlan): Promise<AppliedObject[]>;
  /** UID of each object by `keyOf`, null for one that is not there. */
  presence(plan: RequestPlan): Promise<Record<string, string | null>>;
  /** Each object of the plan beside what is in the cluster. */
  compare(plan: RequestPlan): Promise<RequestLive['differences']>;
  /**
   * Applies the objects.
   *
   * @param beforeWrite - called before every single write; when it throws,
   * nothing more is written.
   */
  apply(
    plan: RequestPlan,
    beforeWrite: () => Promise<void>,
  ): Promise<AppliedObject[]>;
  cluster(name: string, beforeWrite: () => Promise<void>): RequestCluster;
}
