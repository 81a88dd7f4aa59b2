import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../../support/expect';
import { Enrolling, expectEnd } from '../Enrolling';
import { STAND_INS } from '../furnish';
import { Part } from './Part';

/** What the script calls to change things. */
const CHANGING = [
  ...['mkdir', 'chmod', 'chown', 'cp', 'mv', 'ln', 'install', 'rm'],
  ...['dpkg', 'sync', 'grep', 'mktemp', 'tar'],
];
/** More calls than a run has. */
const MOST = 200;

/** Has the Nth call of a changing program fail, or kill the script. */
class Trip {
  constructor(private readonly enrolling: Enrolling) {}

  lay(): void {
    for (const program of CHANGING) {
      copyFileSync(join(STAND_INS, 'trip'), this.#path(program));
    }
  }

  takeAway(): void {
    CHANGING.forEach(program => rmSync(this.#path(program), { force: true }));
    rmSync(this.#file(''), { recursive: true, force: true });
  }

  set(at: number, how: 'fail' | 'kill'): void {
    const { machine } = this.enrolling;
    rmSync(this.#file('tripped'), { force: true });
    for (const [name, text] of Object.entries({ at, how, count: 0 })) {
      machine.write(`/run/trip/${name}`, `${text}\n`, 0o666);
    }
  }

  off(): void {
    rmSync(this.#file('at'), { force: true });
  }

  /** The call that tripped; none when there were fewer. */
  get tripped(): string | undefined {
    const file = this.#file('tripped');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  }

  #path(program: string): string {
    return join(this.enrolling.machine.root, 'usr/local/sbin', program);
  }

  #file(name: string): string {
    return join(this.enrolling.machine.root, 'run/trip', name);
  }
}

/**
 * Fails, or kills, at one call after the other until a run comes through, and
 * compares the machine each time with how it was.
 */
async function everyCall(
  enrolling: Enrolling,
  how: 'fail' | 'kill',
  args: string[],
  heal: () => Promise<void>,
): Promise<number> {
  const trip = new Trip(enrolling);
  trip.lay();
  const wrong: string[] = [];
  let at = 0;
  try {
    for (at = 1; at < MOST; at++) {
      enrolling.reset();
      trip.set(at, how);
      const ended = await enrolling.join(...args);
      const { tripped } = trip;
      trip.off();
      if (!tripped) {
        expectEnd(ended, 0, /This machine is in the mesh/);
        break;
      }
      await (ended.code === 0 ? leave(enrolling) : heal());
      const changes = withoutTrip(enrolling.changes());
      if (changes.length) {
        wrong.push(`call ${at} (${tripped}): ${changes.join('; ')}`);
      }
    }
  } finally {
    trip.takeAway();
  }
  expect(wrong.length === 0, `all is put back at each call`, wrong);
  expect(at > 20 && at < MOST, 'there were calls, and an end', at);
  return at - 1;
}

async function leave(enrolling: Enrolling): Promise<void> {
  expectEnd(await enrolling.leave(), 0, /out of the mesh/);
}

function withoutTrip(changes: string[]): string[] {
  return changes.filter(line => !/^\/(run\/trip|usr\/local\/sbin)/.test(line));
}

const BAD_SIDECARS: [string, Record<string, string>, RegExp][] = [
  ['token expired', { STAND_IN_WORDS: 'the token has expired' }, /token has expired/],
  [
    'of another cluster',
    { STAND_IN_WORDS: 'client claims to be in cluster "x"' },
    /wrong cluster ID/,
  ],
  [
    'istiod out of reach',
    { STAND_IN_WORDS: 'dial tcp 10.0.0.9:15012: i/o timeout' },
    /istiod cannot be reached/,
  ],
  ['for no reason given', { STAND_IN_WORDS: 'alas' }, /none that is known/],
];

export const putBack: Part = {
  title: 'All is put back',
  async run(checks, enrolling) {
    const { portal, machine } = enrolling;
    enrolling.remember();
    for (const [what, variables, words] of BAD_SIDECARS) {
      await checks.check(`when the sidecar is not ready: ${what}`, async () => {
        enrolling.reset();
        portal.files['cluster.env'] = Object.entries(variables)
          .map(([key, value]) => `${key}='${value}'\n`)
          .join('');
        expectEnd(
          await enrolling.join('--wait', '2'),
          1,
          new RegExp(`not ready within 2 s\\. Likely cause: .*${words.source}`),
        );
        enrolling.expectUnchanged();
      });
    }
    await checks.check('when the package does not install', async () => {
      enrolling.reset();
      portal.sidecar = enrolling.broken;
      expectEnd(await enrolling.join(), 1, /package could not be installed/);
      enrolling.expectUnchanged();
    });
    for (const signal of ['INT', 'TERM', 'HUP']) {
      await checks.check(`when it is ended by SIG${signal}`, async () => {
        enrolling.reset();
        portal.files['cluster.env'] = `STAND_IN_WORDS=alas\n`;
        const ended = await machine.exec([
          'sh',
          '-c',
          `exec timeout --preserve-status -s ${signal} 3 sh /root/enrolling/enrol.sh "$@"`,
          'sh',
          ...enrolling.arguments,
          ...['--code-file', '/root/enrolling/code', '--wait', '30'],
        ]);
        expect(
          [129, 130, 143].includes(ended.code) &&
            ended.stderr.includes('The machine is as it was'),
          'it ends by the signal, and says so',
          ended,
        );
        enrolling.expectUnchanged();
      });
    }
    await checks.check('when any call of it fails', () =>
      everyCall(enrolling, 'fail', [], async () => {}),
    );
    await checks.check('to how the machine was before, by --uninstall', () =>
      left(enrolling),
    );
    await checks.check('by the next run, when it is killed at any call', () =>
      everyCall(enrolling, 'kill', [], async () => {
        expectEnd(await enrolling.leave(), 0, /broken off|did not join/);
      }),
    );
    await checks.check('to the machine that had joined, when joining anew fails', () =>
      joinedBefore(enrolling),
    );
    await checks.check('and --uninstall leaves nothing', () => left(enrolling));
    await checks.check('a second --uninstall has nothing to do', async () => {
      expectEnd(await enrolling.leave(), 0, /nothing to do/);
    });
  },
};

/** Takes the machine out, and compares it with how it was. */
async function left(enrolling: Enrolling): Promise<void> {
  await leave(enrolling);
  enrolling.expectUnchanged();
}

async function joinedBefore(enrolling: Enrolling): Promise<void> {
  const { portal, machine } = enrolling;
  const fresh = enrolling.kept();
  enrolling.remember();
  const ready = () =>
    machine.exec(['curl', '-fsS', 'http://127.0.0.1:15021/healthz/ready']);
  for (const bad of [enrolling.newer, enrolling.usual]) {
    enrolling.reset();
    portal.sidecar = bad;
    portal.files['cluster.env'] = `STAND_IN_WORDS=alas\n`;
    portal.files.hosts = '10.0.0.77 istiod.istio-system.svc\n';
    expectEnd(await enrolling.join('--again', '--wait', '2'), 1, /as it was/);
    // The sidecar of before has a certificate of its own making again.
    const changes = enrolling
      .changes()
      .filter(line => !/^\/(etc\/certs\/(key|cert-chain)\.pem|var\/log\/istio)/.test(line));
    expect(changes.length === 0, 'nothing is other than before', changes);
    await new Promise(resolve => setTimeout(resolve, 2000));
    expect((await ready()).code === 0, 'the sidecar runs again', await ready());
  }
  enrolling.compareWith(fresh);
}
