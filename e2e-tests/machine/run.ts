// The script that lets machines join, on machines that have nothing real but
// their files, users, packages and network; the portal is a stand-in.
//
//   npm run e2e:machine [-- --only PATTERN]     as root
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { takeAddresses } from '../real-mesh/addresses';
import { Checks } from '../support/Checks';
import { CleanUp, run } from '../support/programs';
import { removeFolder } from '../support/removeFolder';
import { endInTime } from '../support/timeLimit';
import { BareMachine } from './BareMachine';
import { anyCall } from './checks/anyCall';
import { atTheTerminal } from './checks/atTheTerminal';
import { beforehand } from './checks/beforehand';
import { byRpm } from './checks/byRpm';
import { joining } from './checks/joining';
import { putBack } from './checks/putBack';
import { refused } from './checks/refused';
import { Enrolling } from './Enrolling';
import { buildPackage } from './sidecarPackage';
import { StubPortal } from './StubPortal';

const MINUTES = 18;
const PROGRAMS = [
  ...['ip', 'iptables', 'openssl', 'python3', 'curl', 'dpkg-deb', 'setpriv'],
  ...['shellcheck', 'useradd'],
];

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' } },
});
const PARTS = [
  beforehand,
  refused,
  putBack,
  anyCall,
  atTheTerminal,
  joining,
  byRpm,
].filter(({ title }) => new RegExp(options.only).test(title));

/** Why it cannot be tried here, or undefined when it can. */
async function missing(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) {
    return 'a machine of its own takes network namespaces and mounts, which needs root';
  }
  for (const program of PROGRAMS) {
    try {
      await run('sh', ['-c', `command -v ${program}`]);
    } catch {
      return `it needs the program ${program}, which is not on the PATH`;
    }
  }
  return undefined;
}

async function prepare(
  checks: Checks,
  cleanUp: CleanUp,
): Promise<Enrolling | undefined> {
  let enrolling: Enrolling | undefined;
  await checks.part('A machine, a package and a portal', async () => {
    await checks.must('are there', async () => {
      const work = mkdtempSync(join(tmpdir(), 'meshport-machine-'));
      cleanUp.add(() => removeFolder(work));
      const addresses = await takeAddresses(cleanUp);
      const machine = await BareMachine.boot(
        ...(['one', 200, addresses, work, cleanUp] as const),
      );
      const build = (name: string, of: object = {}) =>
        buildPackage(join(work, name), { format: 'deb', ...of });
      const deb = await build('deb');
      const packages = {
        newer: await build('newer', { version: '1.31.0' }),
        broken: await build('broken', { postinst: '#!/bin/sh\nexit 1\n' }),
        misnamed: await build('misnamed', { name: 'other' }),
      };
      const portal = await StubPortal.start(
        ...([machine.gateway, work, deb, cleanUp] as const),
      );
      enrolling = new Enrolling(machine, portal, deb, packages);
    });
  });
  return enrolling;
}

endInTime('e2e:machine', MINUTES, async (checks, cleanUp) => {
  const reason = await missing();
  if (reason) {
    checks.skip('the script on a machine', reason);
    return;
  }
  const enrolling = await prepare(checks, cleanUp);
  if (!enrolling) return;
  for (const { title, run: tryIt } of PARTS) {
    await checks.part(title, () => tryIt(checks, enrolling));
  }
});
