// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_findings', table => {
    table.comment('When findings came and went; every replica writes its own');
    table.string('id', 40).primary().notNullable();
    table.string('cluster', 253).notNullable();
    table
      .text('finding')
      .notNullable()
      .comment('As JSON, for when it is gone; without the mend');
    table.bigInteger('first_seen').notNullable();
    table.bigInteger('last_seen').notNullable();
    table
      .bigInteger('resolved_at')
      .nullable()
      .comment('Null while it is there');
    table.bigInteger('changed_at').notNullable();
    table.index(['resolved_at'], 'mesh_findings_resolved_idx');
    table.index(['changed_at'], 'mesh_findings_changed_idx');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_findings');
};
