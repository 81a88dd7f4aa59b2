import { AlertStore } from './AlertStore';
import { CaAlert, CaAlerts } from './CaAlerts';
import { RenewalWorld } from './__testUtils__/renewalWorld';

const ALERT: CaAlert = {
  subject: 'ab'.repeat(32),
  stage: '30 days',
  severity: 'normal',
  title: 'The root of east ends in 30 days',
  description: 'Change it.',
  link: '/mesh/certificates/east',
  recipients: ['group:default/platform', 'group:default/platform'],
};

describe('alerts', () => {
  let world: RenewalWorld;

  beforeEach(async () => {
    world = await RenewalWorld.start();
  });
  afterEach(() => world.stop());

  it('are told once, by one of several instances', async () => {
    const instances = [1, 2, 3].map(() => world.instance().alerts);
    const told = await Promise.all(instances.map(one => one.tell(ALERT)));
    expect(told.filter(Boolean)).toHaveLength(1);
    world.now += 10 * 60_000;
    expect(await instances[1].tell(ALERT)).toBe(false);
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0].recipients.entityRef).toEqual([
      'group:default/platform',
    ]);
  });

  it('are told anew at another stage and of another subject', async () => {
    const { alerts } = world.instance();
    await alerts.tell(ALERT);
    await alerts.tell({ ...ALERT, stage: '14 days' });
    await alerts.tell({ ...ALERT, subject: 'cd' });
    expect(world.sent).toHaveLength(3);
  });

  it('are sent again when sending failed, so that none is lost', async () => {
    const { alerts } = world.instance();
    world.outage = new Error('Request failed with status 503');
    expect(await alerts.tell(ALERT)).toBe(false);
    world.outage = undefined;
    // Another instance leaves it to the first for a minute.
    expect(await world.instance().alerts.tell(ALERT)).toBe(false);
    world.now += 61_000;
    expect(await world.instance().alerts.tell(ALERT)).toBe(true);
    expect(world.sent).toHaveLength(1);
  });

  it('are sent by another when the instance died before it had sent', async () => {
    const { alerts } = world.instance();
    const died = new Promise(() => {});
    const dying = new CaAlerts({
      store: new AlertStore(world.database.dbs[0]),
      notifications: { send: () => died as Promise<void> },
      logger: { warn: () => {} } as any,
      now: () => world.now,
    });
    dying.tell(ALERT).catch(() => {});
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(await alerts.tell(ALERT)).toBe(false);
    world.now += 61_000;
    expect(await alerts.tell(ALERT)).toBe(true);
    expect(world.sent).toHaveLength(1);
  });

  it('are in the log alone where notifications are not installed or nobody is named', async () => {
    const { alerts } = world.instance();
    world.outage = new Error('Request failed with status 404');
    expect(await alerts.tell(ALERT)).toBe(true);
    world.outage = undefined;
    expect(await alerts.tell({ ...ALERT, subject: 'x', recipients: [] })).toBe(
      true,
    );
    expect(world.sent).toEqual([]);
    expect(world.logs).toEqual([
      'The root of east ends in 30 days. Change it.',
      'The root of east ends in 30 days. Change it.',
    ]);
  });
});
