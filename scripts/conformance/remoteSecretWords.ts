import type { Data } from './remoteSecretRecord';

const WRAPPER = /^[$#>]?\s*(?:\S*\/)?istioctl$/;

/** Words of a shell's line: quotes, backslashes, comments, several lines. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  const token =
    /\\\r?\n|(?<=^|\s)#.*$|((?:'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[^\s'"\\])+)/gm;
  for (const [, word] of text.matchAll(token)) {
    if (word !== undefined && word !== '$') {
      words.push(
        word.replace(
          /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g,
          (_, single, double, escaped) =>
            single ?? escaped ?? double.replace(/\\([$`"\\])/g, '$1'),
        ),
      );
    }
  }
  return words;
}

/** The words behind `istioctl … create-remote-secret`; flags before it stay. */
function ownWords(words: string[]): string[] {
  const own = words.slice(words.length > 0 && WRAPPER.test(words[0]) ? 1 : 0);
  const end = own.findIndex(word => /^(\||\d?>.*)$/.test(word));
  if (end >= 0) {
    own.splice(end);
  }
  const at = own.indexOf('create-remote-secret');
  return at < 0 ? own : [...own.slice(0, at), ...own.slice(at + 1)];
}

/** Arguments as a text, a list of words, or flags with their values. */
export function wordsOf(given: Data): string[] {
  if (typeof given === 'string') {
    return ownWords(shellWords(given));
  }
  if (Array.isArray(given)) {
    return ownWords(given.map(String));
  }
  return Object.entries(given ?? {}).flatMap(([name, value]) => {
    const flag = name.replace(/^(?!-)/, name.length === 1 ? '-' : '--');
    return (Array.isArray(value) ? value : [value]).map(
      one => `${flag}=${typeof one === 'object' && one ? pairs(one) : one}`,
    );
  });
}

function pairs(map: Record<string, Data>): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
