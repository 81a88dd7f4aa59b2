/** The query of an address, with its question mark; nothing where nothing is given. */
export function queryOf(values: Record<string, string | undefined>): string {
  const parameters = new URLSearchParams(
    Object.entries(values).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  ).toString();
  return parameters && `?${parameters}`;
}
