import {
  ClusterConnection,
  ClusterRequest,
  KubernetesStatusError,
  TooLargeAnswerError,
} from '../clusters';
import { DEFAULT_TIMING } from './timing';
import { LIST_LIMITS, ListReader } from './ListReader';

const expired = () => new KubernetesStatusError(410, 'Expired', 'too old');

/** A reader of what `answer` says, and all that it asked. */
function readerOf(
  answer: (query: { limit?: number; continue?: string }) => unknown,
  limits = LIST_LIMITS,
) {
  const asked: object[] = [];
  const connection = {
    request: async ({ query = {}, mapItem }: ClusterRequest) => {
      asked.push(
        Object.fromEntries(
          Object.entries(query).filter(([, value]) => value !== undefined),
        ),
      );
      const given: any = answer(query as {});
      return { ...given, items: given.items.map(mapItem) };
    },
  } as unknown as ClusterConnection;
  const reader = new ListReader({
    connection,
    path: '/x',
    timing: DEFAULT_TIMING,
    limits,
  });
  const read = async () => {
    let names: string[] = ['before the beginning'];
    const version = await reader.read(
      {
        begin: () => {
          names = [];
        },
        read: ({ metadata }) => metadata.name,
        take: page => names.push(...page),
      },
      new AbortController().signal,
    );
    return { version, names };
  };
  return { read, asked };
}

const page = (names: string[], token?: string, version = '7') => ({
  metadata: { resourceVersion: version, continue: token },
  items: names.map(name => ({ metadata: { name } })),
});

describe('ListReader', () => {
  it('reads pages of 500 to the last', async () => {
    const { read, asked } = readerOf(({ continue: token }) =>
      token ? page(['c'], token === 'one' ? 'two' : '') : page(['a'], 'one'),
    );
    expect(await read()).toEqual({ version: '7', names: ['a', 'c', 'c'] });
    expect(asked).toEqual([
      { limit: 500 },
      { limit: 500, continue: 'one' },
      { limit: 500, continue: 'two' },
    ]);
  });

  it('begins anew when a continue token expires, and forgets the old pages', async () => {
    let times = 0;
    const { read, asked } = readerOf(({ continue: token }) => {
      if (!token) {
        times += 1;
        return times === 1
          ? page(['old'], 'one', '5')
          : page(['new'], 'two', '9');
      }
      if (token === 'one') {
        throw expired();
      }
      return page(['last'], undefined, '9');
    });
    expect(await read()).toEqual({ version: '9', names: ['new', 'last'] });
    expect(asked).toHaveLength(4);
  });

  it('asks for all in one piece when tokens expire again and again', async () => {
    const { read, asked } = readerOf(({ limit, continue: token }) => {
      if (token) {
        throw expired();
      }
      return limit ? page(['a'], 'one') : page(['a', 'b'], undefined, '8');
    });
    expect(await read()).toEqual({ version: '8', names: ['a', 'b'] });
    expect(asked.at(-1)).toEqual({});
    expect(asked).toHaveLength(5);
  });

  it('asks for smaller pages when objects are large, and remembers it', async () => {
    const { read, asked } = readerOf(({ limit, continue: token }) => {
      if (limit! > 5) {
        throw new TooLargeAnswerError('too large');
      }
      return page(['a'], token ? undefined : 'one');
    });
    await read();
    expect(asked).toEqual([
      { limit: 500 },
      { limit: 50 },
      { limit: 5 },
      { limit: 5, continue: 'one' },
    ]);
    await read();
    expect(asked.at(-2)).toEqual({ limit: 5 });
  });

  it('gives up an object that is too large by itself', async () => {
    const { read } = readerOf(() => {
      throw new TooLargeAnswerError('it sends more than 64 MiB at once');
    });
    await expect(read()).rejects.toThrow('64 MiB');
  });

  it.each([
    ['objects', ['a', 'b', 'c']],
    ['empty pages', []],
  ])('gives up %s without an end', async (_, names) => {
    let token = 0;
    const { read, asked } = readerOf(
      () => {
        token += 1;
        return page(names, `${token}`);
      },
      { ...LIST_LIMITS, objects: 100 },
    );
    await expect(read()).rejects.toThrow(
      'it lists more than 100 objects of one kind',
    );
    expect(asked.length).toBeLessThanOrEqual(102);
  });

  it('takes the version of the first page', async () => {
    const { read } = readerOf(({ continue: token }) =>
      token ? page(['b'], undefined, '9') : page(['a'], 'one', '5'),
    );
    expect((await read()).version).toBe('5');
  });
});
