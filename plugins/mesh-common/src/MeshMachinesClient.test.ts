import { MeshMachinesClient } from './MeshMachinesClient';

function client(answer: () => Response) {
  const calls: { url: string; init: RequestInit }[] = [];
  return {
    calls,
    client: new MeshMachinesClient({
      discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
      fetchApi: {
        fetch: async (url, init) => {
          calls.push({ url: String(url), init: init! });
          return answer();
        },
      },
    }),
  };
}

const base = 'http://portal/api/mesh/requests/a%2Fb';

describe('MeshMachinesClient', () => {
  it('sends each question and order to its route', async () => {
    const { client: subject, calls } = client(() => Response.json({}));
    await subject.createCode('a/b', { minutes: 5 });
    await subject.createCode('a/b');
    await subject.listCodes('a/b', { token: 't' });
    await subject.revokeCode('a/b', 'c/d');
    expect(calls.map(({ url, init }) => [init.method, url, init.body])).toEqual(
      [
        ['POST', `${base}/enrolment-codes`, '{"minutes":5}'],
        ['POST', `${base}/enrolment-codes`, '{}'],
        ['GET', `${base}/enrolment-codes`, undefined],
        ['DELETE', `${base}/enrolment-codes/c%2Fd`, undefined],
      ],
    );
    expect(calls[2].init.headers).toMatchObject({ Authorization: 'Bearer t' });
  });

  it('asks for the machines of all clusters, for choices, and for progress', async () => {
    const { client: subject, calls } = client(() =>
      Response.json({ steps: [] }, { headers: { 'Mesh-Revision': 'r1' } }),
    );
    await subject.listMachines({
      limit: 5,
      search: 'vm 4',
      health: ['unhealthy', 'disconnected'],
      cluster: 'east',
    });
    await subject.listMachines({ search: '', health: [] });
    await subject.getChoices({ cluster: 'east', namespace: 'shop' });
    const progress = await subject.getProgress('a/b');
    expect(calls.map(({ url }) => url)).toEqual([
      'http://portal/api/mesh/virtual-machines?limit=5&search=vm+4&health=unhealthy%2Cdisconnected&cluster=east',
      'http://portal/api/mesh/virtual-machines',
      'http://portal/api/mesh/virtual-machines/choices?cluster=east&namespace=shop',
      `${base}/virtual-machines`,
    ]);
    expect(progress.revision).toBe('r1');
  });

  it('hands a bundle over with its name', async () => {
    const { client: subject, calls } = client(
      () =>
        new Response('an archive', {
          headers: {
            'Content-Disposition': 'attachment; filename="shop-vm.tar.gz"',
          },
        }),
    );
    const { fileName, content } = await subject.downloadBundle('a/b', {
      internalIP: '10.0.0.7',
    });
    expect(fileName).toBe('shop-vm.tar.gz');
    expect(content.size).toBe('an archive'.length);
    expect(calls[0]).toMatchObject({
      url: `${base}/vm-bundle`,
      init: { method: 'POST', body: '{"internalIP":"10.0.0.7"}' },
    });
  });

  it('throws what the backend says', async () => {
    const { client: subject } = client(() =>
      Response.json(
        {
          error: { name: 'ConflictError', message: 'not approved yet' },
          response: { statusCode: 409 },
        },
        { status: 409 },
      ),
    );
    await expect(subject.downloadBundle('a')).rejects.toMatchObject({
      statusCode: 409,
      cause: { message: 'not approved yet' },
    });
  });
});
