/** The parts of a text at commas, spaces and line ends; `undefined` for none. */
export function splitList(text: string): string[] | undefined {
  const parts = text.split(/[\s,;]+/).filter(part => part !== '');
  return parts.length > 0 ? [...new Set(parts)] : undefined;
}

/** A list as somebody would type it. */
export function joinList(list: string[] | undefined): string {
  return (list ?? []).join(', ');
}
