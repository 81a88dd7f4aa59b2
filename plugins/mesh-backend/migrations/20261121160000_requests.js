// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_requests', table => {
    table.comment('Requests; each row is also the work item of its request');
    table.string('id', 36).primary().notNullable();
    table.string('kind', 100).notNullable();
    table.string('subject', 500).notNullable();
    table.text('title').notNullable();
    table
      .string('status', 20)
      .notNullable()
      .comment('As the history says; kept here so that it can be searched');
    table.string('delivery', 10).notNullable();
    table.string('requester').notNullable();
    table.string('last_editor').notNullable();
    table.string('beneficiary').nullable();
    table.string('content_hash', 64).notNullable();
    table.string('input_hash', 64).notNullable();
    table.string('idempotency_key', 200).nullable();
    table.text('pull_request_url').nullable();
    table.string('pull_request_state', 10).nullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('expires_at').nullable();
    table
      .integer('sequence')
      .notNullable()
      .comment('Number of the last row of the history');
    table
      .integer('attempt')
      .notNullable()
      .defaultTo(0)
      .comment('Fencing token: grows with every claim');
    table.string('lease_owner', 100).nullable();
    table.bigInteger('lease_until').nullable();
    table.bigInteger('next_attempt_at').notNullable();
    table.integer('failures').notNullable().defaultTo(0);
    table.text('problem').nullable();
    table.text('progress').nullable();
    table.unique(['requester', 'idempotency_key'], {
      indexName: 'mesh_requests_idempotency_uniq',
    });
    table.index(['status', 'next_attempt_at'], 'mesh_requests_work_idx');
    table.index(['created_at', 'id'], 'mesh_requests_created_idx');
    table.index(
      ['requester', 'created_at', 'id'],
      'mesh_requests_requester_idx',
    );
    table.index(['beneficiary'], 'mesh_requests_beneficiary_idx');
    table.index(['kind', 'subject'], 'mesh_requests_subject_idx');
    table.index(['status', 'updated_at'], 'mesh_requests_updated_idx');
  });

  await knex.schema.createTable('mesh_request_plans', table => {
    table.comment('Every plan that a request had, as canonical JSON');
    table.string('request_id', 36).notNullable();
    table.string('content_hash', 64).notNullable();
    table.text('plan').notNullable();
    table
      .text('facts')
      .notNullable()
      .comment('What the clusters showed when it was planned; not hashed');
    table.primary(['request_id', 'content_hash']);
  });

  await knex.schema.createTable('mesh_request_targets', table => {
    table.string('request_id', 36).notNullable();
    table.integer('position').notNullable();
    table.string('cluster', 63).notNullable();
    table.string('namespace', 63).notNullable().comment('Empty: the cluster');
    table.primary(['request_id', 'position']);
    table.index(
      ['cluster', 'namespace', 'request_id'],
      'mesh_request_targets_place_idx',
    );
  });

  await knex.schema.createTable('mesh_request_owners', table => {
    table.comment('Owners of the targets when it was requested');
    table.string('request_id', 36).notNullable();
    table.integer('position').notNullable();
    table.string('owner').notNullable();
    table.primary(['request_id', 'position', 'owner']);
    table.index(
      ['owner', 'request_id', 'position'],
      'mesh_request_owners_owner_idx',
    );
  });

  await knex.schema.createTable('mesh_request_approvers', table => {
    table.comment('Groups that a waiting request waits for');
    table.string('request_id', 36).notNullable();
    table.string('group_ref').notNullable();
    table.primary(['request_id', 'group_ref']);
    table.index(['group_ref', 'request_id'], 'mesh_request_approvers_idx');
  });

  await knex.schema.createTable('mesh_request_history', table => {
    table.comment('Append-only but for the marks of what was sent');
    table.string('request_id', 36).notNullable();
    table.integer('sequence').notNullable();
    table.string('type', 30).notNullable();
    table.string('status', 20).notNullable();
    table.bigInteger('at').notNullable();
    table.string('actor_type', 10).notNullable();
    table.string('actor_ref').nullable();
    table.string('actor_via').nullable();
    table.text('reason').nullable();
    table.text('mend').nullable();
    table.string('content_hash', 64).notNullable();
    table.text('policies').nullable();
    table
      .text('proof')
      .nullable()
      .comment('Which permission was decided how, and by which group');
    table.integer('attempt').notNullable();
    table.integer('to_send').notNullable().comment('1 until all is sent');
    table.bigInteger('event_sent_at').nullable();
    table.bigInteger('notified_at').nullable();
    table.bigInteger('send_after').notNullable();
    table.integer('send_attempts').notNullable().defaultTo(0);
    table.primary(['request_id', 'sequence']);
    table.index(['to_send', 'send_after'], 'mesh_request_history_send_idx');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_request_history');
  await knex.schema.dropTable('mesh_request_approvers');
  await knex.schema.dropTable('mesh_request_owners');
  await knex.schema.dropTable('mesh_request_targets');
  await knex.schema.dropTable('mesh_request_plans');
  await knex.schema.dropTable('mesh_requests');
};
