import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../../support/expect';
import { Enrolling, expectEnd } from '../Enrolling';
import { STAND_INS } from '../furnish';
import { Part } from './Part';

/** What the script calls to change things. */
const CHANGING = [
  ...['mkdir', 'chmod', 'chown', 'cp', 'mv', 'ln', 'install', 'rm'],
  ...['dpkg', 'sync'],
];
/** One call in three, another third every day: `SEED` says which. */
const STEP = 3;
const FIRST = 1 + (Number(process.env.SEED ?? 0) % STEP);
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
  heal: () => Promise<void>,
): Promise<void> {
  const trip = new Trip(enrolling);
  trip.lay();
  const wrong: string[] = [];
  let at = 0;
  try {
    for (at = FIRST; at < MOST; at += STEP) {
      enrolling.reset();
      trip.set(at, how);
      const ended = await enrolling.join();
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
  await leave(enrolling);
  enrolling.expectUnchanged();
  expect(wrong.length === 0, `all is put back at each call`, wrong);
  expect(at > 20 && at < MOST, 'there were calls, and an end', at);
}

async function leave(enrolling: Enrolling): Promise<void> {
  expectEnd(await enrolling.leave(), 0, /out of the mesh/);
}

function withoutTrip(changes: string[]): string[] {
  return changes.filter(line => !/^\/(run\/trip|usr\/local\/sbin)/.test(line));
}

export const anyCall: Part = {
  title: 'Whatever call of it goes wrong',
  async run(checks, enrolling) {
    enrolling.remember();
    await checks.check('all is put back when one fails', () =>
      everyCall(enrolling, 'fail', async () => {}),
    );
    await checks.check('the next run puts back when it was killed there', () =>
      everyCall(enrolling, 'kill', async () => {
        expectEnd(
          await enrolling.leave(),
          0,
          /broken off|did not join|out of the mesh/,
        );
      }),
    );
  },
};
