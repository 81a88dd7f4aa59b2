import { readCertificates } from '@meshport/certificates';
import { IssuanceWorld } from '../__testUtils__/IssuanceWorld';
import { stateOf } from './Issuance';

jest.setTimeout(120_000);

const ASKED = {
  authority: 'cloud',
  cluster: 'main',
  commonName: 'Istio of main',
  keyType: 'P-384',
  validityDays: 40,
};
const DAY = 86_400_000;

describe('a renewal', () => {
  let world: IssuanceWorld;
  let one: ReturnType<IssuanceWorld['process']>;

  beforeAll(async () => {
    world = await IssuanceWorld.start();
    one = world.process();
    await world.carryOut(one.issue, await world.request(one.issue, ASKED));
  });
  afterAll(async () => {
    await one.close();
    await world.stop();
  });

  const own = () => readCertificates(world.file('ca-cert.pem'))[0];

  it('keeps subject, kind of key and validity, whatever is the default by now', async () => {
    const before = own();
    const later = world.process(undefined, 0, {
      keys: ['P-256', 'P-384'],
      validity: { default: { days: 7 } },
    });
    const request = await world.request(later.renew, { cluster: 'main' });
    await world.carryOut(later.renew, request);
    await later.close();
    const after = own();
    expect(after.serial).not.toBe(before.serial);
    expect(after).toMatchObject({
      subject: 'L=main, O=Istio, CN=Istio of main',
      keyAlgorithm: before.keyAlgorithm,
      issuer: before.issuer,
    });
    const days = (Date.parse(after.notAfter) - world.now()) / DAY;
    expect(Math.round(days)).toBe(40);
  });

  it.each([
    [{ keys: ['P-256'] }, /keyType: cloud takes P-256/],
    [
      { validity: { default: { days: 7 }, max: { days: 30 } } },
      /validityDays: cloud gives 1 to 30 days/,
    ],
    [{ clusters: ['other'] }, /cloud may not serve main/],
  ])('is refused where bounds are %j by now', async (settings, words) => {
    const before = own();
    const request = await world.request(one.renew, { cluster: 'main' });
    const later = world.process(undefined, 0, settings);
    const issued = world.service.ledger.length;
    await expect(
      later.renew.provision(world.work(request)),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(words),
    });
    await expect(
      world.request(later.renew, { cluster: 'main' }),
    ).rejects.toThrow(words);
    await later.close();
    expect(world.service.ledger).toHaveLength(issued);
    expect(own().serial).toBe(before.serial);
  });

  it.each([
    ['otherIssuer', /no renewal: it is issued by another key/],
    ['shorter', /no renewal: it ends on .* and not on/],
  ] as const)(
    'is not written where the authority answers with %s',
    async (fault, words) => {
      const before = own();
      world.service.faults.push(fault);
      const request = await world.request(one.renew, { cluster: 'main' });
      await expect(
        one.renew.provision(world.work(request)),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(words),
      });
      const [issuance] = await one.store.list();
      expect(stateOf(issuance)).toBe('orphaned');
      expect(own().serial).toBe(before.serial);
    },
  );
});
