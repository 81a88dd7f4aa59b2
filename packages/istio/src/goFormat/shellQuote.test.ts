import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellQuote } from './shellQuote';

/** What shells treat in their own way, and what stands next to it. */
const PIECES = [
  ...[
    "'",
    '"',
    '`',
    '$',
    '\\',
    '!',
    '*',
    '?',
    '~',
    '#',
    ';',
    '&',
    '|',
    '<',
    '>',
  ],
  ...[
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '^',
    '=',
    '%',
    '@',
    '+',
    ':',
    ',',
    '/',
    '-',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\r',
    '\u0001',
    '\u007f',
    'w',
    'ww',
    'a',
    '0',
    'ü',
    '😀',
  ],
  ...['$(id)', '`id`', '${HOME}', '\\n', "'\"'\"'", '!!', '\u2028', '--', '&&'],
];

/** Reproducible texts (a linear congruential generator). */
function texts(count: number): string[] {
  let state = 20261122;
  const next = (most: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: next(9) }, () => PIECES[next(PIECES.length)]).join(''),
  );
}

/** Where istioctl's quoting is no quoting; a bundle is not made of such a text. */
function isBare(text: string): boolean {
  return text.includes('\\') && shellQuote(text) === text;
}

const SHELLS = ['sh', 'bash', 'dash', 'busybox'].filter(
  shell => spawnSync(shell, ['-c', ':']).error === undefined,
);

it('leaves backslashes bare as istioctl does', () => {
  expect(texts(1500).filter(isBare).length).toBeGreaterThan(2);
  expect(shellQuote('\\')).toBe('\\');
  expect(shellQuote('a\\b')).toBe("'a\\b'");
});

it('finds at least the shell that POSIX asks for', () => {
  expect(SHELLS).toContain('sh');
});

it.each(SHELLS)('is read back as it was by %s', shell => {
  const values = texts(1500).filter(text => !isBare(text));
  const folder = mkdtempSync(join(tmpdir(), 'meshport-quotes-'));
  try {
    const file = join(folder, 'cluster.env');
    const lines = values.map((text, i) => `V${i}=${shellQuote(text)}\n`);
    writeFileSync(file, lines.join(''));
    // As istio-start.sh does: every variable is exported, the first error ends.
    const script = `set -ea; . ${file}; ${values
      .map((_, i) => `printf '%s\\0' "$V${i}"`)
      .join('; ')}`;
    const scriptFile = join(folder, 'read.sh');
    writeFileSync(scriptFile, script);
    const words = shell === 'busybox' ? ['sh', scriptFile] : [scriptFile];
    const { stdout, stderr, status } = spawnSync(shell, words, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
      maxBuffer: 1 << 24,
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout.split('\0').slice(0, -1)).toEqual(values);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
