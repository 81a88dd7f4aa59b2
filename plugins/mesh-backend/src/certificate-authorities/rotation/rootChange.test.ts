import { setTimeout as sleep } from 'timers/promises';
import { fingerprintsIn } from './gates';
import { PROXIES, RootWorld } from './__testUtils__/RootWorld';

// Clusters are started for the tests.
jest.setTimeout(240_000);

const FIRST = { cluster: 'east', authority: 'first' };
const SECOND = { cluster: 'east', authority: 'second' };
const ann = {
  principal: { type: 'user', userEntityRef: 'user:default/ann' },
} as any;
const FOUR = ['ca-cert.pem', 'ca-key.pem', 'cert-chain.pem', 'root-cert.pem'];
const HOUR_MS = 3_600_000;
const standingOf = ({ id, plan }: { id: string; plan: any }) => ({
  requestId: id,
  plan,
});

describe('a guided change of a root', () => {
  let world: RootWorld;
  let process: ReturnType<RootWorld['process']>;

  beforeAll(async () => {
    world = await RootWorld.start();
    process = world.process();
    await world.ready();
  });
  afterAll(async () => {
    await process.close();
    await world.stop();
  });

  async function begin(parameters: object) {
    // As before, whatever was tried until now.
    PROXIES.forEach(name => world.proxies.renew(name, world.now()));
    const request = await world.request(process.kind, parameters);
    await process.kind.provision(world.work(request));
    return request;
  }

  it('sees what every istiod signs by, and whom it believes', async () => {
    const looks = await process.look();
    const own = fingerprintsIn(world.selfSigned.certificate);
    expect(looks).toHaveLength(2);
    for (const { chain, trusts, isReady } of looks) {
      expect({ chain, isReady }).toEqual({ chain: own, isReady: true });
      expect(trusts).toHaveLength(1);
    }
  });

  it('takes a first plug-in back to what istiod made itself', async () => {
    const request = await begin(FIRST);
    await world.advance(process, request, /Step 1 of 3: 0 of 2 proxies/, []);
    expect(world.secret()).toMatchObject({
      'ca-cert.pem': world.selfSigned.certificate,
      'root-cert.pem': world.selfSigned.certificate + world.root('first'),
    });
    expect(await process.kind.standing(standingOf(request))).toMatchObject({
      state: 'notCompared',
      message: expect.stringMatching(/^Secret .* is being changed/),
    });
    // Retiring it would leave the mesh half-way.
    expect(await process.kind.keptBecause(request.id)).toMatch(
      /^The root is being changed.* Undo the change/,
    );
    await process.rootChanges.rollBack(request.id, {
      credentials: ann,
      reason: 'not today',
    });
    const end = await world.advance(process, request, /rolled back by/);
    expect(end.state).toBe('failed');
    expect(end.message).toContain('user:default/ann: not today');
    expect(world.secret()).toBeUndefined();
    expect(await process.kind.standing(standingOf(request))).toMatchObject({
      state: 'notInCluster',
      message: expect.stringMatching(/^It was undone: east has its former/),
    });
    expect(await process.kind.keptBecause(request.id)).toBeUndefined();
    // No authority was asked for anything.
    expect(await process.issuances.list()).toEqual([]);
    await expect(process.kind.provision(world.work(request))).rejects.toThrow(
      'rolled back',
    );
  });

  it('plugs a first authority into a self-signed mesh without a broken call', async () => {
    const request = await begin(FIRST);
    await world.advance(process, request, /Step 1 of 3: 0 of 2 proxies/, []);
    // One has turned over, the other not: nothing goes on.
    world.proxies.renew(PROXIES[0], world.now());
    await world.advance(process, request, /Step 1 of 3: 1 of 2 proxies/, []);
    const waiting = await process.rootChanges.progress(request.id);
    expect(waiting.steps[0]).toMatchObject({
      number: 1,
      state: 'waiting',
      turned: { done: 1, total: 2, unknown: 0 },
      laggards: [{ kind: 'pod', name: 'two', turned: 'no' }],
    });
    await world.advance(process, request, /^ready/);
    expect(world.secret()).toMatchObject({
      'root-cert.pem': world.root('first'),
    });
    expect(Object.keys(world.secret()!).sort()).toEqual(FOUR);
    expect(await process.kind.standing(standingOf(request))).toMatchObject({
      state: 'matches',
    });
    const [issuance, ...others] = await process.issuances.list();
    expect(others).toEqual([]);
    expect(issuance.events.map(({ type }) => type)).toEqual([
      'requested',
      'approved',
      'keyed',
      'issued',
      'checked',
      'written',
      'live',
    ]);
    const over = await process.rootChanges.progress(request.id);
    expect(over.state).toBe('done');
    expect(over.steps.map(({ state }) => state)).toEqual([
      'done',
      'done',
      'done',
    ]);
    expect(world.writes.filter(one => one.startsWith('DELETE'))).toHaveLength(
      1,
    );
  });

  it('is paused, rolled back over its second step, and rotated to the end', async () => {
    const [before] = fingerprintsIn(world.secret()!['ca-cert.pem']);
    const keyBefore = world.secret()!['ca-key.pem'];
    const request = await begin(SECOND);
    await world.advance(process, request, /Step 1 of 3: 0 of 2 proxies/, []);
    await process.rootChanges.pause(request.id, { credentials: ann });
    PROXIES.forEach(name => world.proxies.renew(name, world.now()));
    await world.advance(process, request, /Paused by user:default\/ann/);
    await expect(
      process.rootChanges.pause(request.id, { credentials: ann }),
    ).rejects.toThrow('it is paused already');
    await process.rootChanges.resume(request.id, { credentials: ann });
    await world.advance(process, request, /Step 2 of 3: 0 of 2 proxies/, []);
    // Half of them have the new authority's certificates when it is rolled back.
    world.proxies.renew(PROXIES[0], world.now());
    expect(world.secret()!['meshport-previous-ca-key.pem']).toBe(keyBefore);
    await expect(
      process.rootChanges.rollBack(request.id, { credentials: ann }),
    ).rejects.toThrow('reason');
    await process.rootChanges.rollBack(request.id, {
      credentials: ann,
      reason: 'the new authority is the wrong one',
    });
    await world.advance(process, request, /Rolling back step 1: 1 of 2/, []);
    expect(fingerprintsIn(world.secret()!['root-cert.pem'])).toHaveLength(2);
    await world.advance(process, request, /rolled back by/);
    expect(fingerprintsIn(world.secret()!['ca-cert.pem'])).toEqual([before]);
    expect(world.secret()!['root-cert.pem']).toBe(world.root('first'));
    expect(Object.keys(world.secret()!).sort()).toEqual(FOUR);

    const again = await begin(SECOND);
    await world.advance(process, again, /^ready/);
    expect(world.secret()!['root-cert.pem']).toBe(world.root('second'));
    expect(world.secret()!['ca-key.pem']).not.toBe(keyBefore);
    expect(Object.keys(world.secret()!).sort()).toEqual(FOUR);
  });

  it('waits for the life of a certificate where a proxy cannot be asked', async () => {
    world.proxies.hidden.add(PROXIES[1]);
    const request = await begin(FIRST);
    const step1 = /Step 1 of 3: 1 of 2 proxies/;
    await world.advance(process, request, step1);
    const { steps } = await process.rootChanges.progress(request.id);
    expect(steps[0].laggards).toMatchObject([
      { name: 'two', turned: 'unknown' },
    ]);
    const by = Date.parse(steps[0].laggards[0].by!);
    // SECRET_TTL is nowhere set: Istio's 24 hours, and clocks.
    expect((by - world.now()) / HOUR_MS).toBeGreaterThan(23);
    expect((by - world.now()) / HOUR_MS).toBeLessThan(24.1);
    world.later += by - world.now();
    await world.advance(process, request, /Step 2 of 3: 1 of 2 proxies/);
    world.proxies.hidden.clear();
    world.later += 150_000;
    await world.advance(process, request, /^ready/);
  });

  it('stops when somebody else writes the Secret, and goes on when told', async () => {
    const request = await begin(SECOND);
    await world.advance(process, request, /Step 1 of 3: 0 of 2 proxies/, []);
    const file = Buffer.from(world.root('first')).toString('base64');
    const mine = world.secret()!['root-cert.pem'];
    await world.patchSecret({ 'root-cert.pem': file });
    const stopped = await world.advance(process, request, /Stopped/);
    expect(stopped.message).toContain('somebody else wrote it');
    const progress = await process.rootChanges.progress(request.id, {
      credentials: ann,
    });
    expect(progress).toMatchObject({
      state: 'failed',
      allowedActions: ['pause', 'resume', 'roll-back'],
    });
    await world.patchSecret({
      'root-cert.pem': Buffer.from(mine).toString('base64'),
    });
    await process.rootChanges.resume(request.id, { credentials: ann });
    await world.advance(process, request, /^ready/);
  });

  it('lets one change of a control plane go on at a time, and only to another root', async () => {
    await expect(begin(SECOND)).rejects.toThrow('the root does not change');
    const request = await begin(FIRST);
    await expect(begin(FIRST)).rejects.toThrow('is under way');
    expect(await process.rootChanges.underWay('west')).toEqual([]);
    expect(await process.rootChanges.underWay('east')).toMatchObject([
      { requestId: request.id, state: 'running' },
    ]);
    await process.rootChanges.rollBack(request.id, {
      credentials: ann,
      reason: 'enough',
    });
    await world.advance(process, request, /rolled back by/);
  });

  it('keeps no key anywhere but in the Secret', async () => {
    const dump = await world.dump();
    expect(dump).toContain('BEGIN CERTIFICATE');
    expect(dump).not.toMatch(/PRIVATE KEY/);
    for (const text of world.keys()) {
      expect(dump).not.toContain(text);
    }
  });

  it('goes the short way when its outage was accepted', async () => {
    const plan = await world.request(process.kind, {
      ...FIRST,
      acceptOutage: true,
    });
    expect(plan.plan.statements.join('\n')).toContain('The outage is accepted');
    await process.kind.provision(world.work(plan));
    const work = world.work(plan);
    for (let tries = 0; tries < 400; tries += 1) {
      const { state } = await process.kind.observe(work);
      if (state === 'ready') {
        break;
      }
      for (const name of PROXIES) {
        world.proxies.renew(name, world.now());
      }
      world.later += 4_000;
      await sleep(25);
    }
    expect(world.secret()!['root-cert.pem']).toBe(world.root('first'));
    expect(Object.keys(world.secret()!).sort()).toEqual(FOUR);
    const { steps, state } = await process.rootChanges.progress(plan.id);
    expect(state).toBe('done');
    expect(steps.map(({ number }) => number)).toEqual([3]);
  });
});
