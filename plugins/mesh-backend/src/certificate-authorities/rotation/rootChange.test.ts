import { setTimeout as sleep } from 'timers/promises';
import { RootWorld } from './__testUtils__/RootWorld';

// Clusters are started for the tests.
jest.setTimeout(120_000);

const PROXIES = ['shop/one', 'shop/two'];
const FIRST = { cluster: 'east', authority: 'first' };

/** Goes on until a message matches, while proxies ask for certificates now and then. */
async function advance(
  world: RootWorld,
  process: ReturnType<RootWorld['process']>,
  request: { id: string; plan: any },
  until: RegExp,
  renewing: string[] = PROXIES,
) {
  const work = world.work(request);
  let last = '';
  for (let tries = 0; tries < 400; tries += 1) {
    const seen = await process.kind.observe(work);
    last = seen.message;
    expect(world.proxies.broken()).toEqual([]);
    if (until.test(`${seen.state}: ${seen.message}`)) {
      return seen;
    }
    if (seen.state !== 'waiting') {
      throw new Error(`${seen.state}: ${seen.message}`);
    }
    renewing.forEach(name => world.proxies.renew(name, world.now()));
    expect(world.proxies.broken()).toEqual([]);
    await sleep(25);
    // Whoever has not turned over is asked again after three seconds.
    world.later += 4_000;
  }
  throw new Error(`it does not come: ${last}`);
}

describe('a guided change of a root', () => {
  let world: RootWorld;
  let process: ReturnType<RootWorld['process']>;

  beforeAll(async () => {
    world = await RootWorld.start();
    process = world.process();
    while (world.proxies.istiods().length < 2) {
      await sleep(20);
    }
    PROXIES.forEach(name => world.proxies.renew(name, world.now()));
  });
  afterAll(async () => {
    await process.close();
    await world.stop();
  });

  it('plugs a first authority into a self-signed mesh without a broken call', async () => {
    const request = await world.request(process.kind, FIRST);
    await process.kind.provision(world.work(request));
    await advance(world, process, request, /Step 1 of 3: 0 of 2 proxies/, []);
    expect(world.secret()).toMatchObject({
      'ca-cert.pem': world.selfSigned.certificate,
      'root-cert.pem': world.selfSigned.certificate + world.root('first'),
    });
    await advance(world, process, request, /^ready/);
    expect(world.secret()).toMatchObject({
      'root-cert.pem': world.root('first'),
    });
    expect(Object.keys(world.secret()!).sort()).toEqual([
      'ca-cert.pem',
      'ca-key.pem',
      'cert-chain.pem',
      'root-cert.pem',
    ]);
  });
});
