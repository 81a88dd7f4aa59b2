import { Credentials, KeptCredentials, withTransportKey } from './Credentials';

/** Gives a token that is the number of the reading, unless told otherwise. */
function reader(token?: string) {
  return {
    readings: 0,
    forgotten: 0,
    async read(): Promise<Credentials> {
      this.readings += 1;
      return withTransportKey({
        server: 'https://east',
        tls: {},
        headers: { Authorization: token ?? `${this.readings}` },
      });
    },
    forget() {
      this.forgotten += 1;
    },
  };
}

describe('KeptCredentials', () => {
  it('reads once for many who ask at once, and again when that is old', async () => {
    const source = reader();
    const kept = new KeptCredentials(source, { maxAgeMs: 0 });
    await Promise.all(Array.from({ length: 10 }, () => kept.get()));
    expect(source.readings).toBe(1);
    await kept.get();
    expect(source.readings).toBe(2);
  });

  it('renews once for many refusals of the same, though nothing newer comes', async () => {
    const source = reader('always the same');
    const kept = new KeptCredentials(source);
    const used = await kept.get();
    await Promise.all(Array.from({ length: 10 }, () => kept.renew(used)));
    expect(source).toMatchObject({ readings: 2, forgotten: 1 });
  });

  it('gives the newer ones to all who were refused at once', async () => {
    const kept = new KeptCredentials(reader());
    const used = await kept.get();
    const renewed = await Promise.all(
      Array.from({ length: 10 }, () => kept.renew(used)),
    );
    expect(renewed.map(({ headers }) => headers.Authorization)).toEqual(
      Array(10).fill('2'),
    );
  });

  it('does not renew when newer ones are there', async () => {
    const source = reader();
    const kept = new KeptCredentials(source);
    const old = await kept.get();
    const renewed = await kept.renew(old);
    expect(await kept.renew(old)).toBe(renewed);
    expect(source.forgotten).toBe(1);
  });

  it('asks again after a failure', async () => {
    const source = reader();
    const read = source.read;
    source.read = async () => {
      throw new Error('not now');
    };
    const kept = new KeptCredentials(source);
    await expect(kept.get()).rejects.toThrow('not now');
    source.read = read;
    await expect(kept.get()).resolves.toBeDefined();
  });
});
