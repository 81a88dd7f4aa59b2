import { Knex } from 'knex';
import { RequestCondition, RequestField } from './RequestStore';

const COLUMNS: Record<RequestField, string> = {
  id: 'mesh_requests.id',
  kind: 'mesh_requests.kind',
  status: 'mesh_requests.status',
  requester: 'mesh_requests.requester',
  beneficiary: 'mesh_requests.beneficiary',
  subject: 'mesh_requests.subject',
};

type TargetCondition = Extract<RequestCondition, { match: 'all' | 'any' }>;

/** Adds a condition to a query on `mesh_requests`; values are always bound. */
export function addCondition(
  query: Knex.QueryBuilder,
  condition: RequestCondition,
  db: Knex,
): void {
  if ('all' in condition) {
    for (const one of condition.all) {
      query.andWhere(part => addCondition(part, one, db));
    }
  } else if ('any' in condition) {
    query.andWhere(parts => {
      // Of no alternatives none holds.
      parts.whereRaw('1 = 0');
      for (const one of condition.any) {
        parts.orWhere(part => addCondition(part, one, db));
      }
    });
  } else if ('not' in condition) {
    // A column without a value compares as unknown, which not leaves unknown.
    query.whereNotIn('mesh_requests.id', idsOf(condition.not, db));
  } else if ('field' in condition) {
    query.whereIn(COLUMNS[condition.field], condition.in);
  } else if ('target' in condition) {
    addTargetCondition(query, condition, db);
  } else if ('waitsFor' in condition) {
    query
      .where('mesh_requests.status', 'requested')
      .whereIn(
        'mesh_requests.id',
        db('mesh_request_approvers')
          .select('request_id')
          .whereIn('group_ref', condition.waitsFor),
      );
  } else {
    query.whereRaw(`lower(mesh_requests.title) like ? escape '!'`, [
      `%${condition.titleContains
        .toLocaleLowerCase('en-US')
        .replace(/[!%_]/g, '!$&')}%`,
    ]);
  }
}

function idsOf(condition: RequestCondition, db: Knex): Knex.QueryBuilder {
  const query = db('mesh_requests').select('mesh_requests.id');
  addCondition(query, condition, db);
  return query;
}

/** `all` never holds for a request without targets, so that nothing is allowed by emptiness. */
function addTargetCondition(
  query: Knex.QueryBuilder,
  { target, match }: TargetCondition,
  db: Knex,
): void {
  const fits = (builder: Knex.QueryBuilder) => {
    if (target.clusters) {
      builder.whereIn('t.cluster', target.clusters);
    }
    if (target.namespaces) {
      builder.whereIn('t.namespace', target.namespaces);
    }
    if (target.owners) {
      builder.whereExists(
        db('mesh_request_owners as o')
          .select(db.raw('1'))
          .whereRaw('o.request_id = t.request_id and o.position = t.position')
          .whereIn('o.owner', target.owners),
      );
    }
  };
  const ofRequest = () =>
    db('mesh_request_targets as t')
      .select(db.raw('1'))
      .whereRaw('t.request_id = mesh_requests.id');
  query.whereExists(ofRequest().where(part => fits(part)));
  if (match === 'all') {
    query.whereNotExists(ofRequest().whereNot(part => fits(part)));
  }
}
