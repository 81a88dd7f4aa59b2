import { CaKeyType } from '@meshport/backstage-plugin-mesh-common';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { IssueOptions } from '../issuance/IntermediateIssuer';
import { IntermediateSubject } from '../issuance/Issuance';
import { RootChangeFacts } from './RootChange';

/** What a request for a change of the root keeps in its plan. */
export interface RootChangeParameters {
  authority: string;
  cluster: string;
  namespace: string;
  keyType: CaKeyType;
  validityDays: number;
  subject: IntermediateSubject;
  /** SHA-256 of the authority's root when it was planned, and its subject. */
  newRoot: { fingerprint: string; subject: string };
  renewals: 'inAdvance' | 'ask';
  acceptOutage: boolean;
}

/** The parameters of a plan. */
export function parametersOf(plan: {
  parameters: object;
}): RootChangeParameters {
  return plan.parameters as unknown as RootChangeParameters;
}

/** What is asked of an authority for the new signer. */
export type NewSignerOrder = IssueOptions['order'] & { work: RequestWork };

/** What is asked of the authority, as it was approved. */
export function orderOf(
  work: RequestWork,
  { cluster, namespace }: RootChangeFacts,
): NewSignerOrder {
  const { authority, keyType, validityDays, subject, renewals } = parametersOf(
    work.plan,
  );
  return {
    work,
    authority,
    cluster,
    namespace,
    keyType,
    validityDays,
    subject,
    renewals,
  };
}
