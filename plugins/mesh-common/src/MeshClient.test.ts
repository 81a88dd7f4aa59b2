import { MeshClient } from './MeshClient';

function clientThatAnswers(status: number, body: unknown) {
  const calls: { url: string; init: RequestInit }[] = [];
  const client = new MeshClient({
    discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
    fetchApi: {
      fetch: async (url, init) => {
        calls.push({ url: String(url), init: init! });
        return new Response(JSON.stringify(body), {
          status,
          headers: { 'Content-Type': 'application/json' },
        });
      },
    },
  });
  return { client, calls };
}

const answer = { items: [], clusters: [], withheld: [] };

describe('MeshClient', () => {
  it.each([
    ['getVersion', 'version'],
    ['getVirtualMachines', 'virtual-machines'],
    ['getPolicies', 'policies'],
  ] as const)('%s asks the route of the entity', async (method, path) => {
    const { client, calls } = clientThatAnswers(200, answer);
    await expect(client[method]('Component:Default/Ratings')).resolves.toEqual(
      answer,
    );
    expect(calls[0].url).toBe(
      `http://portal/api/mesh/entities/component/default/ratings/${path}`,
    );
    expect(calls[0].init.method).toBe('GET');
    expect(calls[0].init.headers).toEqual({});
  });

  it('asks for the findings of an entity, of all clusters, and for one', async () => {
    const { client, calls } = clientThatAnswers(200, {
      ...answer,
      notJudged: [],
    });
    await client.getEntityFindings('Component:Default/Ratings');
    await client.getFindings();
    await client.getFindings({
      cluster: 'east',
      namespace: 'shop',
      severity: ['error', 'warning'],
      code: ['IST0101'],
      search: 'a b&c',
      state: 'suppressed',
      limit: 50,
      cursor: 'x=',
    });
    await client.getFindings({ severity: [], code: [], search: '' });
    await client.getFinding('../requests?x=1');
    expect(
      calls.map(call => call.url.replace('http://portal/api', '')),
    ).toEqual([
      '/mesh/entities/component/default/ratings/findings',
      '/mesh/findings',
      '/mesh/findings?cluster=east&namespace=shop&severity=error%2Cwarning&code=IST0101&search=a+b%26c&state=suppressed&limit=50&cursor=x%3D',
      '/mesh/findings',
      '/mesh/findings/..%2Frequests%3Fx%3D1',
    ]);
    expect(new Set(calls.map(call => call.init.method))).toEqual(
      new Set(['GET']),
    );
  });

  it('asks what an upgrade would change', async () => {
    const { client, calls } = clientThatAnswers(200, { findings: [] });
    const signal = new AbortController().signal;
    await expect(
      client.getUpgradeFindings({ cluster: 'east', to: '1.31.1' }, { signal }),
    ).resolves.toEqual({ findings: [] });
    await client.getUpgradeFindings({ cluster: 'a&b' });
    expect(calls.map(call => call.url)).toEqual([
      'http://portal/api/mesh/findings/upgrade?cluster=east&to=1.31.1',
      'http://portal/api/mesh/findings/upgrade?cluster=a%26b',
    ]);
    expect(calls[0].init.signal).toBe(signal);
  });

  it('has manifests checked', async () => {
    const { client, calls } = clientThatAnswers(200, { caused: [] });
    const body = { cluster: 'east', manifests: 'kind: Sidecar' };
    await client.checkFindings(body, { token: 'of-the-caller' });
    expect(calls[0].url).toBe('http://portal/api/mesh/findings/check');
    expect(calls[0].init.method).toBe('POST');
    expect(JSON.parse(String(calls[0].init.body))).toEqual(body);
    expect(calls[0].init.headers).toMatchObject({
      Authorization: 'Bearer of-the-caller',
    });
  });

  it.each([
    ['getFindings', (client: MeshClient) => client.getFindings()],
    ['getFinding', (client: MeshClient) => client.getFinding('x')],
    [
      'getUpgradeFindings',
      (client: MeshClient) => client.getUpgradeFindings({ cluster: 'x' }),
    ],
    [
      'checkFindings',
      (client: MeshClient) => client.checkFindings({ cluster: 'x' }),
    ],
  ])('%s throws what the backend says', async (_, call) => {
    const { client } = clientThatAnswers(403, {
      error: { name: 'NotAllowedError', message: 'cluster: you may not' },
      response: { statusCode: 403 },
    });
    await expect(call(client)).rejects.toMatchObject({
      statusCode: 403,
      cause: { message: 'cluster: you may not' },
    });
  });

  it('sends the token it is given, and only then', async () => {
    const { client, calls } = clientThatAnswers(200, answer);
    await client.getClusters({ token: 'of-the-caller' });
    expect(calls[0].init.headers).toEqual({
      Authorization: 'Bearer of-the-caller',
    });
  });

  it('asks for a dry run in the query', async () => {
    const { client, calls } = clientThatAnswers(200, {});
    const body = { cluster: 'east', manifests: 'kind: Sidecar' };
    await client.applyManifests(body, { dryRun: true });
    await client.applyManifests(body);
    expect(calls.map(call => call.url)).toEqual([
      'http://portal/api/mesh/manifests/apply?dryRun=true',
      'http://portal/api/mesh/manifests/apply',
    ]);
    expect(JSON.parse(String(calls[0].init.body))).toEqual(body);
    expect(calls[0].init.method).toBe('POST');
  });

  it('cannot be led to another route by an entity name', async () => {
    const { client, calls } = clientThatAnswers(200, answer);
    await client.getVersion('component:default/..%2Fclusters');
    expect(calls[0].url).toBe(
      'http://portal/api/mesh/entities/component/default/..%252fclusters/version',
    );
  });

  it('asks for a page of machines, and for no more than it was told', async () => {
    const { client, calls } = clientThatAnswers(200, answer);
    await client.getVirtualMachines('component:default/ratings', {
      limit: 5,
      order: 'health',
      search: 'vm & co',
      health: ['unhealthy', 'unknown'],
    });
    expect(new URL(calls[0].url).search).toBe(
      '?limit=5&search=vm+%26+co&health=unhealthy%2Cunknown&order=health',
    );
  });

  it('keeps no answer of a caller with a token', async () => {
    const calls: RequestInit[] = [];
    const client = new MeshClient({
      discoveryApi: { getBaseUrl: async () => 'http://portal' },
      fetchApi: {
        fetch: async (_, init) => {
          calls.push(init!);
          return Response.json(answer, {
            headers: { ETag: 'W/"1"', 'Mesh-Revision': 'east=Pd:1' },
          });
        },
      },
    });
    await client.getClusters({ token: 'of-the-caller' });
    await client.getClusters();
    await client.getClusters();
    await client.getClusters({ token: 'of-the-caller' });
    expect(calls.map(call => Object.keys(call.headers!))).toEqual([
      ['Authorization'],
      [],
      ['If-None-Match', 'Mesh-Seen'],
      ['Authorization'],
    ]);
  });

  it('throws the words of the backend', async () => {
    const { client } = clientThatAnswers(403, {
      error: { name: 'NotAllowedError', message: 'Ask team-payments.' },
      response: { statusCode: 403 },
    });
    await expect(client.getClusters()).rejects.toMatchObject({
      name: 'ResponseError',
      cause: { name: 'NotAllowedError', message: 'Ask team-payments.' },
    });
  });
});
