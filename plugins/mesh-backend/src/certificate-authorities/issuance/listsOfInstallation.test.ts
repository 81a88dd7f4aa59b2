import { readRevocationLists } from '@meshport/certificates';
import { eventually } from '../../__testUtils__/devMesh';
import { IssuanceWorld } from '../__testUtils__/IssuanceWorld';

jest.setTimeout(120_000);

const ASKED = { authority: 'cloud', cluster: 'main' };

describe('an intermediate without revocation lists where proxies have some', () => {
  let world: IssuanceWorld;
  let listed: ReturnType<IssuanceWorld['process']>;
  let unlisted: ReturnType<IssuanceWorld['process']>;

  beforeAll(async () => {
    world = await IssuanceWorld.start({ lists: true });
    listed = world.process();
    unlisted = world.process(undefined, 0, {
      revocationLists: { enabled: false, spread: { seconds: 0 } },
    });
    await world.carryOut(
      listed.issue,
      await world.request(listed.issue, ASKED),
    );
  });
  afterAll(async () => {
    await listed.close();
    await unlisted.close();
    await world.stop();
  });

  /** What istiod gives every proxy. */
  const give = (lists: string) =>
    world.dev.clusters.main.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio-ca-crl', namespace: 'istio-system' },
      data: { 'ca-crl.pem': lists },
    });

  it.each([
    ['issue', ASKED],
    ['renew', { cluster: 'main' }],
  ] as const)(
    'is not asked for (%s) before istiod has forgotten them',
    async (kind, parameters) => {
      await world.carryOut(
        listed.issue,
        await world.request(listed.issue, ASKED),
      );
      const lists = world.file('ca-crl.pem');
      expect(readRevocationLists(lists).length).toBeGreaterThan(1);
      give(lists);
      const { serial } = world;
      const issued = world.service.ledger.length;
      const request = await world.request(unlisted[kind], parameters);
      const running = unlisted[kind].provision(world.work(request));
      await eventually(async () => {
        expect(world.file('ca-crl.pem')).toBe('');
      });
      expect(world.service.ledger).toHaveLength(issued);
      expect(world.serial).toBe(serial);
      give('');
      await running;
      expect(world.service.ledger).toHaveLength(issued + 1);
      expect(world.serial).not.toBe(serial);
      expect(world.file('ca-crl.pem')).toBe('');
    },
  );

  it('is approved by people who are told of it', async () => {
    const codes = async (of: typeof listed) =>
      (
        await of.issue.findings((await world.request(of.issue, ASKED)).plan)
      ).map(({ code }) => code);
    expect(await codes(unlisted)).not.toContain('CA_LISTS_END');
    await world.carryOut(
      listed.issue,
      await world.request(listed.issue, ASKED),
    );
    expect(await codes(unlisted)).toContain('CA_LISTS_END');
    expect(await codes(listed)).not.toContain('CA_LISTS_END');
  });
});
