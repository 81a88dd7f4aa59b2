import { chownSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { serve } from '../../support/programs';
import { Enrolling, expectEnd } from '../Enrolling';
import { CODE } from '../StubPortal';
import { Part } from './Part';

/** A reason for which nothing may be begun, made and taken away again. */
interface Obstacle {
  what: string;
  words: RegExp;
  /** Answers what takes it away. */
  make(enrolling: Enrolling): Promise<() => Promise<unknown> | unknown>;
  /** Instead of the usual arguments. */
  args?(enrolling: Enrolling): string[];
}

const file = ({ machine }: Enrolling, path: string) => join(machine.root, path);

/** A program in front of another one. */
function inFront(name: string, text: string): Obstacle['make'] {
  return async enrolling => {
    const path = `/usr/local/sbin/${name}`;
    const { machine } = enrolling;
    await machine.exec(['sh', '-c', '[ ! -e $0 ] || mv $0 $0.away', path]);
    machine.write(path, `#!/bin/sh\n${text}\n`, 0o755);
    return () =>
      machine.exec([
        'sh',
        '-c',
        'rm $0; [ ! -e $0.away ] || mv $0.away $0',
        path,
      ]);
  };
}

function away(path: string): Obstacle['make'] {
  return async enrolling => {
    const { machine } = enrolling;
    await machine.exec(['mv', path, `${path}.away`]);
    return () => machine.exec(['mv', `${path}.away`, path]);
  };
}

function written(path: string, text: string): Obstacle['make'] {
  return async enrolling => {
    await enrolling.machine.exec(['cp', '-p', path, `${path}.away`]);
    enrolling.machine.write(path, text);
    return () => enrolling.machine.exec(['mv', `${path}.away`, path]);
  };
}

function ahead(seconds: number): Obstacle['make'] {
  return async ({ portal }) => {
    portal.ahead = seconds;
    return () => undefined;
  };
}

const nothing: Obstacle['make'] = async () => () => undefined;

const CODE_FILE = '/root/enrolling/other-code';
function codeFile(make: (path: string, enrolling: Enrolling) => void) {
  return {
    make: async (enrolling: Enrolling) => {
      make(file(enrolling, CODE_FILE), enrolling);
      return () => rmSync(file(enrolling, CODE_FILE));
    },
    args: (enrolling: Enrolling) => [
      ...enrolling.arguments,
      ...['--code-file', CODE_FILE],
    ],
  };
}

const OBSTACLES: Obstacle[] = [
  {
    what: 'without systemd',
    words: /systemd does not run here/,
    make: away('/run/systemd/system'),
  },
  {
    what: 'without systemctl',
    words: /systemd does not run here/,
    make: inFrontOfNothing(),
  },
  ...['iptables', 'sha256sum', 'curl', 'sudo'].map(
    (program): Obstacle => ({
      what: `without ${program}`,
      words: new RegExp(`programs are missing:.* ${program}\\b`),
      make: async enrolling => {
        const { machine } = enrolling;
        const where = `for d in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin; do [ ! -e "$d/${program}" ] || mv "$d/${program}" "$d/${program}.away"; done`;
        await machine.exec(['sh', '-c', where]);
        return () =>
          machine.exec([
            'sh',
            '-c',
            `for f in /usr/*/${program}.away /usr/local/*/${program}.away; do [ ! -e "$f" ] || mv "$f" "\${f%.away}"; done`,
          ]);
      },
    }),
  ),
  {
    what: 'on another architecture',
    words: /amd64 and arm64, not for armhf/,
    make: inFront('dpkg', 'echo armhf'),
  },
  {
    what: 'where a port is taken',
    words: /another program listens: 15006/,
    make: async ({ machine }) => {
      const python =
        'import socket,time; s=socket.socket(); s.bind(("0.0.0.0",15006)); s.listen(); print("on",flush=True); time.sleep(60)';
      const program = serve(
        'ip',
        ['netns', 'exec', machine.name, 'python3', '-c', python],
        // Beside the machine's files, not among them.
        { log: join(machine.root, '../port.log') },
      );
      await eventually(20, () =>
        expect(program.tail().includes('on'), 'it listens', program.tail()),
      );
      return () => program.stop();
    },
  },
  {
    what: 'with a clock that is slow',
    words: /clock is off by -3\d\d seconds/,
    make: ahead(300),
  },
  {
    what: 'with a clock that is fast',
    words: /clock is off by [23]\d\d seconds/,
    make: ahead(-300),
  },
  {
    what: 'with a portal that it does not trust',
    words: /portal does not answer.*certificate/,
    make: nothing,
    args: ({ arguments: args }) => args.slice(0, -2),
  },
  {
    what: 'with a file of certificates that is not there',
    words: /there is no file \/nowhere\.pem/,
    make: nothing,
    args: ({ arguments: args }) => [
      ...args.slice(0, -2),
      ...['--cacert', '/nowhere.pem'],
    ],
  },
  {
    what: 'with a portal that is not there',
    words: /portal does not answer.*(refused|connect)/,
    make: nothing,
    args: ({ machine, arguments: args }) => [
      ...['--portal', `https://${machine.gateway}:1/api/mesh`],
      ...args.slice(2),
    ],
  },
  {
    what: 'beside a sidecar of somebody else',
    words: /sidecar of Istio runs here already/,
    make: inFront('systemctl', 'exit 0'),
  },
  {
    what: 'on a machine of another request',
    words: /joined for request other-one\. Take it out first/,
    make: async enrolling => {
      const mark = '/var/lib/meshport/enrolment';
      enrolling.machine.write(mark, 'REQUEST=other-one\n');
      return () =>
        rmSync(file(enrolling, '/var/lib/meshport'), { recursive: true });
    },
  },
  {
    what: 'with a code that others can read',
    words: /must belong to root and be readable by nobody else/,
    ...codeFile((_, { machine }) => machine.write(CODE_FILE, CODE, 0o644)),
  },
  {
    what: 'with a code of another user',
    words: /must belong to root/,
    ...codeFile((path, { machine }) => {
      machine.write(CODE_FILE, CODE, 0o600);
      chownSync(path, 1234, 1234);
    }),
  },
  {
    what: 'with a link for a code',
    words: /is not a file/,
    ...codeFile(path => symlinkSync('/root/enrolling/code', path)),
  },
  {
    what: 'with a code that has other characters',
    words: /That is no code/,
    ...codeFile((_, { machine }) =>
      machine.write(CODE_FILE, 'a&request=other', 0o600),
    ),
  },
  {
    what: 'with an empty code',
    words: /That is no code/,
    ...codeFile((_, { machine }) => machine.write(CODE_FILE, '\n', 0o600)),
  },
];

/** The stand-in is out of reach, and Debian's systemctl too. */
function inFrontOfNothing(): Obstacle['make'] {
  return async ({ machine }) => {
    const paths = '/usr/local/sbin/systemctl /usr/bin/systemctl';
    await machine.exec([
      'sh',
      '-c',
      `for f in ${paths}; do [ ! -e $f ] || mv $f $f.away; done`,
    ]);
    return () =>
      machine.exec([
        'sh',
        '-c',
        `for f in ${paths}; do [ ! -e $f.away ] || mv $f.away $f; done`,
      ]);
  };
}

const UNKNOWN_SYSTEM = 'ID=plan9\n';

export const beforehand: Part = {
  title: 'What is looked at before anything is changed',
  async run(checks, enrolling) {
    const { portal, machine } = enrolling;
    for (const { what, words, make, args } of OBSTACLES) {
      await checks.check(`refuses ${what}`, async () => {
        enrolling.reset();
        const undo = await make(enrolling);
        try {
          enrolling.remember();
          const ended = args
            ? await enrolling.script(args(enrolling))
            : await enrolling.join();
          expectEnd(ended, 1, words);
          enrolling.expectUnchanged();
          expect(portal.redeems === 0, 'no code was used', portal.calls);
        } finally {
          await undo();
        }
      });
    }
    await checks.check('finds the format where the system is not known', () =>
      unknownSystem(enrolling),
    );
    await checks.check('tells every obstacle at once', async () => {
      enrolling.reset();
      portal.ahead = 900;
      const undo = await away('/run/systemd/system')(enrolling);
      const ended = await enrolling.join();
      await undo();
      expectEnd(ended, 1, /systemd does not run[^]*clock is off/);
    });
    await checks.check('refuses who is not root', async () => {
      enrolling.reset();
      await machine.exec(['chmod', '755', '/root', '/root/enrolling']);
      const real = await machine.exec([
        ...['setpriv', '--reuid', '65534', '--regid', '65534'],
        ...['--clear-groups', 'sh', '/root/enrolling/enrol.sh'],
        ...enrolling.arguments,
      ]);
      await machine.exec(['chmod', '700', '/root']);
      expectEnd(real, 1, /Run this as root/);
      expect(portal.redeems === 0, 'no code was used', portal.calls);
    });
  },
};

async function unknownSystem(enrolling: Enrolling): Promise<void> {
  enrolling.reset();
  const undo = await written('/etc/os-release', UNKNOWN_SYSTEM)(enrolling);
  try {
    const ended = await enrolling.script([...enrolling.arguments, '--dry-run']);
    expectEnd(ended, 0, /as it has to be \(deb, /);
  } finally {
    await undo();
  }
}
