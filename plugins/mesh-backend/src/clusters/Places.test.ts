import { setTimeout as wait } from 'timers/promises';
import { Places } from './Places';

/** Enters so many times; the numbers of those that are in. */
function enterAll(places: Places, count: number) {
  const inside: number[] = [];
  const leaves: (() => void)[] = [];
  for (let index = 0; index < count; index += 1) {
    void places.enter().then(leave => {
      inside.push(index);
      leaves[index] = leave;
    });
  }
  return { inside, leaves };
}

it('lets no more in than there are places, in their order', async () => {
  const { inside, leaves } = enterAll(
    new Places({ count: 2, longestMs: 60_000 }),
    4,
  );
  await wait(0);
  expect(inside).toEqual([0, 1]);
  leaves[1]();
  // Twice is once.
  leaves[1]();
  await wait(0);
  expect(inside).toEqual([0, 1, 2]);
  leaves[0]();
  await wait(0);
  expect(inside).toEqual([0, 1, 2, 3]);
});

it('has its places again when all have left', async () => {
  const places = new Places({ count: 1, longestMs: 60_000 });
  (await places.enter())();
  (await places.enter())();
  const { inside } = enterAll(places, 2);
  await wait(0);
  expect(inside).toEqual([0]);
});

it('takes the place of who stays too long, once', async () => {
  const places = new Places({ count: 1, longestMs: 20 });
  const { inside, leaves } = enterAll(places, 3);
  await wait(35);
  expect(inside).toEqual([0, 1]);
  // It has none to give up any more.
  leaves[0]();
  await wait(0);
  expect(inside).toEqual([0, 1]);
});
