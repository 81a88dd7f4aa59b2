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
  let restarts: number;
  let mayRestart: boolean;

  beforeEach(async () => {
    world = await IssuanceWorld.start();
    one = world.process();
    restarts = 0;
    mayRestart = true;
    jest
      .spyOn(IstiodReload.prototype, 'look')
      .mockImplementation(async () => looks);
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
    uid: 'a',
    createdAt: world.now() + 1_000,
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
    looks = [look({ createdAt: world.now() - 60_000, chain: ['old'] })];
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
    looks = [look({ createdAt: world.now() - 60_000 })];
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
    const before = { createdAt: world.now() - 60_000 };
    looks = [look({ ...before, chain: ['old'] })];
    const seen = () => one.renew.observe(world.work(renewal));
    expect(await seen()).toMatchObject({ state: 'waiting' });
    expect(restarts).toBe(0);
    world.service.clock.advance(200);
    await seen();
    expect(restarts).toBe(1);
    looks = [look()];
    expect(await seen()).toMatchObject({ state: 'ready' });
  });

  it('is taken as written, and says why, where istiod may not be looked at', async () => {
    await one.issue.provision(world.work(request));
    await giveRoot();
    looks = [look({ chain: undefined, failure: 'No port is forwarded.' })];
    expect(await observe()).toMatchObject({ state: 'waiting' });
    world.service.clock.advance(61);
    looks = [look({ chain: undefined, failure: 'No port is forwarded.' })];
    expect(await observe()).toMatchObject({
      state: 'ready',
      message: expect.stringMatching(/could not be seen: No port/),
    });
    const [issuance] = await one.store.list();
    expect(stateOf(issuance)).toBe('written');
  });
});
