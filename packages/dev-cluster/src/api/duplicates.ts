/**
 * The paths of keys that are twice in one object of a JSON text, which
 * JSON.parse passes over. The text is known to be valid JSON.
 */
export function duplicateFields(text: string): string[] {
  const found: string[] = [];
  const tokens =
    text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g) ?? [];
  let at = 0;

  const value = (path: string): void => {
    const token = tokens[at];
    at += 1;
    if (token === '{') object(path);
    else if (token === '[') {
      for (let index = 0; tokens[at] !== ']'; index += 1) {
        value(`${path}[${index}]`);
        if (tokens[at] === ',') at += 1;
      }
      at += 1;
    }
  };

  const object = (path: string): void => {
    const seen = new Set<string>();
    while (tokens[at] !== '}') {
      const name = JSON.parse(tokens[at]) as string;
      at += 2;
      const here = path ? `${path}.${name}` : name;
      if (seen.has(name)) found.push(here);
      seen.add(name);
      value(here);
      if (tokens[at] === ',') at += 1;
    }
    at += 1;
  };

  value('');
  return found;
}
