import { MeshReleasesClient } from './MeshReleasesClient';

function calling(status = 200) {
  const calls: { url: string; method?: string; body?: unknown }[] = [];
  const client = new MeshReleasesClient({
    discoveryApi: { getBaseUrl: async () => 'http://portal/api/mesh' },
    fetchApi: {
      fetch: async (url, init) => {
        calls.push({
          url: String(url),
          method: init?.method,
          body: init?.body,
        });
        return new Response(
          JSON.stringify(
            status === 200
              ? { ok: true }
              : {
                  error: { name: 'NotAllowedError', message: 'no' },
                  response: { statusCode: status },
                },
          ),
          { status, headers: { 'Content-Type': 'application/json' } },
        );
      },
    },
  });
  return { client, calls };
}

describe('MeshReleasesClient', () => {
  it('asks for what there is', async () => {
    const { client, calls } = calling();
    await client.getReleases({});
    await client.getReleases({ cluster: 'a b' });
    await client.getUpgradePath({ cluster: 'east', to: '1.31' });
    await client.getUpgradePath({ cluster: 'east' });
    await client.getRevisionTags({ cluster: 'east' });
    expect(
      calls.map(({ method, url }) => `${method} ${url.slice(22)}`),
    ).toEqual([
      'GET /releases',
      'GET /releases?cluster=a+b',
      'GET /releases/upgrade-path?cluster=east&to=1.31',
      'GET /releases/upgrade-path?cluster=east',
      'GET /revision-tags?cluster=east',
    ]);
  });

  it('sends what a change of a tag would be', async () => {
    const { client, calls } = calling();
    const request = { cluster: 'east', tag: 'prod', revision: 'canary' };
    await expect(client.planRevisionTag(request)).resolves.toEqual({
      ok: true,
    });
    expect(calls).toEqual([
      {
        url: 'http://portal/api/mesh/revision-tags/plan',
        method: 'POST',
        body: JSON.stringify(request),
      },
    ]);
  });

  it('throws what the backend answers', async () => {
    const { client } = calling(403);
    await expect(client.getReleases({ cluster: 'east' })).rejects.toMatchObject(
      { statusCode: 403, cause: { name: 'NotAllowedError' } },
    );
  });
});
