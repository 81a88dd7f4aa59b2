import { RenewalWorld } from '../renewal/__testUtils__/renewalWorld';
import { stateOf } from '../issuance/Issuance';
import { issuanceViews } from './issuanceView';

describe('issuances as they are shown', () => {
  let world: RenewalWorld;

  beforeAll(async () => {
    world = await RenewalWorld.start();
    await world.issued();
    world.now += 1_000;
    await world.issued();
    world.now += 1_000;
    await world.issued({ then: ['orphaned'] });
    await world.issued({ cluster: 'west', then: ['failed'] });
  });
  afterAll(() => world.stop());

  const shown = (why?: string) =>
    issuanceViews(world.issuances, issuance =>
      stateOf(issuance) === 'failed' ? 'Nothing of it is left behind.' : why,
    ).map(({ id, state, revocable, revocableWhy }) => [
      id,
      state,
      revocable,
      revocableWhy,
    ]);

  it('offer to revoke what was left behind or replaced, and not what signs', () => {
    expect(shown()).toEqual([
      ['issuance-4', 'failed', undefined, undefined],
      ['issuance-3', 'orphaned', true, undefined],
      ['issuance-2', 'live', undefined, undefined],
      ['issuance-1', 'live', true, undefined],
    ]);
  });

  it('say of what was replaced that it was, and of nothing else', () => {
    const views = issuanceViews(world.issuances, () => undefined);
    expect(views.map(({ id, replaced }) => [id, replaced])).toEqual([
      ['issuance-4', undefined],
      ['issuance-3', undefined],
      ['issuance-2', undefined],
      ['issuance-1', true],
    ]);
  });

  it('say of what was left behind why it cannot be revoked', () => {
    const why = 'Its authority cannot revoke.';
    expect(shown(why)).toEqual([
      ['issuance-4', 'failed', undefined, undefined],
      ['issuance-3', 'orphaned', false, why],
      ['issuance-2', 'live', undefined, undefined],
      ['issuance-1', 'live', undefined, undefined],
    ]);
  });

  it('tell subject, serial and steps, and what to do about trouble', () => {
    const [, orphan] = issuanceViews(world.issuances, () => undefined);
    expect(orphan).toMatchObject({
      subject: 'CN=Intermediate of east',
      issuer: 'CN=Root',
      serial: expect.stringMatching(/^[0-9a-f]+$/),
      problem: { cause: 'so it is', mend: 'so be it' },
    });
    expect(orphan.events.map(({ state }) => state)).toEqual([
      'requested',
      'issued',
      'orphaned',
    ]);
  });
});
