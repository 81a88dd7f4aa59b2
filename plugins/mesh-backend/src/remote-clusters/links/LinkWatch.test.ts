import { ClusterConnection } from '../../clusters/types';
import { LinkReading } from './LinkReading';
import { LinkWatch } from './LinkWatch';

const connection = (name: string) =>
  ({ details: { name } } as ClusterConnection);

function watch(freshMs: number) {
  const connections = ['east', 'west', 'catalog-only'].map(connection);
  const asked: string[] = [];
  let fails = false;
  const answers: (() => void)[] = [];
  const subject = new LinkWatch({
    registry: { list: () => connections },
    isNamed: name => name !== 'catalog-only',
    freshMs,
    read: async ({ details }) => {
      asked.push(details.name);
      await new Promise<void>(resolve => answers.push(resolve));
      if (fails) {
        throw new Error('a mistake');
      }
      return { at: asked.length } as LinkReading;
    },
  });
  return {
    subject,
    asked,
    answer: () => answers.splice(0).forEach(resolve => resolve()),
    fail: (now: boolean) => {
      fails = now;
    },
  };
}

describe('LinkWatch', () => {
  it('asks once for all who ask at a time, and not again while that is fresh', async () => {
    const { subject, asked, answer } = watch(60_000);
    const both = [subject.of(['east']), subject.of(['east', 'west'])];
    answer();
    await Promise.all(both);
    await subject.of(['east', 'west']);
    expect(asked).toEqual(['east', 'west']);
  });

  it('asks again when it is not fresh any more', async () => {
    const { subject, asked, answer } = watch(0);
    for (const _ of [1, 2]) {
      const reading = subject.of(['east']);
      answer();
      await reading;
    }
    expect(asked).toEqual(['east', 'east']);
  });

  it('asks no cluster that nobody named', async () => {
    const { subject, asked } = watch(0);
    expect([...(await subject.of(['catalog-only'])).keys()]).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('keeps no mistake', async () => {
    const { subject, asked, answer, fail } = watch(60_000);
    fail(true);
    const first = subject.of(['east']);
    answer();
    await expect(first).rejects.toThrow('a mistake');
    fail(false);
    const second = subject.of(['east']);
    answer();
    expect([...(await second).keys()]).toEqual(['east']);
    expect(asked).toEqual(['east', 'east']);
  });
});
