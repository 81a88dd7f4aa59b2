// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_ca_issuances', table => {
    table.comment(
      'Intermediates that were asked of certificate authorities; no key is in it. Rows are never changed',
    );
    table.string('id', 36).primary().notNullable();
    table
      .string('operation', 100)
      .notNullable()
      .comment('What it is for, e.g. request/ID; each try is a row of its own');
    table.integer('number').notNullable().comment('Of the try; from 1');
    table.string('cluster', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('authority', 63).notNullable();
    table.text('document').notNullable().comment('As JSON: what was asked for');
    table.bigInteger('created_at').notNullable().comment('ms since 1970');
    table.unique(['operation', 'number']);
    table.index(['cluster', 'created_at'], 'mesh_ca_issuances_cluster');
  });
  await knex.schema.createTable('mesh_ca_issuance_events', table => {
    table.comment('What happened to an issuance; rows are only ever added');
    table
      .string('issuance_id', 36)
      .notNullable()
      .references('id')
      .inTable('mesh_ca_issuances');
    table.integer('sequence').notNullable().comment('From 1');
    table.string('type', 20).notNullable();
    table.text('document').notNullable().comment('As JSON');
    table.bigInteger('at').notNullable().comment('ms since 1970');
    // Of two who go on with one issuance, the second fails here.
    table.primary(['issuance_id', 'sequence']);
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_ca_issuance_events');
  await knex.schema.dropTable('mesh_ca_issuances');
};
