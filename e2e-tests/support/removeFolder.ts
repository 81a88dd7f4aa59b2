import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { sep } from 'node:path';

/** Where things are mounted, of what Linux says (proc(5), mountinfo). */
function mountPoints(mountInfo: string): string[] {
  return mountInfo
    .split('\n')
    .map(line => line.split(' ')[4])
    .filter(Boolean)
    .map(path =>
      path.replace(/\\(\d{3})/g, (_, code) =>
        String.fromCharCode(parseInt(code, 8)),
      ),
    );
}

/** What is mounted in a folder. */
export function mountedIn(folder: string, mountInfo: string): string[] {
  return mountPoints(mountInfo).filter(
    path => path === folder || path.startsWith(`${folder}${sep}`),
  );
}

/** What is mounted here; nothing is known of it where there is no Linux. */
function currentMounts(): string {
  const file = '/proc/self/mountinfo';
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * Removes the folder of a run with all that is in it.
 *
 * @throws While something is mounted there: the files of a virtual machine that
 * was not switched off hold this machine's own devices.
 */
export function removeFolder(
  folder: string,
  mountInfo: string = currentMounts(),
): void {
  if (!existsSync(folder)) {
    return;
  }
  const [found] = mountedIn(realpathSync(folder), mountInfo);
  if (found) {
    throw new Error(
      `${folder} is left as it is, for ${found} is mounted in it; unmount that first.`,
    );
  }
  rmSync(folder, { recursive: true });
}
