/** Names that a case may use as `${name}` in any string of its steps. */
export type Variables = Readonly<Record<string, unknown>>;

/** True for a JSON object, false for arrays, null and plain values. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads `a.b.0.c` out of a JSON value; undefined where the path ends early.
 * `\.` stands for a dot inside a key, as in `metadata.labels.a\.b/c`.
 */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(/(?<!\\)\./)
    .map(part => part.replaceAll('\\.', '.'))
    .reduce<unknown>((current, part) => {
      if (Array.isArray(current)) return current[Number(part)];
      return isRecord(current) ? current[part] : undefined;
    }, value);
}

/**
 * Replaces `${name}` in all strings and keys of a value. A string that is
 * nothing but one variable takes on the variable's own type.
 *
 * @throws Error when a variable is not set, because a case that sends
 * "undefined" tests nothing.
 */
export function interpolate(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return interpolateText(value, variables);
  if (Array.isArray(value)) return value.map(v => interpolate(v, variables));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [
      String(interpolateText(key, variables)),
      interpolate(v, variables),
    ]),
  );
}

function interpolateText(text: string, variables: Variables): unknown {
  const whole = /^\$\{(\w+)\}$/.exec(text);
  if (whole) return variable(whole[1], variables);
  return text.replace(/\$\{(\w+)\}/g, (_, name) =>
    String(variable(name, variables)),
  );
}

function variable(name: string, variables: Variables): unknown {
  if (variables[name] === undefined) {
    throw new Error(`the variable \${${name}} is not set by an earlier step`);
  }
  return variables[name];
}
