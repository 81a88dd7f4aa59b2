import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(__dirname, '../../../assets/enrol.sh');
const SCRIPT = readFileSync(FILE, 'utf8');
const LINES = SCRIPT.split('\n').length - 1;

/** What a machine runs; `--dry-run`, so that a test that fails does no harm. */
const ARGUMENTS = [
  ...['--portal', 'https://portal.invalid/api/mesh'],
  ...['--request', '0b5f1d8e-6d0e-4b0a-9b5c-3d2f8f0b1c11', '--dry-run'],
];

function run(args: string[], input?: string) {
  const script = input === undefined ? [FILE] : ['-s', '--'];
  const { status, stdout, stderr } = spawnSync('sh', [...script, ...args], {
    input: input ?? '',
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the script, cut off', () => {
  it('does nothing after any of its lines but the last', () => {
    // One shell for all of them: whatever one says comes out.
    const { stdout } = spawnSync(
      'sh',
      [
        '-c',
        `n=1; while [ $n -lt ${LINES} ]; do head -n $n "$0" | sh -s -- "$@" 2>/dev/null; n=$((n + 1)); done`,
        ...[FILE, ...ARGUMENTS],
      ],
      { encoding: 'utf8' },
    );
    expect(stdout).toBe('');
  }, 120_000);

  it('does nothing after any character of the last line', () => {
    const last = 'meshport_enrol "$@"\n';
    expect(SCRIPT.endsWith(`\n${last}`)).toBe(true);
    const before = SCRIPT.slice(0, -last.length);
    for (let end = 0; end < last.length - 1; end++) {
      const { stdout, stderr, status } = run(
        ARGUMENTS,
        before + last.slice(0, end),
      );
      // The whole name without arguments asks what to do.
      const isWhole = /^meshport_enrol( "?"?)?$/.test(last.slice(0, end));
      expect([stdout, end]).toEqual(['', end]);
      expect(stderr.includes('Nothing was changed')).toBe(false);
      expect(status === 0).toBe(end === 0 && !isWhole);
    }
  }, 60_000);
});

describe('the arguments of the script', () => {
  const PORTAL = ['--portal', 'https://portal.invalid/api/mesh'];
  const REQUEST = ['--request', '0b5f1d8e'];

  it.each([
    ['nothing', [], /Say what to do/],
    ['an option that there is not', ['--portals'], /no option --portals/],
    ['a code among them', ['--code', 'abcd'], /no option --code/],
    ['no request', PORTAL, /--request: give the ID/],
    ['no portal', REQUEST, /--portal: give the address/],
    ['an option without its value', ['--portal'], /--portal: give a value/],
    ['an empty value', ['--portal', ''], /--portal: give a value/],
    [
      'a portal without TLS',
      ['--portal', 'http://portal.invalid', ...REQUEST],
      /has to begin with https:/,
    ],
    [
      'a file for a portal',
      ['--portal', 'file:///etc', ...REQUEST, '--allow-http'],
      /has to begin with https:/,
    ],
    [
      'a user in the portal',
      ['--portal', 'https://a@portal.invalid', ...REQUEST],
      /without user, query or fragment/,
    ],
    [
      'a query in the portal',
      ['--portal', 'https://portal.invalid/?a', ...REQUEST],
      /without user, query or fragment/,
    ],
    [
      'a command in the portal',
      ['--portal', 'https://portal.invalid/$(id)', ...REQUEST],
      /without user, query or fragment/,
    ],
    [
      'a request that is none',
      [...PORTAL, '--request', '../x'],
      /--request: give the ID/,
    ],
    [
      'a time that is none',
      [...PORTAL, ...REQUEST, '--wait', 'long'],
      /--wait: give seconds/,
    ],
  ])('refuse %s', (_, args, words) => {
    const { status, stdout, stderr } = run(args);
    expect(stderr).toMatch(words);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('explain themselves', () => {
    const { status, stdout } = run(['--help']);
    expect(status).toBe(0);
    for (const option of [
      ...['--portal', '--request', '--cacert', '--code-file', '--dry-run'],
      ...['--uninstall', '--yes', '--allow-http', '--again', '--wait'],
    ]) {
      expect(stdout).toContain(`  ${option}`);
    }
  });
});

describe('the text of the script', () => {
  it('is for any POSIX shell', () => {
    expect(SCRIPT.startsWith('#!/bin/sh\n')).toBe(true);
    expect(SCRIPT).not.toMatch(/\r|\t/);
    expect(spawnSync('sh', ['-n', FILE]).status).toBe(0);
  });

  it('trusts no certificate blindly, and ignores settings of root', () => {
    expect(SCRIPT).not.toMatch(/ -k\b|--insecure|--no-check-certificate/);
    const calls = SCRIPT.split('\n').filter(line =>
      /^\s*curl |\| curl | curl -/.test(line),
    );
    expect(calls.length).toBeGreaterThan(3);
    for (const call of calls) {
      expect(call).toMatch(/curl (-q|"\$@"|--cacert)/);
    }
  });

  it('runs nothing that came from the portal', () => {
    expect(SCRIPT).not.toMatch(/^\s*(eval|source)\b/m);
    expect(SCRIPT.match(/^\s*\. /gm)).toBeNull();
  });
});
