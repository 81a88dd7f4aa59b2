import { KnownAnswers } from './KnownAnswers';

const body = {
  items: [{ name: 'a' }],
  clusters: [
    {
      name: 'east',
      state: 'fresh',
      asOf: '2026-11-21T10:00:00.000Z',
      failures: [],
    },
  ],
  withheld: [],
};

function reply(etag: string, revision: string, answer: object = body) {
  return Response.json(answer, {
    headers: { ETag: etag, 'Mesh-Revision': revision },
  });
}

function unchanged(revision: string) {
  return new Response(null, {
    status: 304,
    headers: {
      'Mesh-As-Of': 'east=2026-11-21T10:01:00.000Z',
      'Mesh-Revision': revision,
    },
  });
}

describe('KnownAnswers', () => {
  it('asks for what is new, and shows the same items as of now', async () => {
    const known = new KnownAnswers();
    expect(known.headers('a')).toEqual({});
    const first = await known.take('a', reply('W/"1"', 'east=Pd:5'));
    expect(first).toEqual({ ...body, revision: 'east=Pd:5' });
    expect(known.headers('a')).toEqual({
      'If-None-Match': 'W/"1"',
      'Mesh-Seen': 'east=Pd:5',
    });
    const second = await known.take('a', unchanged('east=Pd:6'));
    expect(second.items).toBe(first.items);
    expect(second.clusters[0].asOf).toBe('2026-11-21T10:01:00.000Z');
    expect(second.revision).toBe('east=Pd:6');
  });

  it('keeps the highest revision of all answers and nudges', async () => {
    const known = new KnownAnswers();
    await known.take('a', reply('W/"1"', 'east=Pd:5.Se:9'));
    known.note('east=Pd:7,west=Pd:1');
    await known.take('b', reply('W/"2"', 'east=Pd:6'));
    expect(known.headers('c')).toEqual({
      'Mesh-Seen': 'east=Pd:7.Se:9,west=Pd:1',
    });
  });

  it('forgets an answer that comes without an ETag', async () => {
    const known = new KnownAnswers();
    await known.take('a', reply('W/"1"', ''));
    await known.take('a', Response.json(body));
    expect(known.headers('a')).toEqual({});
  });

  it('says so when there is nothing to show for a 304', async () => {
    await expect(new KnownAnswers().take('a', unchanged(''))).rejects.toThrow(
      '304',
    );
  });

  it('keeps at most a hundred answers, the last ones', async () => {
    const known = new KnownAnswers();
    for (let i = 0; i < 101; i++) {
      await known.take(`path-${i}`, reply(`W/"${i}"`, ''));
    }
    expect(known.headers('path-0')).toEqual({});
    expect(known.headers('path-1')).toEqual({ 'If-None-Match': 'W/"1"' });
  });

  it('sends no more than a server takes', () => {
    const known = new KnownAnswers();
    for (let i = 0; i < 1000; i++) {
      known.note(`cluster-${i}=Pd:123456789`);
    }
    const seen = known.headers('a')['Mesh-Seen'];
    expect(seen.length).toBeLessThanOrEqual(8_000);
    expect(seen).toContain('cluster-999=');
  });
});
