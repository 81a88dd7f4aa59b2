import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Reads a body by its schema; throws `InputError` with one line for each wrong field. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  throw new InputError(
    result.error.issues
      .map(issue => {
        if (issue.code === 'unrecognized_keys') {
          return `body: there is no field ${issue.keys
            .map(key => JSON.stringify(key.slice(0, 60)))
            .join(', ')}`;
        }
        return `${issue.path.join('.') || 'body'}: ${
          issue.path.length ? issue.message : 'send a JSON object'
        }`;
      })
      .join('\n'),
  );
}
