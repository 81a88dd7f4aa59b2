import { RequestDelivery } from '@meshport/backstage-plugin-mesh-common';

/** What a policy sees of a request. */
export interface RequestFacts {
  kind: string;
  delivery: RequestDelivery;
  /** One place that the request touches; a policy is asked for each. */
  target: { cluster: string; namespace?: string };
  /** Entity reference. */
  requester: string;
  /** The groups of the requester as the catalog has them now. */
  requesterGroups(): Promise<string[]>;
}

/** What a policy demands for one place. */
export interface RequestDemand {
  /** Name of the policy, for people. */
  policy: string;
  approval: 'required' | 'notNeeded';
  /** Entity references; a member of one of them has to approve. */
  approverGroups: string[];
  /** Whether an approval is needed too where a pull request is the review. */
  approvalForGit: boolean;
  beneficiaryOwnerAgrees: boolean;
  deliveries: RequestDelivery[];
  /** Milliseconds until a request that is not written by then expires. */
  expiresAfterMs?: number;
}

/** Says who has to approve what; demands of several add up. */
export interface RequestPolicy {
  /** Undefined when it says nothing about this request and place. */
  demandFor(facts: RequestFacts): Promise<RequestDemand | undefined>;
}
