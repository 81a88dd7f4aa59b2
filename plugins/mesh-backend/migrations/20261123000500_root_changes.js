// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_root_changes', table => {
    table.comment('Guided changes of a root; nothing secret is in them');
    table.string('request_id', 36).primary().notNullable();
    table.string('cluster', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table
      .text('facts')
      .notNullable()
      .comment('As JSON: what it began with; never rewritten');
    table
      .text('look')
      .comment('As JSON: who had turned over when it was looked at last');
    table
      .string('under_way', 127)
      .comment('cluster/namespace until it is over: one at a time');
    table.unique(['under_way'], { indexName: 'mesh_root_changes_one' });
  });
  await knex.schema.createTable('mesh_root_change_steps', table => {
    table.comment('What was done, in order; only added to');
    table
      .string('request_id', 36)
      .notNullable()
      .references('request_id')
      .inTable('mesh_root_changes')
      .onDelete('CASCADE');
    table.integer('sequence').notNullable();
    table.bigInteger('at').notNullable().comment('Milliseconds since 1970');
    table.string('type', 20).notNullable();
    table.text('step').notNullable().comment('As JSON');
    table.primary(['request_id', 'sequence']);
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_root_change_steps');
  await knex.schema.dropTable('mesh_root_changes');
};
