// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_remote_joins', table => {
    table.comment(
      'Remote clusters that were joined to primaries; no credential is in it',
    );
    table.string('id', 36).primary().notNullable();
    table.string('primary_cluster', 63).notNullable();
    table.string('remote_cluster', 63).notNullable();
    table
      .text('document')
      .notNullable()
      .comment('As JSON: what was made, by UID, and which credential is used');
    table
      .bigInteger('renew_at')
      .comment('When something is due; milliseconds since 1970');
    table.string('lease_owner', 200);
    table.bigInteger('lease_until').comment('Milliseconds since 1970');
    table
      .integer('attempt')
      .notNullable()
      .defaultTo(0)
      .comment('Fencing token: grows with every claim');
    table.unique(['primary_cluster', 'remote_cluster']);
    table.index(['renew_at'], 'mesh_remote_joins_due');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_remote_joins');
};
