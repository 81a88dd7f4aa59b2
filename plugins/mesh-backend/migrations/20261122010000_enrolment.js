// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_enrolment_codes', table => {
    table.comment(
      'Codes that machines redeem for a bundle; never a code itself',
    );
    table.string('id', 36).primary().notNullable();
    table
      .string('request_id', 36)
      .notNullable()
      .references('id')
      .inTable('mesh_requests')
      .onDelete('CASCADE');
    table
      .string('code_hash', 64)
      .notNullable()
      .unique({ indexName: 'mesh_enrolment_codes_hash_uniq' })
      .comment('SHA-256 in hexadecimal');
    table.string('form', 20).notNullable();
    table.string('made_by').notNullable();
    table.bigInteger('made_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.string('cidr', 64).nullable();
    table.integer('uses').notNullable();
    table.integer('uses_left').notNullable();
    table
      .text('input')
      .notNullable()
      .comment('What the bundle is made with, as JSON; nothing secret');
    table.string('revoked_by').nullable();
    table.bigInteger('revoked_at').nullable();
    table.index(['request_id', 'made_at'], 'mesh_enrolment_codes_request_idx');
  });

  await knex.schema.createTable('mesh_enrolment_redemptions', table => {
    table.comment('Who redeemed a code');
    table.string('id', 36).primary().notNullable();
    table
      .string('code_id', 36)
      .notNullable()
      .references('id')
      .inTable('mesh_enrolment_codes')
      .onDelete('CASCADE');
    table.bigInteger('at').notNullable();
    table.string('source', 64).notNullable();
    table.string('hostname', 253).notNullable();
    table.string('address', 64).notNullable();
    table.string('format', 10).notNullable();
    table.string('arch', 10).notNullable();
    table
      .string('outcome', 10)
      .notNullable()
      .comment('unfinished until the bundle is given or the use given back');
    table.index(['code_id', 'at'], 'mesh_enrolment_redemptions_code_idx');
  });

  await knex.schema.createTable('mesh_enrolment_tries', table => {
    table.comment('Failed tries to redeem in the window that began last');
    table
      .string('key', 64)
      .primary()
      .notNullable()
      .comment('SHA-256 of a source or of what was sent as a code');
    table.bigInteger('began_at').notNullable();
    table.integer('tries').notNullable();
    table.index(['began_at'], 'mesh_enrolment_tries_began_idx');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_enrolment_tries');
  await knex.schema.dropTable('mesh_enrolment_redemptions');
  await knex.schema.dropTable('mesh_enrolment_codes');
};
