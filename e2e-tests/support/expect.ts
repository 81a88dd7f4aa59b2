/** @throws When something that was expected is not so. */
export function expect(
  condition: boolean,
  what: string,
  found: unknown,
): asserts condition {
  if (!condition) {
    throw new Error(
      `${what}; found ${JSON.stringify(found)?.slice(0, 1500) ?? 'nothing'}`,
    );
  }
}
