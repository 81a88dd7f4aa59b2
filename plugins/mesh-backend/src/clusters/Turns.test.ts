import { Turns } from './Turns';

/** Keeps the event loop busy. */
function busy(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    // Nothing else may run.
  }
}

it('lets others run between pieces that take long, and keeps their order', async () => {
  const turns = new Turns(1);
  const seen: string[] = [];
  const pieces = ['a', 'b', 'c'].map(name =>
    turns.run(() => {
      busy(3);
      seen.push(name);
      setImmediate(() => seen.push(`after ${name}`));
    }),
  );
  expect(seen).toEqual([]);
  await Promise.all(pieces);
  await new Promise(resolve => setImmediate(resolve));
  expect(seen).toEqual(['a', 'after a', 'b', 'after b', 'c', 'after c']);
});

it('does many short pieces in one turn', async () => {
  const turns = new Turns(1000);
  let turnsTaken = 0;
  let open = true;
  const count = () => {
    turnsTaken += 1;
    if (open) {
      setImmediate(count);
    }
  };
  const pieces = [...Array(500).keys()].map(index => turns.run(() => index));
  setImmediate(count);
  const results = await Promise.all(pieces);
  open = false;
  expect(results).toEqual([...Array(500).keys()]);
  expect(turnsTaken).toBeLessThan(5);
});

it('rejects with what a piece throws, and goes on', async () => {
  const turns = new Turns();
  const failing = turns.run(() => {
    throw new Error('no JSON');
  });
  const next = turns.run(() => 'next');
  await expect(failing).rejects.toThrow('no JSON');
  await expect(next).resolves.toBe('next');
  await expect(turns.run(() => 'later')).resolves.toBe('later');
});
