import { MeshRequestsClient } from './MeshRequestsClient';

function client() {
  const calls: { url: string; init: RequestInit }[] = [];
  return {
    calls,
    client: new MeshRequestsClient({
      discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
      fetchApi: {
        fetch: async (url, init) => {
          calls.push({ url: String(url), init: init! });
          return new Response('{}', {
            headers: { 'Content-Type': 'application/json' },
          });
        },
      },
    }),
  };
}

const base = 'http://portal/api/mesh/requests';

describe('MeshRequestsClient', () => {
  it('puts the filter into the query, lists repeated and blanks left out', async () => {
    const { client: subject, calls } = client();
    await subject.list();
    await subject.list({
      view: 'to-approve',
      status: ['requested', 'failed'],
      text: 'a&b',
      cluster: '',
      offset: 0,
    });
    expect(calls.map(call => call.url)).toEqual([
      base,
      `${base}?view=to-approve&status=requested&status=failed&text=a%26b&offset=0`,
    ]);
    expect(calls[0].init.method).toBe('GET');
  });

  it.each([
    'approve',
    'reject',
    'agree',
    'cancel',
    'edit',
    'link',
    'retry',
    'retire',
  ] as const)('%s posts to the route of the request', async verb => {
    const { client: subject, calls } = client();
    const body: any = { contentHash: 'a1', reason: 'because' };
    await subject[verb]('one/../two', body, { token: 't' });
    expect(calls[0].url).toBe(`${base}/one%2F..%2Ftwo/${verb}`);
    expect(calls[0].init.method).toBe('POST');
    expect(calls[0].init.headers).toMatchObject({ Authorization: 'Bearer t' });
    expect(JSON.parse(String(calls[0].init.body))).toEqual(body);
  });

  it('asks for one, for what is live, for kinds and for a plan', async () => {
    const { client: subject, calls } = client();
    const body = { kind: 'egress-gateway', parameters: {} };
    await subject.get('1');
    await subject.getLive('1');
    await subject.listKinds();
    await subject.plan(body);
    await subject.create(body);
    expect(calls.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      `GET ${base}/1`,
      `GET ${base}/1/live`,
      `GET ${base}/kinds`,
      `POST ${base}/plan`,
      `POST ${base}`,
    ]);
  });
});
