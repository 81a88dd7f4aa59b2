import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export const STAND_INS = join(__dirname, 'standIns');

/**
 * Makes a fresh machine of a copy of this one: a hosts file of its own, an
 * empty /run, and stand-ins for an init and for sudo, which neither this
 * machine nor a container has.
 */
export function furnish(root: string, name: string, address: string): void {
  writeFileSync(
    join(root, 'etc/hosts'),
    `127.0.0.1 localhost\n${address} ${name}\n`,
  );
  const memory = join(root, 'run');
  for (const entry of readdirSync(memory)) {
    rmSync(join(memory, entry), { recursive: true, force: true });
  }
  mkdirSync(join(memory, 'systemd/system'), { recursive: true });
  for (const program of ['systemctl', 'sudo']) {
    install(join(STAND_INS, program), join(root, 'usr/local/sbin', program));
  }
}

function install(from: string, to: string): void {
  mkdirSync(join(to, '..'), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}
