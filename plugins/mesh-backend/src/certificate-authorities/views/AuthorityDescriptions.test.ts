import { CaDescription } from '@meshport/backstage-plugin-mesh-node';
import { AuthorityDescriptions } from './AuthorityDescriptions';

const description = { id: 'shop' } as CaDescription;

describe('AuthorityDescriptions', () => {
  it('asks once for all who look, and again after five minutes', async () => {
    let now = 0;
    const describe_ = jest.fn(async () => description);
    const subject = new AuthorityDescriptions({
      describe: describe_,
      now: () => now,
    });
    await Promise.all([subject.of(['shop']), subject.of(['shop'])]);
    now = 4 * 60_000;
    expect((await subject.of(['shop'])).get('shop')).toEqual({ description });
    expect(describe_).toHaveBeenCalledTimes(1);
    now = 6 * 60_000;
    await subject.of(['shop']);
    expect(describe_).toHaveBeenCalledTimes(2);
  });

  it('tells why one does not answer, without holding up the others', async () => {
    const subject = new AuthorityDescriptions({
      describe: async name => {
        if (name === 'shop') {
          return description;
        }
        throw new Error('It is disabled');
      },
    });
    expect(Object.fromEntries(await subject.of(['shop', 'off']))).toEqual({
      shop: { description },
      off: { why: 'It is disabled.' },
    });
  });

  it('does not wait for one that is slow, and shows its answer later', async () => {
    let answer: (value: CaDescription) => void = () => {};
    const subject = new AuthorityDescriptions({
      describe: () =>
        new Promise(resolve => {
          answer = resolve;
        }),
      waitMs: 20,
    });
    expect((await subject.of(['slow'])).get('slow')).toEqual({
      why: 'It is being asked; look again in a moment.',
    });
    answer(description);
    expect((await subject.of(['slow'])).get('slow')).toEqual({ description });
  });
});
