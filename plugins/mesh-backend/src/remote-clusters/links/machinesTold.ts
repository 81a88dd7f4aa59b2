import { Knex } from 'knex';
import { ToldAddress } from './LinkReading';

/** Of machines that joined by one request; nothing of it is secret. */
interface Facts {
  clusterId: string;
  /** Empty where none was known. */
  istiodAddress: string;
}

/**
 * Where machines were told that istiod is, by Istio's ID of their cluster: of
 * every request for machines that is in force.
 */
export async function machinesTold(
  knex: Knex,
): Promise<Map<string, ToldAddress[]>> {
  const rows: { request_id: string; facts: string }[] = await knex(
    'mesh_vm_join_facts',
  )
    .join('mesh_requests', 'mesh_requests.id', 'mesh_vm_join_facts.request_id')
    .where('mesh_requests.status', 'ready')
    .select('mesh_vm_join_facts.request_id', 'mesh_vm_join_facts.facts');
  const told = new Map<string, ToldAddress[]>();
  for (const { request_id: id, facts } of rows) {
    const { clusterId, istiodAddress } = JSON.parse(facts) as Facts;
    if (clusterId && istiodAddress) {
      const known = told.get(clusterId) ?? [];
      known.push({
        address: istiodAddress,
        by: `the bundles of request ${id}`,
      });
      told.set(clusterId, known);
    }
  }
  return told;
}
