/** The first error that a form's schema tells of a field within a field. */
export function errorAt(errors: unknown, path: string[]): string | undefined {
  const found = path.reduce<any>((place, name) => place?.[name], errors);
  return found?.__errors?.[0];
}
