import { IssuanceWorld } from '../__testUtils__/IssuanceWorld';
import { stateOf } from './Issuance';

jest.setTimeout(120_000);

const FILES = {
  'ca-cert.pem': 'certificate',
  'ca-key.pem': 'key',
  'cert-chain.pem': 'chain',
  'root-cert.pem': 'root',
};
const owner = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  name: 'istio-ca',
  uid: 'b5d1d6f8-0000-4000-8000-000000000000',
};

/** What makes a Secret another's, and the words in which that is told. */
const MARKS: [
  string,
  { metadata?: object; [field: string]: unknown },
  RegExp,
][] = [
  ['it is immutable', { immutable: true }, /is immutable/],
  [
    'it holds tls.crt',
    { stringData: { 'tls.crt': 'theirs', 'tls.key': 'theirs' } },
    /holds tls\.crt/,
  ],
  [
    'cert-manager keeps it',
    {
      metadata: {
        annotations: { 'cert-manager.io/certificate-name': 'istio-ca' },
      },
    },
    /is kept by cert-manager/,
  ],
  [
    'External Secrets keeps it',
    {
      metadata: {
        annotations: { 'reconcile.external-secrets.io/data-hash': 'a1' },
      },
    },
    /is kept by External Secrets Operator/,
  ],
  [
    'it has an owner',
    { metadata: { ownerReferences: [owner] } },
    /belongs to ExternalSecret istio-ca/,
  ],
  [
    'istiod made it',
    { stringData: { ...FILES, 'istio-generated': '' } },
    /made by istiod itself.*certificate-authority-root-change/,
  ],
];

describe('a Secret that is another’s', () => {
  let world: IssuanceWorld;
  let one: ReturnType<IssuanceWorld['process']>;

  beforeAll(async () => {
    world = await IssuanceWorld.start();
    one = world.process();
  });
  afterAll(async () => {
    await one.close();
    await world.stop();
  });
  afterEach(() => world.removeSecret());

  const theirs = async ({ metadata, ...more }: { metadata?: object }) => {
    await world.removeSecret();
    await world.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      stringData: FILES,
      ...more,
      metadata: { ...metadata, name: 'cacerts', namespace: 'istio-system' },
    });
    return JSON.stringify(world.secret);
  };
  const ASKED = { authority: 'cloud', cluster: 'main' };

  it.each(MARKS)(
    'is refused when it is asked for, because %s, and its bytes stay',
    async (_, more, words) => {
      const bytes = await theirs(more);
      const request = await world.request(one.issue, ASKED);
      const calls = world.service.calls;
      const refusal = {
        name: 'ConflictError',
        message: expect.stringMatching(words),
      };
      await expect(
        one.issue.check(request.plan, {} as any),
      ).rejects.toMatchObject(refusal);
      // It may have become another's since it was approved.
      await expect(
        one.issue.provision(world.work(request)),
      ).rejects.toMatchObject(refusal);
      expect(world.service.calls).toBe(calls);
      expect(JSON.stringify(world.secret)).toBe(bytes);
    },
  );

  it.each(MARKS)(
    'is not renewed either, because %s',
    async (_, more, words) => {
      await world.carryOut(one.issue, await world.request(one.issue, ASKED));
      const renewal = await world.request(one.renew, { cluster: 'main' });
      const bytes = await theirs(more);
      const calls = world.service.calls;
      await expect(one.renew.provision(world.work(renewal))).rejects.toThrow(
        words,
      );
      expect(world.service.calls).toBe(calls);
      expect(JSON.stringify(world.secret)).toBe(bytes);
      expect((await one.store.list()).map(stateOf)).not.toContain('orphaned');
    },
  );

  it('is not written when it becomes so between the check and the write', async () => {
    await world.carryOut(one.issue, await world.request(one.issue, ASKED));
    const request = await world.request(one.issue, ASKED);
    let answer = () => {};
    world.service.hold = new Promise(resolve => {
      answer = resolve;
    });
    const calls = world.service.calls;
    const work = one.issue.provision(world.work(request));
    work.catch(() => {});
    while (world.service.calls === calls) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    const bytes = await theirs(MARKS[2][1]);
    answer();
    await expect(work).rejects.toMatchObject({ name: 'ConflictError' });
    expect(JSON.stringify(world.secret)).toBe(bytes);
    world.service.hold = undefined;
    // What was issued meanwhile is used by nobody, and is listed once its key is let go of.
    await one.issuer.giveUp(
      `request/${request.id}`,
      new AbortController().signal,
    );
    const [left] = await one.store.list();
    expect(stateOf(left)).toBe('orphaned');
  });
});
