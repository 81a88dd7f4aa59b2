// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_vm_join_facts', table => {
    table.comment(
      'What must not have changed between provisioning and a bundle of a virtual machine',
    );
    table
      .string('request_id', 36)
      .primary()
      .notNullable()
      .references('id')
      .inTable('mesh_requests')
      .onDelete('CASCADE');
    table.text('facts').notNullable().comment('As JSON; nothing secret');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_vm_join_facts');
};
