import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { BareMachine } from './BareMachine';

/** What the script and the package managers write down of what they did. */
const JOURNALS = [
  '/var/log/meshport-enrol.log',
  '/var/log/dpkg.log',
  '/var/lib/dpkg/',
  '/var/lib/rpm/',
  '/usr/lib/sysimage/rpm/',
  // Where Debian's rpm has its database.
  '/root/.rpmdb/',
  // What useradd and userdel keep of before, and the stand-in for systemctl.
  '/etc/passwd-',
  '/etc/group-',
  '/etc/shadow-',
  '/etc/gshadow-',
  '/etc/subuid-',
  '/etc/subgid-',
  '/run/systemd-stand-in',
  '/etc/.pwd.lock',
  '/var/cache/ldconfig/',
];

/** Each path that was ever written on a machine, with how it is now. */
export type State = Map<string, string>;

/** Kind, owner, mode and content of a path; `nothing` where there is none. */
export function describe(root: string, path: string): string {
  const file = join(root, path);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found) return 'nothing';
  const owner = `${found.uid}:${found.gid}`;
  const mode = (found.mode % 0o10000).toString(8);
  if (found.isSymbolicLink()) return `link ${owner} ${readlinkSync(file)}`;
  if (found.isDirectory()) return `folder ${owner} ${mode}`;
  if (!found.isFile()) return `special ${owner} ${mode}`;
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  return `file ${owner} ${mode} ${sum.slice(0, 16)}`;
}

function written(machine: { upper: string }, folder = '/'): string[] {
  return readdirSync(join(machine.upper, folder), {
    withFileTypes: true,
  }).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...written(machine, path)] : [path];
  });
}

/** The files with a word in them, of all that was written on a machine. */
export function filesWith(machine: { upper: string }, word: string): string[] {
  return written(machine).filter(path => {
    const file = join(machine.upper, path);
    return lstatSync(file).isFile() && readFileSync(file).includes(word);
  });
}

/** How everything is that was written on a machine so far. */
export function stateOf(machine: BareMachine): State {
  return new Map(
    written(machine)
      .filter(path => !JOURNALS.some(name => `${path}/`.startsWith(name)))
      .filter(path => !JOURNALS.includes(path))
      .map(path => [path, describe(machine.root, path)]),
  );
}

/** What nobody had written is as it is on this machine; /run was empty. */
function untouched(path: string): string {
  return path.startsWith('/run/') ? 'nothing' : describe('/', path);
}

/** What differs from before, a line a path. */
export function changesSince(before: State, machine: BareMachine): string[] {
  const after = stateOf(machine);
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map(path => ({
      path,
      was: before.get(path) ?? untouched(path),
      is: after.get(path) ?? describe(machine.root, path),
    }))
    .filter(({ was, is }) => was !== is)
    .map(({ path, was, is }) => `${path}: was ${was}, is ${is}`);
}
