// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  /** @param {import('knex').Knex.CreateTableBuilder} table */
  const ofRequest = table =>
    table
      .string('request_id', 36)
      .notNullable()
      .references('id')
      .inTable('mesh_requests')
      .onDelete('CASCADE');

  await knex.schema.createTable('mesh_vm_groups', table => {
    table.comment('The group of machines of each request, also after its end');
    ofRequest(table).primary();
    table.string('cluster', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('group_name', 253).notNullable();
    table.string('service_account', 253).notNullable();
    table
      .bigInteger('retired_at')
      .nullable()
      .comment('Milliseconds since 1970; null while the request lives');
    table.index(['cluster', 'namespace'], 'mesh_vm_groups_place_idx');
  });

  await knex.schema.createTable('mesh_vm_handouts', table => {
    table.comment('What machines were given with a token, never the token');
    table.increments('id');
    ofRequest(table).index('mesh_vm_handouts_request_idx');
    table.bigInteger('given_at').notNullable();
    table.text('handout').notNullable().comment('As JSON; nothing secret');
  });

  await knex.schema.createTable('mesh_vm_machines', table => {
    table.comment(
      'Machines that were seen, since istiod deletes their entries when they go',
    );
    ofRequest(table);
    table.string('name', 253).notNullable();
    table.string('address', 64).nullable();
    table
      .string('connected_at', 40)
      .notNullable()
      .comment('As istiod wrote it');
    table
      .bigInteger('left_at')
      .nullable()
      .comment('Milliseconds since 1970; null while it is there');
    table
      .string('root', 64)
      .nullable()
      .comment(
        'Fingerprint of the roots that were there when it was seen last',
      );
    table.primary(['request_id', 'name']);
  });

  await knex.schema.createTable('mesh_vm_alarms', table => {
    table.comment('Machines of retired requests that registered again');
    ofRequest(table);
    table.string('name', 253).notNullable();
    table.string('address', 64).nullable();
    table.string('connected_at', 40).notNullable();
    table.bigInteger('raised_at').notNullable();
    table.bigInteger('notified_at').nullable();
    table.bigInteger('over_at').nullable();
    table.primary(['request_id', 'name', 'connected_at']);
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_vm_alarms');
  await knex.schema.dropTable('mesh_vm_machines');
  await knex.schema.dropTable('mesh_vm_handouts');
  await knex.schema.dropTable('mesh_vm_groups');
};
