import { parseRevisions } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, KindPosition, KindStatus } from '../inventory';
import { BehindError, CatchUp, NeededKinds } from './CatchUp';

describe('CatchUp', () => {
  let position: KindPosition;
  let status: Partial<KindStatus>;
  let clusterState: string;
  let needed: NeededKinds[];

  beforeEach(() => {
    position = new KindPosition();
    position.listed('100');
    status = { state: 'watching', listed: true };
    clusterState = 'fresh';
    const cluster = {
      details: { name: 'east' },
      position: () => position,
      status: () => status,
      freshness: () => ({ state: clusterState }),
    } as unknown as ClusterInventory;
    needed = [{ cluster, kinds: ['Pod'] }];
  });

  function reach(catchUp: CatchUp, seen: string) {
    return catchUp.reach(needed, parseRevisions(seen));
  }

  it.each([
    ['what it has', 'east=Pd:100'],
    ['less than it has', 'east=Pd:7'],
    ['other kinds', 'east=Se:999'],
    ['other clusters', 'west=Pd:999'],
    ['nothing', ''],
    ['garbage', 'east=Pd:none,=,east'],
  ])('does not wait for who has seen %s', async (_, seen) => {
    const started = Date.now();
    await reach(new CatchUp({ waitMs: 5_000 }), seen);
    expect(Date.now() - started).toBeLessThan(4_500);
  });

  it('waits until the watch has told as much', async () => {
    const waiting = reach(new CatchUp({ waitMs: 5_000 }), 'east=Pd:105');
    setTimeout(() => position.reached('104'), 20);
    setTimeout(() => position.reached('105'), 40);
    await waiting;
    expect(position.knownUpTo).toBe(105n);
  });

  it('refuses after a short time, and says what to do', async () => {
    const catchUp = new CatchUp({ waitMs: 30 });
    const refusal = await reach(catchUp, 'east=Pd:105').catch(e => e);
    expect(refusal).toBeInstanceOf(BehindError);
    expect(refusal.name).toBe('ServiceUnavailableError');
    expect(refusal.retryAfterSeconds).toBe(2);
    expect(refusal.message).toMatch(/Pod in cluster 'east'; ask again/);
  });

  it('does not refuse one revision for ever, as after a restore', async () => {
    const catchUp = new CatchUp({ waitMs: 10, patienceMs: 60 });
    await expect(reach(catchUp, 'east=Pd:9999')).rejects.toThrow('yet');
    await expect(reach(catchUp, 'east=Pd:9999')).rejects.toThrow('yet');
    await new Promise(resolve => setTimeout(resolve, 70));
    await reach(catchUp, 'east=Pd:9999');
    // Another one is waited for as before.
    await expect(reach(catchUp, 'east=Pd:9998')).rejects.toThrow('yet');
  });

  it('knows a restore that it has seen itself', async () => {
    position.reached('9999');
    position.listed('50');
    await expect(
      reach(new CatchUp({ waitMs: 10 }), 'east=Pd:9999'),
    ).resolves.toBeUndefined();
  });

  it.each(['Forbidden', 'NotServed'] as const)(
    'does not wait for a kind that is %s: the answer says so',
    async state => {
      position.lost();
      status = { state, listed: false };
      await expect(
        reach(new CatchUp({ waitMs: 10 }), 'east=Pd:105'),
      ).resolves.toBeUndefined();
    },
  );

  it('does not wait for a cluster of which nothing is known', async () => {
    position.lost();
    clusterState = 'unreachable';
    await expect(
      reach(new CatchUp({ waitMs: 10 }), 'east=Pd:105'),
    ).resolves.toBeUndefined();
  });

  it('waits for the first list', async () => {
    position.lost();
    status = { state: 'listing', listed: false };
    clusterState = 'syncing';
    const waiting = reach(new CatchUp({ waitMs: 5_000 }), 'east=Pd:105');
    setTimeout(() => position.listed('106'), 20);
    await waiting;
    expect(position.knownUpTo).toBe(106n);
  });
});
