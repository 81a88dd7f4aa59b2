import { readFileSync } from 'fs';
import { join } from 'path';
import { BundleCase, makeBundleCases } from '../testUtils';
import { preflightFiles } from './checkFiles';

const DOCUMENT = join(
  __dirname,
  '../../../../docs/contributors/certificates.md',
);

/** What was seen when a bundle was forced on the real istiod, in the words of the table. */
interface Recorded {
  preflight: string;
  reload: string;
  start: string;
  calls: string;
}

function recorded(): Map<string, Recorded> {
  const rows = readFileSync(DOCUMENT, 'utf8')
    .split('<!-- Made by `npm run e2e:ca')[1]
    .split('\n')
    .filter(line => line.startsWith('| '))
    .slice(2)
    .map(line => line.slice(2, -2).split(' | '));
  return new Map(
    rows.map(([name, preflight, reload, start, calls]) => [
      name,
      { preflight, reload, start, calls },
    ]),
  );
}

/** Whether it may be written, and the codes of what was found. */
async function verdictOf({ files }: BundleCase) {
  const { fit, findings } = await preflightFiles(files);
  return { fit, codes: [...new Set(findings.map(({ code }) => code))].sort() };
}

describe('what the real istiod and Envoy do with each bundle', () => {
  const rows = recorded();
  let cases: BundleCase[];

  beforeAll(async () => {
    ({ cases } = await makeBundleCases());
  }, 60_000);

  it('is recorded for every case, and for none that there is no more', () => {
    expect([...rows.keys()]).toEqual(cases.map(({ name }) => name));
  });

  it('stands beside what our preflight says now', async () => {
    for (const one of cases) {
      const { preflight } = rows.get(one.name)!;
      expect({
        name: one.name,
        fit: preflight.startsWith('fit'),
        codes: [...preflight.matchAll(/`([^`]+)`/g)].map(([, code]) => code),
      }).toEqual({ name: one.name, ...(await verdictOf(one)) });
    }
  }, 60_000);

  it('is an answer: it starts and calls work or fail, or the old one goes on', () => {
    for (const [name, { reload, start, calls }] of rows) {
      const isTaken = reload === 'takes it' || start === 'starts';
      const expected = isTaken
        ? /^(?:after the (?:reload|start) they )?(?:work|fail: \S)/
        : /^go on with the old one$/;
      expect([name, reload]).toEqual([
        name,
        expect.stringMatching(/^(?:takes it|keeps the old one: \S.*)$/),
      ]);
      expect([name, calls]).toEqual([name, expect.stringMatching(expected)]);
    }
    for (const { name, istiod } of cases) {
      expect([name, rows.get(name)?.start]).toEqual([
        name,
        expect.stringMatching(istiod ? /^starts$/ : /^does not start: \S/),
      ]);
    }
  });

  it('is that calls work, wherever our preflight lets a bundle pass', () => {
    const broken = [...rows].filter(
      ([, { preflight, calls }]) =>
        preflight.startsWith('fit') && /fail|old one/.test(calls),
    );
    expect(broken).toEqual([]);
  });
});
