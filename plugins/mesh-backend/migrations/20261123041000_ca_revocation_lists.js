// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_ca_revocation_lists', table => {
    table.comment(
      'When the revocation lists of control planes are to be fetched anew',
    );
    table
      .string('id', 130)
      .primary()
      .notNullable()
      .comment('cluster/namespace');
    table
      .bigInteger('due_at')
      .comment('Milliseconds; half of the shortest life');
    table.bigInteger('late_at').comment('Milliseconds; two thirds of it');
    table.bigInteger('ends_at').comment('Milliseconds; the first runs out');
    table.bigInteger('try_at').notNullable().defaultTo(0);
    table.integer('failures').notNullable().defaultTo(0);
    table.text('problem');
    table.string('lease_owner', 200);
    table.bigInteger('lease_until').comment('Milliseconds');
    table
      .integer('attempt')
      .notNullable()
      .defaultTo(0)
      .comment('Fencing token: grows with every claim');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_ca_revocation_lists');
};
