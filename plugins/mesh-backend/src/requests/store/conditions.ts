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
    const { not } = condition;
    if ('field' in not && not.field !== 'beneficiary') {
      query.whereNotIn(COLUMNS[not.field], not.in);
    } else {
      // A column without a value compares as unknown, which not leaves unknown.
      query.whereNotIn('mesh_requests.id', idsOf(not, db));
    }
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

/**
 * The subqueries do not refer to the request of the outer query, so that each
 * is computed once. `all` never holds for a request without targets, so that nothing is
 * allowed by emptiness.
 */
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
      // By the key: SQLite compares a pair that is not in a list with all of it.
      builder.whereExists(
        db('mesh_request_owners as o')
          .select(db.raw('1'))
          .whereRaw('o.request_id = t.request_id and o.position = t.position')
          .whereIn('o.owner', target.owners),
      );
    }
  };
  const requestsWith = (narrow: (builder: Knex.QueryBuilder) => void) => {
    const targets = db('mesh_request_targets as t')
      .select('t.request_id')
      .where(narrow);
    if (target.owners) {
      // Nothing else can fit; by its index it spares looking at every target.
      targets.whereIn(
        't.request_id',
        db('mesh_request_owners')
          .select('request_id')
          .whereIn('owner', target.owners),
      );
    }
    return targets;
  };
  query.whereIn('mesh_requests.id', requestsWith(fits));
  if (match === 'all') {
    query.whereNotIn(
      'mesh_requests.id',
      requestsWith(part => part.whereNot(one => fits(one))),
    );
  }
}
