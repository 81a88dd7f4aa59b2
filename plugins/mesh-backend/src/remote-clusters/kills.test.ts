import { CrashWorld } from './__testUtils__/CrashWorld';
import { Crash, Killer } from './__testUtils__/Killer';

// Each operation is killed at every boundary of a write, and run again.
jest.setTimeout(300_000);

const PAIR = { primary: 'main', remote: 'west' };
const KINDS = ['long-lived', 'rotating'] as const;
const WHEN = ['before', 'after'] as const;

type Operation = 'join' | 'rotate' | 'leave';

/** Only a kill ends an operation. */
function refuseOthers(error: Error): void {
  if (!(error instanceof Crash)) {
    throw error;
  }
}

describe('processes that are killed', () => {
  let world: CrashWorld;

  beforeAll(async () => {
    world = await CrashWorld.start();
  });
  afterAll(() => world.stop());

  /** Runs an operation in a process that is killed at the nth boundary, then in another; false when it was not. */
  async function killedAt(
    operation: Operation,
    parameters: object,
    at: number,
    when: (typeof WHEN)[number],
  ): Promise<boolean> {
    const killer = new Killer(at, when);
    const first = world.process(killer);
    const second = world.process();
    try {
      const request = await world.request(first[operation], parameters);
      await world
        .carryOut(first[operation], request, killer)
        .catch(refuseOthers);
      if (killer.struck) {
        await world.carryOut(second[operation], request);
      }
      return killer.struck;
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  }

  async function carryOut(operation: Operation, parameters: object) {
    const one = world.process();
    await world.carryOut(
      one[operation],
      await world.request(one[operation], parameters),
    );
    await one.close();
  }

  /** One token is good, and it is that of the primary; nothing else is left. */
  async function expectJoined() {
    const token = world.token()!;
    for (const known of world.tokens) {
      expect([known === token, await world.takes(known)]).toEqual([
        known === token,
        known === token,
      ]);
    }
    const [join] = await world.process().context.store.joins();
    expect(join.state).toBe('joined');
    expect(join.next).toBeUndefined();
    expect(join.previous).toBeUndefined();
    expect(
      world.objects('west', 'Secret').map(({ metadata }) => metadata.uid),
    ).toEqual([join.current!.secret.uid]);
    expect(join.made.every(({ uid }) => uid)).toBe(true);
  }

  async function expectLeft() {
    expect(world.objects('main', 'Secret')).toEqual([]);
    expect(world.objects('west', 'Secret')).toEqual([]);
    const names = world
      .objects('west', 'ServiceAccount')
      .map(({ metadata }) => metadata.name);
    expect(names).toEqual(['default']);
    for (const kind of ['ClusterRole', 'ClusterRoleBinding']) {
      const all = world.dev.clusters.west.objects(kind) as any[];
      expect(
        all.filter(({ metadata }) => /istio-reader/.test(metadata.name)),
      ).toEqual([]);
    }
    expect(await world.process().context.store.joins()).toEqual([]);
    for (const known of world.tokens) {
      expect(await world.takes(known)).toBe(false);
    }
    world.tokens.length = 0;
  }

  describe.each(KINDS)('with a %s token', token => {
    it.each(WHEN)('joins, killed %s every write', async when => {
      let at = 1;
      for (; ; at += 1) {
        const struck = await killedAt('join', { ...PAIR, token }, at, when);
        await expectJoined();
        await carryOut('leave', PAIR);
        await expectLeft();
        if (!struck) {
          break;
        }
      }
      // Roles, account, the token's Secret and the remote secret, and what is noted of each.
      expect(at).toBeGreaterThan(15);
    });

    it.each(WHEN)('rotates, killed %s every write', async when => {
      await carryOut('join', { ...PAIR, token });
      let at = 1;
      for (; ; at += 1) {
        const old = world.token()!;
        const struck = await killedAt('rotate', PAIR, at, when);
        await expectJoined();
        expect(world.token()).not.toBe(old);
        if (!struck) {
          break;
        }
      }
      expect(at).toBeGreaterThan(9);
      await carryOut('leave', PAIR);
      await expectLeft();
    });

    it.each(WHEN)('leaves, killed %s every write', async when => {
      let at = 1;
      for (; ; at += 1) {
        await carryOut('join', { ...PAIR, token });
        const struck = await killedAt('leave', PAIR, at, when);
        await expectLeft();
        if (!struck) {
          break;
        }
      }
      expect(at).toBeGreaterThan(6);
    });

    it('takes a join back that was killed and never carried out', async () => {
      let at = 1;
      for (; ; at += 1) {
        const killer = new Killer(at, 'after');
        const first = world.process(killer);
        const request = await world.request(first.join, { ...PAIR, token });
        await world.carryOut(first.join, request, killer).catch(refuseOthers);
        const second = world.process();
        await second.join.retire(world.work(request));
        await expectLeft();
        await Promise.all([first.close(), second.close()]);
        if (!killer.struck) {
          break;
        }
      }
      expect(at).toBeGreaterThan(15);
    });
  });

  it('takes nothing away for a request that did not make the join', async () => {
    await carryOut('join', { ...PAIR, token: 'long-lived' });
    const one = world.process();
    const other = await world.request(one.leave, PAIR);
    const later = await world.request(one.rotate, PAIR);
    await one.join.retire(
      world.work({ ...later, plan: { ...other.plan, parameters: PAIR } }),
    );
    expect(world.token()).toBeDefined();
    await expectJoined();
    await one.close();
    await carryOut('leave', PAIR);
    await expectLeft();
  });

  it('renews once, when two backends find it due', async () => {
    await carryOut('join', { ...PAIR, token: 'rotating' });
    const [one, other] = [world.process(), world.process(undefined, 1)];
    world.later = 13 * 3_600_000;
    const before = world.secretWrites;
    const old = world.token()!;
    const renewals = [one.renewal('one'), other.renewal('other')];
    await Promise.all(renewals.map(renewal => renewal.run()));
    await Promise.all(renewals.map(renewal => renewal.run()));
    expect(world.secretWrites - before).toBe(1);
    expect(world.token()).not.toBe(old);
    await expectJoined();
    world.later = 0;
    await Promise.all([one.close(), other.close()]);
  });

  it('goes on with a renewal whose backend was killed, when its lease has ended', async () => {
    let hours = 13;
    for (const when of WHEN) {
      for (let at = 1; ; at += 1) {
        hours += 13;
        world.later = hours * 3_600_000;
        const old = world.token()!;
        const killer = new Killer(at, when);
        const [first, second] = [world.process(killer), world.process()];
        await first
          .renewal('first')
          .run()
          .catch(() => {});
        await second.renewal('second').run();
        world.later += 65_000;
        await second.renewal('second').run();
        world.later += 3_700_000;
        await second.renewal('second').run();
        expect(world.token()).not.toBe(old);
        await expectJoined();
        await Promise.all([first.close(), second.close()]);
        if (!killer.struck) {
          break;
        }
      }
    }
    world.later = 0;
    await carryOut('leave', PAIR);
    await expectLeft();
  });
});
