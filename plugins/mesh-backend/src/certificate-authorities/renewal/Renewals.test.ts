import { NotAllowedError } from '@backstage/errors';
import { DAY, PLATFORM, RenewalWorld } from './__testUtils__/renewalWorld';

describe('renewals', () => {
  let world: RenewalWorld;

  beforeEach(async () => {
    world = await RenewalWorld.start();
  });
  afterEach(() => world.stop());

  const asked = () => [...world.requests.values()];
  const later = (days: number) => {
    world.now += days * DAY;
  };

  it('are asked for at half of the life, and not a moment before', async () => {
    await world.issued();
    const { renewals } = world.instance();
    later(44.99);
    await renewals.run();
    expect(asked()).toEqual([]);
    later(0.02);
    await renewals.run();
    expect(asked()).toHaveLength(1);
    expect(asked()[0].asked).toMatchObject({
      kind: 'certificate-authority-renew',
      parameters: {
        cluster: 'east',
        namespace: 'istio-system',
        issuance: 'issuance-1',
      },
    });
    expect(asked()[0].asked.approvedWith).toBeUndefined();
    // The request itself tells its approvers; nobody else is bothered yet.
    expect(world.sent).toEqual([]);
  });

  it('count the life from the issue where a certificate is dated back', async () => {
    await world.issued({ days: 1, datedBack: 2 });
    const { renewals } = world.instance();
    later(0.49);
    await renewals.run();
    expect(asked()).toEqual([]);
    later(0.02);
    await renewals.run();
    expect(asked()).toHaveLength(1);
  });

  it('name the request that approved them in advance', async () => {
    await world.issued({ renewals: 'inAdvance' });
    later(50);
    await world.instance().renewals.run();
    expect(asked()[0].asked.approvedWith).toBe('first');
  });

  it('are asked for once by several instances', async () => {
    await world.issued();
    later(50);
    const instances = [world.instance(), world.instance(), world.instance()];
    for (let times = 0; times < 3; times += 1) {
      await Promise.all(instances.map(({ renewals }) => renewals.run()));
    }
    expect(asked()).toHaveLength(1);
  });

  it('escalate while nobody approves them: once at each stage, to more and more loudly', async () => {
    await world.issued({ days: 360 });
    const instances = [world.instance(), world.instance()];
    const look = () =>
      Promise.all(instances.map(({ renewals }) => renewals.run()));
    for (let day = 0; day <= 361; day += 1) {
      await look();
      await look();
      later(1);
    }
    expect(asked()).toHaveLength(1);
    expect(world.told.map(({ title, severity }) => [severity, title])).toEqual([
      [
        'normal',
        'The certificate authority of east ends in 120 days and is not renewed',
      ],
      [
        'high',
        'The certificate authority of east ends in 30 days and is not renewed',
      ],
      [
        'high',
        'The certificate authority of east ends in 14 days and is not renewed',
      ],
      [
        'high',
        'The certificate authority of east ends in 7 days and is not renewed',
      ],
      [
        'critical',
        'The certificate authority of east has ended and was not renewed',
      ],
    ]);
    expect(world.told[0].to.sort()).toEqual([
      'group:default/owners',
      PLATFORM,
      'group:default/security',
      'user:default/lead',
    ]);
    expect(world.sent[0].payload).toMatchObject({
      description: `Its renewal waits for an approval by ${PLATFORM}.`,
      link: '/mesh/requests/request-1',
      topic: 'mesh-certificate-authorities',
    });
    const scopes = world.sent.map(({ payload }) => payload.scope);
    expect(new Set(scopes).size).toBe(5);
  });

  it('say that nobody may approve them', async () => {
    await world.issued();
    later(50);
    const { renewals } = world.instance();
    await renewals.run();
    asked()[0].waitsFor = [];
    later(12);
    await renewals.run();
    expect(world.sent[0].payload.description).toContain(
      'no policy names who may give it: an administrator has to add one for certificate-authority-renew',
    );
  });

  it.each(['rejected', 'cancelled', 'failed'] as const)(
    'are asked for anew at the next stage when one was %s',
    async status => {
      await world.issued();
      later(46);
      const { renewals } = world.instance();
      await renewals.run();
      Object.assign(asked()[0], { status, problem: 'the quota is used up' });
      later(1);
      await renewals.run();
      expect(asked()).toHaveLength(1);
      later(14);
      await renewals.run();
      await renewals.run();
      expect(asked()).toHaveLength(2);
      expect(world.told.at(-1)!.title).toContain('ends in 29 days');
    },
  );

  it('leave one alone that is being carried out, and tell when it does not get on', async () => {
    await world.issued({ renewals: 'inAdvance' });
    later(46);
    const { renewals } = world.instance();
    await renewals.run();
    asked()[0].status = 'provisioning';
    later(15);
    await renewals.run();
    expect(world.sent).toEqual([]);
    asked()[0].problem = 'AWS does not answer';
    later(16);
    await renewals.run();
    expect(asked()).toHaveLength(1);
    expect(world.sent[0].payload.description).toBe(
      'Its renewal is approved and does not get on: AWS does not answer',
    );
  });

  it('are told of when the end comes, although nothing is in the way of one', async () => {
    await world.issued({ renewals: 'inAdvance' });
    later(46);
    const { renewals } = world.instance();
    await renewals.run();
    asked()[0].status = 'approved';
    later(43);
    await renewals.run();
    expect(world.sent).toEqual([]);
    later(2);
    await renewals.run();
    await renewals.run();
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0].payload).toMatchObject({
      severity: 'critical',
      description: expect.stringMatching(/approved and was not carried out/),
    });
  });

  it('tell why none can be asked for, and try again', async () => {
    await world.issued();
    world.refusal = new NotAllowedError('authority: local is not configured');
    later(46);
    const { renewals } = world.instance();
    await renewals.run();
    await renewals.run();
    expect(world.sent).toEqual([]);
    expect(world.logs).toEqual([
      'the renewal of the certificate authority of east could not be asked for; it is tried again: authority: local is not configured',
    ]);
    later(15);
    await renewals.run();
    expect(world.sent[0].payload).toMatchObject({
      description:
        'Its renewal could not be asked for: authority: local is not configured',
      link: '/mesh/certificates/east',
    });
    world.refusal = undefined;
    await renewals.run();
    expect(asked()).toHaveLength(1);
  });

  it('begin anew with what was renewed', async () => {
    await world.issued();
    later(46);
    const { renewals } = world.instance();
    await renewals.run();
    asked()[0].status = 'ready';
    await world.issued();
    later(40);
    await renewals.run();
    expect(asked()).toHaveLength(1);
    expect(world.sent).toEqual([]);
    later(6);
    await renewals.run();
    expect(asked()).toHaveLength(2);
    expect(asked()[1].asked.parameters.issuance).toBe('issuance-2');
  });

  it('are not asked for where one was issued and never written, or was revoked', async () => {
    await world.issued({ then: ['orphaned'] });
    await world.issued({
      cluster: 'west',
      then: ['written', 'live', 'revoked'],
    });
    later(80);
    await world.instance().renewals.run();
    expect(asked()).toEqual([]);
  });

  it('are asked for although observing it failed after the write', async () => {
    await world.issued({ then: ['written', 'failed'] });
    later(50);
    await world.instance().renewals.run();
    expect(asked()).toHaveLength(1);
  });

  it('leave alone what another wrote since', async () => {
    const issuance = await world.issued();
    await world.issued({ cluster: 'west' });
    world.present.set('east', 'ab'.repeat(32));
    later(50);
    await world.instance().renewals.run();
    expect(asked().map(one => one.asked.parameters.cluster)).toEqual(['west']);
    world.present.set('east', world.fingerprintOf(issuance));
    await world.instance().renewals.run();
    expect(asked()).toHaveLength(2);
  });

  it('go on with the others when one cannot be looked after', async () => {
    await world.issued();
    await world.issued({ cluster: 'west' });
    world.present.get = (cluster: string) => {
      if (cluster === 'west') {
        throw new Error('boom');
      }
      return undefined;
    };
    later(50);
    await world.instance().renewals.run();
    expect(asked().map(one => one.asked.parameters.cluster)).toEqual(['east']);
    expect(world.logs[0]).toContain('west was not looked after');
  });
});
