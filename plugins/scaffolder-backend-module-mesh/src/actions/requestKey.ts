import { ActionContext } from '@backstage/plugin-scaffolder-node';
import { createHash } from 'crypto';

/**
 * The key by which the backend knows a request that it has already taken: the
 * task, the step (and its turn of `each`) and what is asked for.
 */
export function requestKeyOf(
  ctx: Pick<ActionContext<any>, 'task' | 'step' | 'each'>,
  request: object,
): string {
  const content = createHash('sha256')
    .update(JSON.stringify(sorted({ request, each: ctx.each })))
    .digest('hex');
  return `${ctx.task.id}/${(ctx.step?.id ?? '').slice(0, 80)}/${content}`;
}

/** The order of an object's fields is no difference. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}
