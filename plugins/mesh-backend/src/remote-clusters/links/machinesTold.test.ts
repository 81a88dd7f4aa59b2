import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { machinesTold } from './machinesTold';

jest.setTimeout(60_000);

describe('machinesTold', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('SQLITE_3');
    await knex.schema.createTable('mesh_requests', table => {
      table.string('id');
      table.string('status');
    });
    await knex.schema.createTable('mesh_vm_join_facts', table => {
      table.string('request_id');
      table.text('facts');
    });
    for (const [id, status, clusterId, istiodAddress] of [
      ['one', 'ready', 'east', '203.0.113.10'],
      ['two', 'ready', 'east', '203.0.113.99'],
      ['gone', 'retired', 'east', '203.0.113.7'],
      ['none', 'ready', 'east', ''],
      ['west', 'ready', 'west', '203.0.113.10'],
    ]) {
      await knex('mesh_requests').insert({ id, status });
      await knex('mesh_vm_join_facts').insert({
        request_id: id,
        facts: JSON.stringify({ clusterId, istiodAddress }),
      });
    }
  });

  it('is of the machines in force, by cluster', async () => {
    expect(Object.fromEntries(await machinesTold(knex))).toEqual({
      east: [
        { address: '203.0.113.10', by: 'the bundles of request one' },
        { address: '203.0.113.99', by: 'the bundles of request two' },
      ],
      west: [{ address: '203.0.113.10', by: 'the bundles of request west' }],
    });
  });
});
