/** Headers written one a line as `name: value`; or the first line that is not so, counted from 1. */
export function readHeaders(text: string): {
  headers?: Record<string, string>;
  wrongLine?: number;
} {
  const headers: Record<string, string> = {};
  const lines = text.split('\n').map(line => line.trim());
  for (const [index, line] of lines.entries()) {
    const [, name, value] = /^([^:\s]+)\s*:\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      headers[name] = value;
    } else if (line) {
      return { wrongLine: index + 1 };
    }
  }
  return Object.keys(headers).length > 0 ? { headers } : {};
}
