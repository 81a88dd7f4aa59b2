import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '../../support/expect';
import { run } from '../../support/programs';
import { describe } from '../changes';
import { Enrolling, expectEnd } from '../Enrolling';
import { buildPackage } from '../sidecarPackage';
import { Part } from './Part';

async function hasRpm(): Promise<boolean> {
  return run('sh', ['-c', 'command -v rpm && command -v rpmbuild']).then(
    () => true,
    () => false,
  );
}

async function joinsAndLeaves(
  enrolling: Enrolling,
  work: string,
): Promise<void> {
  const { machine, portal } = enrolling;
  enrolling.reset();
  portal.sidecar = await buildPackage(join(work, 'rpm'), { format: 'rpm' });
  machine.write('/etc/os-release', 'ID=rocky\nID_LIKE="rhel centos fedora"\n');
  // Where rpm has its database is made before, as on a system that is made of it.
  await machine.exec(['rpm', '-qa']);
  enrolling.remember();
  expectEnd(await enrolling.join(), 0, /This machine is in the mesh/);
  const sent = new URLSearchParams(
    portal.calls.find(({ method }) => method === 'POST')!.body,
  );
  expect(sent.get('format') === 'rpm', 'it asks for an rpm', sent.toString());
  const { stdout } = await machine.exec(['rpm', '-q', 'istio-sidecar']);
  expect(/^istio-sidecar-1\.30\.3-1/.test(stdout), 'rpm has it', stdout);
  expectEnd(await enrolling.join(), 0, /in the mesh already/);
  expectEnd(await enrolling.leave(), 0, /out of the mesh/);
  enrolling.expectUnchanged();
  expect(
    describe(machine.root, '/usr/local/bin/pilot-agent') === 'nothing',
    'the agent is gone',
    'it is there',
  );
}

export const byRpm: Part = {
  title: 'A machine of rpm packages',
  async run(checks, enrolling) {
    if (!(await hasRpm())) {
      checks.skip('joins and leaves', 'rpm and rpmbuild are not on the PATH');
      return;
    }
    await checks.check('joins and leaves', async () => {
      const work = mkdtempSync(join(tmpdir(), 'meshport-rpm-'));
      try {
        await joinsAndLeaves(enrolling, work);
      } finally {
        rmSync(work, { recursive: true });
      }
    });
  },
};
