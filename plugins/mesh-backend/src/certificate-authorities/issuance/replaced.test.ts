import { readCertificates } from '@meshport/certificates';
import { IssuanceWorld, WorldRequest } from '../__testUtils__/IssuanceWorld';
import { stateOf } from './Issuance';
import { whyNotRevocable } from './CertificateAuthorityRevokeKind';

jest.setTimeout(120_000);

const ASKED = { authority: 'cloud', cluster: 'main' };

describe('what takes the place of an intermediate, and what becomes of it', () => {
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

  async function asked(): Promise<WorldRequest> {
    return world.request(one.issue, ASKED);
  }

  it('renews with the same issuer, root and subject, and another key', async () => {
    await world.carryOut(one.issue, await asked());
    const before = world.file('ca-cert.pem');
    const roots = world.file('root-cert.pem');
    const renewal = await world.request(one.renew, { cluster: 'main' });
    await world.carryOut(one.renew, renewal);
    const [old] = readCertificates(before);
    const [now] = readCertificates(world.file('ca-cert.pem'));
    expect(now.serial).not.toBe(old.serial);
    expect(now.publicKey).not.toBe(old.publicKey);
    expect([now.subject, now.issuer]).toEqual([old.subject, old.issuer]);
    expect(world.file('root-cert.pem')).toBe(roots);
  });

  it('renews once what two requests were approved to renew', async () => {
    await world.carryOut(one.issue, await asked());
    const first = await world.request(one.renew, { cluster: 'main' });
    const second = await world.request(one.renew, { cluster: 'main' });
    await world.carryOut(one.renew, first);
    const renewed = world.file('ca-cert.pem');
    await expect(one.renew.provision(world.work(second))).rejects.toMatchObject(
      {
        name: 'InputError',
        message: expect.stringMatching(/nothing is left to renew/),
      },
    );
    expect(world.file('ca-cert.pem')).toBe(renewed);
    expect(world.service.ledger).toHaveLength(2);
  });

  it('is no renewal when the authority is another by now', async () => {
    await world.carryOut(one.issue, await asked());
    const renewal = await world.request(one.renew, { cluster: 'main' });
    renewal.plan.parameters.issuer = 'f'.repeat(64);
    await expect(
      one.renew.provision(world.work(renewal)),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(/would be no renewal/),
    });
    expect(world.service.ledger).toHaveLength(1);
  });

  it('revokes what was replaced, once, and nothing that is in use', async () => {
    await world.carryOut(one.issue, await asked());
    const [inUse] = await one.store.list();
    const reason = { issuance: inUse.id, reason: 'superseded' };
    const early = await world.request(one.revoke, reason);
    await expect(one.revoke.check(early.plan, {} as any)).rejects.toMatchObject(
      { name: 'ConflictError' },
    );
    await expect(one.revoke.provision(world.work(early))).rejects.toMatchObject(
      { name: 'ConflictError' },
    );
    expect(world.service.ledger[0].revoked).toBe(false);
    await world.carryOut(
      one.renew,
      await world.request(one.renew, { cluster: 'main' }),
    );
    await world.carryOut(one.revoke, early);
    await world.carryOut(one.revoke, early);
    expect(world.service.ledger.map(({ revoked }) => revoked)).toEqual([
      true,
      false,
    ]);
    const [, revoked] = await one.store.list();
    expect(stateOf(revoked)).toBe('revoked');
    expect(whyNotRevocable({ find: () => undefined } as any, revoked)).toMatch(
      /revoked already/,
    );
  });

  it('revokes nothing while the root is being changed: what signed before may have to sign again', async () => {
    await world.carryOut(one.issue, await asked());
    const [replaced] = await one.store.list();
    await world.carryOut(
      one.renew,
      await world.request(one.renew, { cluster: 'main' }),
    );
    const request = await world.request(one.revoke, {
      issuance: replaced.id,
      reason: 'superseded',
    });
    world.changing = 'r-change';
    const refusal = {
      name: 'ConflictError',
      message: expect.stringMatching(/is being changed by request r-change/),
    };
    await expect(
      one.revoke.check(request.plan, {} as any),
    ).rejects.toMatchObject(refusal);
    await expect(
      one.revoke.provision(world.work(request)),
    ).rejects.toMatchObject(refusal);
    expect(world.service.ledger[0].revoked).toBe(false);
    world.changing = undefined;
    await world.carryOut(one.revoke, request);
    expect(world.service.ledger[0].revoked).toBe(true);
  });
});
