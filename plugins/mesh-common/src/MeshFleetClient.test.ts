import { MeshFleetClient } from './MeshFleetClient';

describe('MeshFleetClient', () => {
  function client() {
    const calls: { url: string; init: RequestInit }[] = [];
    const answer = { items: [], clusters: [], needs: [{ code: 'x' }] };
    return {
      calls,
      client: new MeshFleetClient({
        discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
        fetchApi: {
          fetch: async (url, init) => {
            calls.push({ url: String(url), init: init! });
            const known = (init!.headers as any)['If-None-Match'];
            return known
              ? new Response(null, { status: 304 })
              : new Response(JSON.stringify(answer), {
                  headers: { ETag: 'W/"1"' },
                });
          },
        },
      }),
    };
  }

  it('asks only for what is new, and keeps what needs somebody', async () => {
    const { client: subject, calls } = client();
    const first = await subject.getOverview();
    const second = await subject.getOverview();
    expect(calls[0].url).toBe('http://portal/api/mesh/fleet/overview');
    expect(first.needs).toEqual([{ code: 'x' }]);
    expect(second.needs).toEqual(first.needs);
  });

  it('keeps no answer of a token', async () => {
    const { client: subject, calls } = client();
    await subject.getOverview();
    await subject.getOverview({ token: 't' });
    expect(calls[1].init.headers).toMatchObject({ Authorization: 'Bearer t' });
    expect(calls[1].init.headers).not.toHaveProperty('If-None-Match');
  });
});
