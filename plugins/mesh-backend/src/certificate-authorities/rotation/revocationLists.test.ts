import { readRevocationLists } from '@meshport/certificates';
import { PROXIES, RootWorld } from './__testUtils__/RootWorld';

// Clusters are started for the tests.
jest.setTimeout(240_000);

const ann = {
  principal: { type: 'user', userEntityRef: 'user:default/ann' },
} as any;

describe('a change of a root away from one with revocation lists', () => {
  let world: RootWorld;
  let process: ReturnType<RootWorld['process']>;

  beforeAll(async () => {
    world = await RootWorld.start({ listsOf: 'first' });
    process = world.process();
    await world.ready();
    await world.advance(process, await begin('first'), /^ready/);
  });
  afterAll(async () => {
    await process.close();
    await world.stop();
  });

  async function begin(authority: 'first' | 'second') {
    PROXIES.forEach(name => world.proxies.renew(name, world.now()));
    const request = await world.request(process.kind, {
      cluster: 'east',
      authority,
    });
    await process.kind.provision(world.work(request));
    return request;
  }

  /** What istiod gives every proxy. */
  const give = (lists: string) =>
    world.dev.clusters.east.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio-ca-crl', namespace: 'istio-system' },
      data: { 'ca-crl.pem': lists },
    });

  it('lets the new authority sign when no proxy is given one any more, and back brings them back', async () => {
    const lists = world.secret()!['ca-crl.pem'];
    expect(readRevocationLists(lists)).toHaveLength(2);
    give(lists);
    const request = await begin('second');
    const held = await world.advance(
      process,
      request,
      /Step 1 of 3: 2 of 2 .*lists of the former authority/,
    );
    expect(held.message).toContain('ConfigMap istio-ca-crl');
    expect(world.secret()!['ca-crl.pem']).toBeUndefined();
    give('');
    await world.advance(process, request, /Step 2 of 3/, []);
    expect(world.secret()!['ca-crl.pem']).toBeUndefined();
    await process.rootChanges.rollBack(request.id, {
      credentials: ann,
      reason: 'the new authority is the wrong one',
    });
    await world.advance(process, request, /rolled back by/);
    expect(world.secret()!['ca-crl.pem']).toBe(lists);
    expect(world.secret()!['root-cert.pem']).toBe(world.root('first'));
  });

  it('is over without any', async () => {
    await world.advance(process, await begin('second'), /^ready/);
    expect(Object.keys(world.secret()!).sort()).toEqual([
      'ca-cert.pem',
      'ca-key.pem',
      'cert-chain.pem',
      'root-cert.pem',
    ]);
  });
});
