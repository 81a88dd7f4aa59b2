// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_ca_alerts', table => {
    table.comment(
      'What people were told about certificate authorities, so that nobody is told twice',
    );
    table.string('subject', 200).notNullable();
    table.string('stage', 60).notNullable();
    table.bigInteger('noted_at').notNullable().comment('Milliseconds');
    table
      .bigInteger('claimed_until')
      .notNullable()
      .defaultTo(0)
      .comment('Until then one instance sends it');
    table.bigInteger('sent_at').comment('Milliseconds; null: not sent yet');
    table.primary(['subject', 'stage']);
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_ca_alerts');
};
