import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../../support/expect';
import { Enrolling, expectEnd } from '../Enrolling';
import { STAND_INS } from '../furnish';
import { CODE, SCRIPT } from '../StubPortal';
import { Part } from './Part';

const TYPE = '/root/enrolling/type-code.py';

/** Shells that may be a system's `sh`; those that are here. */
async function shells({ machine }: Enrolling): Promise<string[][]> {
  const known = [['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['ksh']];
  const found = await Promise.all(
    known.map(([program]) =>
      machine.exec(['sh', '-c', 'command -v "$0"', program]),
    ),
  );
  return known.filter((_, index) => found[index].code === 0);
}

async function typed(enrolling: Enrolling): Promise<void> {
  const { machine, portal } = enrolling;
  copyFileSync(join(STAND_INS, 'type-code.py'), join(machine.root, TYPE));
  enrolling.reset();
  const piped = [
    `cat /root/enrolling/enrol.sh | sh -s --`,
    ...enrolling.arguments,
  ].join(' ');
  const ended = await machine.exec(['python3', TYPE, 'sh', '-c', piped], {
    input: `${CODE}\n`,
  });
  expectEnd(ended, 0, /One-time code[^]*This machine is in the mesh/);
  expect(
    !ended.stdout.includes(CODE) && portal.redeems === 1,
    'the code was sent, and not shown',
    ended.stdout,
  );
}

async function cutOff(enrolling: Enrolling): Promise<void> {
  const { machine, portal } = enrolling;
  enrolling.reset();
  enrolling.remember();
  const { stdout } = await machine.exec(
    [
      ...['sh', '-c'],
      `n=1; last=$(wc -l <"$0"); while [ $n -lt $last ]; do head -n $n "$0" | sh -s -- "$@" 2>/dev/null; n=$((n + 1)); done; echo $n`,
      '/root/enrolling/enrol.sh',
      ...enrolling.arguments,
      ...['--code-file', '/root/enrolling/code'],
    ],
    { seconds: 300 },
  );
  expect(/^\d{3,}\n$/.test(stdout), 'it says nothing', stdout.slice(0, 500));
  enrolling.expectUnchanged();
  expect(portal.calls.length === 0, 'nobody was called', portal.calls);
}

export const atTheTerminal: Part = {
  title: 'At the terminal, in any shell, and cut off',
  async run(checks, enrolling) {
    const { machine, portal } = enrolling;
    await checks.check('the code is asked for, and not shown', () =>
      typed(enrolling),
    );
    await checks.check(
      '--uninstall asks first, and takes no for no',
      async () => {
        enrolling.remember();
        const ask = (word: string) =>
          machine.exec(
            ['python3', TYPE, 'sh', '/root/enrolling/enrol.sh', '--uninstall'],
            { input: `${word}\n` },
          );
        expectEnd(
          await ask('n'),
          1,
          /bookinfo\/ratings-vm[^]*Nothing was changed/,
        );
        enrolling.expectUnchanged();
        expectEnd(await ask('y'), 0, /out of the mesh/);
      },
    );
    await checks.check(
      'without a terminal it says what else to do',
      async () => {
        enrolling.reset();
        const ended = await machine.exec([
          ...['setsid', '-w', 'sh', '/root/enrolling/enrol.sh'],
          ...enrolling.arguments,
        ]);
        expectEnd(ended, 1, /no terminal .* --code-file/);
        expect(portal.redeems === 0, 'no code was used', portal.calls);
      },
    );
    await checks.check(
      'two runs at once: one of them waits for nobody',
      async () => {
        enrolling.reset();
        portal.delay = 3;
        const [first, second] = await Promise.all([
          enrolling.join(),
          new Promise(resolve => setTimeout(resolve, 1500)).then(() =>
            enrolling.join(),
          ),
        ]);
        expectEnd(first, 0, /This machine is in the mesh/);
        expectEnd(second, 1, /Another run of this script is under way/);
        expect(portal.redeems === 1, 'one code was used', portal.redeems);
        expectEnd(await enrolling.leave(), 0, /out of the mesh/);
      },
    );
    await checks.check('the script cut at every line changes nothing', () =>
      cutOff(enrolling),
    );
    for (const shell of await shells(enrolling)) {
      await checks.check(
        `it joins and leaves by ${shell.join(' ')}`,
        async () => {
          enrolling.reset();
          enrolling.remember();
          const joined = await enrolling.script(
            [...enrolling.arguments, '--code-file', '/root/enrolling/code'],
            shell,
          );
          expectEnd(joined, 0, /This machine is in the mesh/);
          const left = await enrolling.script(['--uninstall', '--yes'], shell);
          expectEnd(left, 0, /out of the mesh/);
          enrolling.expectUnchanged();
        },
      );
    }
    await checks.check('shellcheck has nothing to say', async () => {
      const { stdout, code } = await machine.exec(['shellcheck', SCRIPT]);
      expect(code === 0, 'it is clean', stdout);
    });
  },
};
