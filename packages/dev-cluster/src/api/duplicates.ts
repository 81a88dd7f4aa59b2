const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

class Scan {
  readonly found: string[] = [];
  private readonly tokens: string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = text.match(token) ?? [];
  }

  value(path: string): void {
    const opening = this.tokens[this.at];
    this.at += 1;
    if (opening === '{') this.object(path);
    else if (opening === '[') this.list(path);
  }

  private list(path: string): void {
    for (let index = 0; this.tokens[this.at] !== ']'; index += 1) {
      this.value(`${path}[${index}]`);
      if (this.tokens[this.at] === ',') this.at += 1;
    }
    this.at += 1;
  }

  private object(path: string): void {
    const seen = new Set<string>();
    while (this.tokens[this.at] !== '}') {
      const name = JSON.parse(this.tokens[this.at]) as string;
      this.at += 2;
      const here = path ? `${path}.${name}` : name;
      if (seen.has(name)) this.found.push(here);
      seen.add(name);
      this.value(here);
      if (this.tokens[this.at] === ',') this.at += 1;
    }
    this.at += 1;
  }
}

/**
 * The paths of keys that are twice in one object of a JSON text, which
 * JSON.parse passes over. The text is known to be valid JSON.
 */
export function duplicateFields(text: string): string[] {
  const scan = new Scan(text);
  scan.value('');
  return scan.found;
}
