/** Which steps Istio's `pathNormalization` takes, by its name in MeshConfig. */
const STEPS: Readonly<Record<string, { merge: boolean; decode: boolean }>> = {
  BASE: { merge: false, decode: false },
  DEFAULT: { merge: false, decode: false },
  MERGE_SLASHES: { merge: true, decode: false },
  DECODE_AND_MERGE_SLASHES: { merge: true, decode: true },
};

/** Characters that RFC 3986 leaves unreserved: their escapes mean the same. */
const UNRESERVED = /[A-Za-z0-9\-._~]/;

function unescapeUnreserved(path: string): string {
  return path.replace(/%[0-9a-fA-F]{2}/g, escape => {
    const letter = String.fromCharCode(parseInt(escape.slice(1), 16));
    return UNRESERVED.test(letter) ? letter : escape.toUpperCase();
  });
}

function withoutDots(path: string): string {
  const parts: string[] = [];
  const all = path.split('/').slice(1);
  all.forEach((part, index) => {
    const last = index === all.length - 1;
    if (part === '..') {
      parts.pop();
    } else if (part !== '.') {
      parts.push(part);
      return;
    }
    if (last) {
      parts.push('');
    }
  });
  return `/${parts.join('/')}`;
}

/**
 * A request's path as proxies see it after MeshConfig's `pathNormalization`
 * (default `BASE`: dot segments, backslashes and escapes of unreserved letters).
 */
export function normalizePath(target: string, option = 'BASE'): string {
  const steps = STEPS[option];
  if (!steps) {
    return target;
  }
  const [beforeFragment] = target.split('#');
  const at = beforeFragment.indexOf('?');
  const query = at < 0 ? '' : beforeFragment.slice(at);
  let path = at < 0 ? beforeFragment : beforeFragment.slice(0, at);
  if (steps.decode) {
    path = path.replace(/%2f|%5c/gi, '/');
  }
  path = withoutDots(unescapeUnreserved(path).replace(/\\/g, '/'));
  return `${steps.merge ? path.replace(/\/{2,}/g, '/') : path}${query}`;
}

/** The path without its query, which policies look at. */
export function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0];
}

/** Whether a path of a policy is a template: it holds `{*}` or `{**}`. */
export function isTemplate(path: string): boolean {
  return path.includes('{*}') || path.includes('{**}');
}

/**
 * Whether a path is what a template says: `{*}` is one part that is not empty,
 * `{**}` any number of them (Envoy's URI templates).
 */
export function templateMatches(template: string, path: string): boolean {
  const pattern = template
    .split(/(\{\*\*\}|\{\*\})/)
    .map(part => {
      if (part === '{*}') {
        return '[^/]+';
      }
      return part === '{**}'
        ? '.*'
        : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${pattern}$`).test(path);
}
