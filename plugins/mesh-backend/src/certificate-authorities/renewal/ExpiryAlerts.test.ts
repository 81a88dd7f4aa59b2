import { ExpiryAlerts } from './ExpiryAlerts';
import { DAY, RenewalWorld } from './__testUtils__/renewalWorld';
import { WatchedCertificate, WatchedPlane } from './watched';

const certificate = (
  role: WatchedCertificate['role'],
  fingerprint: string,
  { from, days }: { from: number; days: number },
): WatchedCertificate => ({
  role,
  fingerprint,
  subject: `CN=${fingerprint}`,
  notBefore: from,
  notAfter: from + days * DAY,
});

describe('the ends of authorities', () => {
  let world: RenewalWorld;
  let planes: WatchedPlane[];
  let unread: { cluster: string; why: string }[];

  beforeEach(async () => {
    world = await RenewalWorld.start();
    planes = [];
    unread = [];
  });
  afterEach(() => world.stop());

  const instance = () =>
    new ExpiryAlerts({
      watched: async () => ({ planes, unread }),
      alerts: world.instance().alerts,
      settings: {
        days: [30, 14, 7],
        recipients: ['group:default/security'],
        escalateTo: new Map(),
      },
      ownersOf: cluster => [`group:default/${cluster}-owners`],
      logger: { warn: (text: string) => world.logs.push(text) } as any,
      now: () => world.now,
    });
  const plane = (cluster: string, ...certificates: WatchedCertificate[]) => {
    planes.push({ cluster, namespace: 'istio-system', certificates });
  };
  const year = (role: WatchedCertificate['role'], name: string) =>
    certificate(role, name, { from: world.now, days: 365 });

  it('are told of at 30, 14 and 7 days and at the end, once each, by several instances', async () => {
    plane('east', year('intermediate', 'a'));
    const instances = [instance(), instance()];
    const days: number[] = [];
    for (let day = 0; day <= 370; day += 0.5) {
      const before = world.sent.length;
      await Promise.all(instances.map(one => one.run()));
      days.push(...world.sent.slice(before).map(() => 365 - day));
      world.now += DAY / 2;
    }
    expect(days).toEqual([30, 14, 7, 0]);
    expect(world.told.map(({ severity }) => severity)).toEqual([
      'normal',
      'high',
      'high',
      'critical',
    ]);
    expect(world.told[0]).toMatchObject({
      title: 'The certificate authority of east ends in 30 days',
      to: ['group:default/security', 'group:default/east-owners'],
    });
    expect(world.told[3].title).toBe(
      'The certificate authority of east has ended',
    );
    expect(world.sent[0].payload.link).toBe('/mesh/certificates/east');
  });

  it('are told of once for what several clusters share, to all of their owners', async () => {
    const root = year('root', 'shared');
    plane('east', root, year('intermediate', 'e'));
    plane('west', root);
    planes[0].certificates[1].notAfter += 300 * DAY;
    world.now += 340 * DAY;
    await instance().run();
    expect(world.told).toEqual([
      {
        title: 'The root of east, west ends in 25 days',
        severity: 'normal',
        to: [
          'group:default/security',
          'group:default/east-owners',
          'group:default/west-owners',
        ],
      },
    ]);
    expect(world.sent[0].payload.link).toBe('/mesh/certificates');
    expect(world.sent[0].payload.description).toContain('guided way');
  });

  it('are told of at the last threshold alone when several have passed unseen', async () => {
    plane('east', year('issuer', 'i'));
    world.now += 360 * DAY;
    await instance().run();
    expect(world.told.map(({ title }) => title)).toEqual([
      'The issuer of the certificate authority of east ends in 5 days',
    ]);
  });

  it('say of what is not read that it is not watched, once until it changes', async () => {
    unread = [{ cluster: 'far', why: 'far may not be read' }];
    const alerts = instance();
    await alerts.run();
    await alerts.run();
    unread = [{ cluster: 'far', why: 'far does not answer' }];
    await alerts.run();
    unread = [];
    await alerts.run();
    unread = [{ cluster: 'far', why: 'far does not answer' }];
    await alerts.run();
    expect(world.logs).toEqual([
      'the end of the certificate authority of far is not watched: far may not be read',
      'the end of the certificate authority of far is not watched: far does not answer',
      'the end of the certificate authority of far is not watched: far does not answer',
    ]);
    expect(world.sent).toEqual([]);
  });
});
