import { NotAllowedError } from '@backstage/errors';
import { readCertificates } from '@meshport/certificates';
import { eventually } from '../../__testUtils__/devMesh';
import { Crash, Killer } from '../../remote-clusters/__testUtils__/Killer';
import { LeaseLostError } from '../../requests/store';
import { IssuanceWorld, WorldRequest } from '../__testUtils__/IssuanceWorld';
import { CacertsSecret } from '../controlPlane/CacertsSecret';
import { certificateOf, stateOf } from './Issuance';

jest.setTimeout(120_000);

const ASKED = { authority: 'cloud', cluster: 'main' };

describe('issuances', () => {
  let world: IssuanceWorld;
  let one: ReturnType<IssuanceWorld['process']>;

  beforeEach(async () => {
    world = await IssuanceWorld.start();
    one = world.process();
  });
  afterEach(async () => {
    await one.close();
    await world.stop();
  });

  const states = async () => (await one.store.list()).map(stateOf).reverse();

  async function asked(): Promise<WorldRequest> {
    return world.request(one.issue, ASKED);
  }

  it('records every state, with the idempotency key before the call and no key', async () => {
    await world.carryOut(one.issue, await asked());
    const [issuance] = await one.store.list();
    expect(issuance.events.map(({ type }) => type)).toEqual([
      'requested',
      'approved',
      'keyed',
      'issued',
      'checked',
      'written',
    ]);
    expect(JSON.stringify(issuance)).not.toContain('PRIVATE');
  });

  it('asks again with the same key while the authority remembers: one certificate', async () => {
    world.service.faults.push('lost', 'lost');
    const request = await asked();
    const work = world.work(request);
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(one.issue.provision(work)).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      world.service.clock.advance(60);
    }
    await world.carryOut(one.issue, request);
    expect(world.service.calls).toBe(3);
    expect(world.service.ledger).toHaveLength(1);
    expect(await states()).toEqual(['written']);
  });

  it('never uses a key again that the authority may have forgotten', async () => {
    world.service.faults.push('lost');
    const request = await asked();
    await expect(one.issue.provision(world.work(request))).rejects.toThrow();
    world.service.clock.advance(360);
    await world.carryOut(one.issue, request);
    expect(await states()).toEqual(['orphaned', 'written']);
    const [, orphan] = await one.store.list();
    const [lost, used] = world.service.ledger;
    expect(readCertificates(certificateOf(orphan)!.certificate)[0].serial).toBe(
      lost.serial,
    );
    expect(world.serial).toBe(used.serial);
    expect(used.publicKey).not.toBe(lost.publicKey);
  });

  it('lists an orphan whose serial the authority cannot tell', async () => {
    world.service.tells = false;
    world.service.faults.push('lost');
    const request = await asked();
    await expect(one.issue.provision(world.work(request))).rejects.toThrow();
    world.service.clock.advance(360);
    await world.carryOut(one.issue, request);
    const [, orphan] = await one.store.list();
    expect(stateOf(orphan)).toBe('orphaned');
    expect(certificateOf(orphan)).toBeUndefined();
    await expect(
      world.request(one.revoke, { issuance: orphan.id, reason: 'superseded' }),
    ).rejects.toThrow(/not found at the authority/);
  });

  it('ends with the reason when the authority refuses, and leaves nothing behind', async () => {
    world.service.faults.push('refused');
    await expect(
      one.issue.provision(world.work(await asked())),
    ).rejects.toThrow('csr: the policy of the service does not allow it');
    expect(await states()).toEqual(['failed']);
    expect(world.service.ledger).toHaveLength(0);
    expect(world.secret).toBeUndefined();
  });

  it('has nothing issued where the Secret could not be written', async () => {
    const request = jest.spyOn(CacertsSecret.prototype, 'rehearse');
    request.mockRejectedValueOnce(
      new NotAllowedError('cluster: may not write Secret istio-system/cacerts'),
    );
    await expect(
      one.issue.provision(world.work(await asked())),
    ).rejects.toThrow(/may not write Secret/);
    expect(world.service.calls).toBe(0);
    expect(await states()).toEqual([]);
  });

  it('counts a refusal after a lost answer as possibly issued', async () => {
    world.service.faults.push('lost', 'refused');
    const request = await asked();
    const work = world.work(request);
    await expect(one.issue.provision(work)).rejects.toThrow();
    await expect(one.issue.provision(work)).rejects.toThrow(/policy/);
    expect(await states()).toEqual(['orphaned']);
    expect(world.service.ledger).toHaveLength(1);
  });

  it.each(['otherKey', 'garbage'] as const)(
    'writes nothing of an answer with %s, and asks for the right one again',
    async fault => {
      world.service.faults.push(fault);
      const request = await asked();
      const work = world.work(request);
      await expect(one.issue.provision(work)).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      expect(world.secret).toBeUndefined();
      await world.carryOut(one.issue, request);
      expect(world.service.ledger).toHaveLength(1);
    },
  );

  it.each([
    ['longer', /it ends on .*, after /],
    ['deeper', /room for 1 authorities below it, and not for 0/],
  ] as const)(
    'writes nothing that is %s than approved, and lists it',
    async (fault, words) => {
      world.service.faults.push(fault);
      const request = await asked();
      await expect(
        one.issue.provision(world.work(request)),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(words),
      });
      expect(world.secret).toBeUndefined();
      expect(await states()).toEqual(['orphaned']);
      const [orphan] = await one.store.list();
      expect(certificateOf(orphan)!.reference).toBe(
        world.service.ledger[0].serial,
      );
    },
  );

  it('says of one that the authority made shorter that it did', async () => {
    world.service.faults.push('shorter');
    await world.carryOut(one.issue, await asked());
    const [{ events }] = await one.store.list();
    expect(events.find(({ type }) => type === 'issued')!.text).toMatch(
      /^Issued with serial .* shortened its life: it ends on .* and not on /,
    );
    await world.carryOut(
      one.renew,
      await world.request(one.renew, { cluster: 'main' }),
    );
    const [renewed] = await one.store.list();
    expect(
      renewed.events.find(({ type }) => type === 'issued')!.text,
    ).not.toContain('shortened');
  });

  it('stops after three certificates that were not used', async () => {
    const request = await asked();
    const work = world.work(request);
    for (let tries = 0; tries < 3; tries += 1) {
      world.service.faults.push('garbage');
      await expect(one.issue.provision(work)).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      world.service.clock.advance(400);
    }
    await expect(one.issue.provision(work)).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(/3 tries within an hour/),
    });
    expect(world.service.ledger).toHaveLength(3);
    expect(await states()).toEqual(['orphaned', 'orphaned', 'orphaned']);
  });

  it('uses one and lists the other when two backends carry out one request at once', async () => {
    const other = world.process(undefined, 1);
    const request = await asked();
    let answer = () => {};
    world.service.hold = new Promise(resolve => {
      answer = resolve;
    });
    const first = one.issue.provision(world.work(request));
    await eventually(() => expect(world.service.calls).toBe(1));
    const second = other.issue.provision(world.work(request));
    await eventually(() => expect(world.service.calls).toBe(2));
    answer();
    const ended = await Promise.allSettled([first, second]);
    const failures = ended.flatMap(end =>
      end.status === 'rejected' ? [end.reason] : [],
    );
    expect(failures).toHaveLength(1);
    expect(failures[0]).toBeInstanceOf(LeaseLostError);
    world.service.clock.advance(61 * 60);
    await one.issuer.orphans.sweep(new AbortController().signal);
    const left = (await one.store.list())
      .filter(issuance => stateOf(issuance) === 'orphaned')
      .map(issuance => certificateOf(issuance)?.certificate);
    const unused = world.service.ledger.filter(
      ({ serial }) => serial !== world.serial,
    );
    expect(unused.length).toBe(world.service.ledger.length - 1);
    expect(left).toEqual(unused.map(({ certificate }) => certificate));
    await other.close();
  });

  it('has no second issued for a control plane while one is under way', async () => {
    world.service.faults.push('lost');
    const first = await asked();
    await expect(one.issue.provision(world.work(first))).rejects.toThrow();
    await expect(
      one.issue.provision(world.work(await asked())),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('request r-1 has an intermediate'),
    });
    expect(world.service.ledger).toHaveLength(1);
  });

  it('records what nobody goes on with, and forgets what was never issued', async () => {
    world.service.faults.push('busy');
    await expect(
      one.issue.provision(world.work(await asked())),
    ).rejects.toThrow();
    const signal = new AbortController().signal;
    await one.issuer.orphans.sweep(signal);
    expect(await states()).toEqual(['keyed']);
    world.service.clock.advance(21 * 60);
    await one.issuer.orphans.sweep(signal);
    expect(await states()).toEqual(['orphaned']);
    world.service.clock.advance(61 * 60);
    await one.issuer.orphans.sweep(signal);
    expect(await states()).toEqual(['failed']);
  });

  it('closes one that ended before it had a key, and asks the authority nothing', async () => {
    const killer = new Killer(2, 'after');
    const killed = world.process(killer);
    await expect(
      killed.issue.provision(world.work(await asked(), killer)),
    ).rejects.toBeInstanceOf(Crash);
    await killed.close();
    const { signal } = new AbortController();
    await one.issuer.orphans.sweep(signal);
    expect(await states()).toEqual(['approved']);
    world.service.clock.advance(21 * 60);
    await one.issuer.orphans.sweep(signal);
    expect(await states()).toEqual(['failed']);
    expect(world.service.calls).toBe(0);
  });
});
