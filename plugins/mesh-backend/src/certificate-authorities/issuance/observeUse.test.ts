import { NotAllowedError } from '@backstage/errors';
import { IstiodLook, IstiodReload } from '../controlPlane/IstiodReload';
import { IssuanceWorld, WorldRequest } from '../__testUtils__/IssuanceWorld';
import { fingerprintsIn } from './RootEffect';
import { lastOf, stateOf } from './Issuance';

jest.setTimeout(120_000);

describe('whether istiod signs by what was written', () => {
  let world: IssuanceWorld;
  let one: ReturnType<IssuanceWorld['process']>;
  let request: WorldRequest;
  let looks: IstiodLook[];
  let running: string[];
  let restarts: number;
  let mayRestart: boolean;

  beforeEach(async () => {
    world = await IssuanceWorld.start();
    one = world.process();
    restarts = 0;
    running = ['old'];
    mayRestart = true;
    jest
      .spyOn(IstiodReload.prototype, 'look')
      .mockImplementation(async () => looks);
    jest
      .spyOn(IstiodReload.prototype, 'running')
      .mockImplementation(async () => running);
    jest
      .spyOn(IstiodReload.prototype, 'restart')
      .mockImplementation(async () => {
        if (!mayRestart) {
          throw new NotAllowedError('Meshport may not restart istiod');
        }
        restarts += 1;
        return ['istiod'];
      });
    request = await world.request(one.issue, {
      authority: 'cloud',
      cluster: 'main',
    });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await one.close();
    await world.stop();
  });

  const look = (more: Partial<IstiodLook> = {}): IstiodLook => ({
    pod: 'istiod-1',
    uid: 'new',
    isReady: true,
    isEnding: false,
    chain: fingerprintsIn(world.file('ca-cert.pem')),
    ...more,
  });
  const observe = () => one.issue.observe(world.work(request));
  const giveRoot = () =>
    world.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio-ca-root-cert', namespace: 'istio-system' },
      data: { 'root-cert.pem': world.service.root },
    });

  it('restarts an istiod that signed by itself, and is ready when the new one shows it', async () => {
    looks = [];
    await one.issue.provision(world.work(request));
    looks = [look({ uid: 'old', chain: ['old'] })];
    expect(await observe()).toMatchObject({ state: 'waiting' });
    expect(restarts).toBe(1);
    looks = [look({ chain: undefined, isReady: false })];
    expect(await observe()).toMatchObject({ state: 'waiting' });
    looks = [look()];
    expect(await observe()).toMatchObject({
      state: 'waiting',
      message: expect.stringMatching(/not given its root yet/),
    });
    await giveRoot();
    expect(await observe()).toMatchObject({ state: 'ready' });
    const [issuance] = await one.store.list();
    expect(stateOf(issuance)).toBe('live');
    expect(lastOf(issuance, 'live')!.text).toContain(world.serial!);
    expect(restarts).toBe(1);
  });

  it('waits for all replicas', async () => {
    await one.issue.provision(world.work(request));
    await giveRoot();
    looks = [look(), look({ pod: 'istiod-2', chain: ['old'] })];
    expect(await observe()).toMatchObject({
      state: 'waiting',
      message: expect.stringMatching(/^1 of 2 istiods/),
    });
  });

  it('says what to run where it may not restart', async () => {
    await one.issue.provision(world.work(request));
    looks = [look({ uid: 'old' })];
    mayRestart = false;
    expect(await observe()).toMatchObject({
      state: 'waiting',
      message: expect.stringMatching(/may not restart istiod/),
    });
  });

  it('leaves an istiod alone that takes a renewal by itself, and restarts it when it does not', async () => {
    await giveRoot();
    await one.issue.provision(world.work(request));
    const renewal = await world.request(one.renew, { cluster: 'main' });
    await one.renew.provision(world.work(renewal));
    const behind = [look({ uid: 'old', chain: ['old'] })];
    const seen = () => one.renew.observe(world.work(renewal));
    // A kubelet brings a changed Secret within about a minute.
    for (const seconds of [0, 90, 85]) {
      world.service.clock.advance(seconds);
      looks = behind;
      expect(await seen()).toMatchObject({
        state: 'waiting',
        message: expect.stringMatching(/^1 of 1 istiods have not taken it/),
      });
    }
    expect(restarts).toBe(0);
    world.service.clock.advance(10);
    await seen();
    expect(restarts).toBe(1);
    looks = [look()];
    expect(await seen()).toMatchObject({ state: 'ready' });
    expect(restarts).toBe(1);
  });

  it('restarts nobody who takes a renewal within the time that a kubelet has', async () => {
    await giveRoot();
    await one.issue.provision(world.work(request));
    const renewal = await world.request(one.renew, { cluster: 'main' });
    await one.renew.provision(world.work(renewal));
    world.service.clock.advance(150);
    looks = [look({ uid: 'old' })];
    expect(await one.renew.observe(world.work(renewal))).toMatchObject({
      state: 'ready',
    });
    world.service.clock.advance(600);
    await one.renew.observe(world.work(renewal));
    expect(restarts).toBe(0);
  });

  it('never restarts one that came after the write, whatever clocks say', async () => {
    await one.issue.provision(world.work(request));
    await giveRoot();
    world.service.clock.advance(600);
    looks = [look({ chain: ['old'] })];
    expect(await observe()).toMatchObject({ state: 'waiting' });
    expect(restarts).toBe(0);
  });

  it('is taken as written, and says why, where istiod may not be looked at', async () => {
    await one.issue.provision(world.work(request));
    await giveRoot();
    looks = [look({ chain: undefined, failure: 'No port is forwarded.' })];
    expect(await observe()).toMatchObject({ state: 'waiting' });
    world.service.clock.advance(181);
    looks = [look({ chain: undefined, failure: 'No port is forwarded.' })];
    expect(await observe()).toMatchObject({
      state: 'ready',
      message: expect.stringMatching(/could not be seen: No port/),
    });
    const [issuance] = await one.store.list();
    expect(stateOf(issuance)).toBe('written');
  });
});
