import { ref } from './shapes';

const PROBLEMS: Record<number, string> = {
  400: 'Something in the request, or in an annotation of the entity, cannot be used',
  401: 'No valid credentials',
  403: 'The permission is denied',
  404: 'There is no such entity, cluster or request that the caller may see',
  503: 'This replica has not yet seen what Mesh-Seen names; Retry-After says when to ask again',
  409: 'Another manager owns a field or an object, or the request has moved on',
};

/** The errors that a route answers with. */
export function problems(...codes: number[]) {
  return Object.fromEntries(
    codes.map(code => [
      code,
      {
        description: PROBLEMS[code],
        content: { 'application/json': { schema: ref('Error') } },
      },
    ]),
  );
}
