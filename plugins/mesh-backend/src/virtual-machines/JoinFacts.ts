import { Knex } from 'knex';
import { KubernetesObject } from '../clusters/types';
import { ControlPlaneFacts } from './ControlPlane';

/** What must not have changed between provisioning and a bundle. */
export interface JoinFacts {
  groupUid: string;
  serviceAccount: string;
  network: string;
  clusterId: string;
  revision: string;
  /** Empty where there was none. */
  istiodAddress: string;
}

const WORDS: Record<keyof JoinFacts, string> = {
  groupUid: 'the WorkloadGroup was deleted and made anew',
  serviceAccount: 'the service account of the group is another',
  network: 'the network of the group is another',
  clusterId: "Istio's ID of the cluster is another",
  revision: 'the revision of the control plane is another',
  istiodAddress: 'the address of istiod is another',
};

/** Reads the facts off a group and its control plane. */
export function joinFactsOf(
  group: KubernetesObject,
  plane: ControlPlaneFacts,
  istiodAddress: string | undefined,
): JoinFacts {
  const { serviceAccount = '', network = '' } = group.spec?.template ?? {};
  return {
    groupUid: group.metadata.uid ?? '',
    serviceAccount,
    network,
    clusterId: plane.clusterId,
    revision: plane.revision,
    istiodAddress: istiodAddress ?? plane.gatewayAddress ?? '',
  };
}

/**
 * What is not as it was when the request was carried out, in words; undefined
 * when all is. An address that was not there then may have come since.
 */
export function changedFacts(
  then: JoinFacts,
  now: JoinFacts,
): string | undefined {
  const changed = (Object.keys(WORDS) as (keyof JoinFacts)[]).filter(
    key =>
      then[key] !== now[key] && !(key === 'istiodAddress' && then[key] === ''),
  );
  return changed.length
    ? changed.map(key => WORDS[key]).join(', and ')
    : undefined;
}

/** Keeps the facts of requests; nothing of them is secret. */
export class JoinFactsStore {
  constructor(private readonly knex: Knex) {}

  /** The writer holds the request's lease, so that the last one is right. */
  async keep(requestId: string, facts: JoinFacts): Promise<void> {
    await this.knex('mesh_vm_join_facts')
      .insert({ request_id: requestId, facts: JSON.stringify(facts) })
      .onConflict('request_id')
      .merge();
  }

  async find(requestId: string): Promise<JoinFacts | undefined> {
    const row = await this.knex('mesh_vm_join_facts')
      .where({ request_id: requestId })
      .first();
    return row && (JSON.parse(row.facts) as JoinFacts);
  }
}
