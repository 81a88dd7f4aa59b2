import { BundleFiles, makeBundleCases } from '../testUtils';
import { preflightFiles } from './checkFiles';

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state;
  }
}

/** One byte of the DER of one block, changed. */
function damaged(files: BundleFiles, random: Iterator<number>): BundleFiles {
  const next = (below: number) => (random.next().value as number) % below;
  const names = Object.keys(files);
  const name = names[next(names.length)];
  const blocks = files[name].split(/(?<=-----\n)(?=-----BEGIN)/);
  const at = next(blocks.length);
  const [head, ...lines] = blocks[at].trimEnd().split('\n');
  const tail = lines.pop();
  const der = Buffer.from(lines.join(''), 'base64');
  der[next(der.length)] = next(256);
  blocks[at] = `${head}\n${der.toString('base64')}\n${tail}\n`;
  return { ...files, [name]: blocks.join('') };
}

it('finds words for whatever is damaged, and lets nothing broken pass', async () => {
  const { cases } = await makeBundleCases();
  const { files } = cases.find(({ name }) => name === 'complete lists')!;
  const random = numbers(20261122);
  let unfit = 0;
  for (let turn = 0; turn < 120; turn += 1) {
    const found = await preflightFiles(damaged(files, random));
    expect(found.fit).toBe(
      !found.findings.some(one => one.severity === 'error'),
    );
    unfit += found.fit ? 0 : 1;
  }
  // A byte of what is signed breaks the signature; some bytes stay the same by chance.
  expect(unfit).toBeGreaterThan(110);
}, 60_000);
