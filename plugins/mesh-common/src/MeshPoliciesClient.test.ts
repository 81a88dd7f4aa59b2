import { MeshPoliciesClient } from './MeshPoliciesClient';

const QUESTION = {
  cluster: 'east',
  from: { kind: 'workload' as const, namespace: 'shop', name: 'front' },
  to: { namespace: 'shop', name: 'web' },
  port: 80,
};
const OBJECT = {
  cluster: 'we/st',
  kind: 'AuthorizationPolicy',
  namespace: 'shop',
  name: 'web',
};

function client(answer: object = { items: [], clusters: [] }, status = 200) {
  const calls: { url: string; init: RequestInit }[] = [];
  return {
    calls,
    client: new MeshPoliciesClient({
      discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
      fetchApi: {
        fetch: async (url, init) => {
          calls.push({ url: String(url), init: init! });
          return new Response(JSON.stringify(answer), {
            status,
            headers: { 'Content-Type': 'application/json', ETag: 'W/"1"' },
          });
        },
      },
    }),
  };
}

describe('MeshPoliciesClient', () => {
  it('sends each question to its route', async () => {
    const { client: subject, calls } = client();
    await subject.ask(QUESTION);
    await subject.getCallers({ cluster: 'we/st', search: 'a&b', limit: 5 });
    await subject.getCallers({ cluster: 'east', search: '' });
    await subject.getObject({ ...OBJECT, field: '/spec/rules/0' });
    await subject.getObject(OBJECT);
    const base = 'http://portal/api/mesh';
    expect(calls.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      `POST ${base}/policies/ask`,
      `GET ${base}/policies/callers?cluster=we%2Fst&search=a%26b&limit=5`,
      `GET ${base}/policies/callers?cluster=east`,
      `GET ${base}/objects?cluster=we%2Fst&kind=AuthorizationPolicy&namespace=shop&name=web&field=%2Fspec%2Frules%2F0`,
      `GET ${base}/objects?cluster=we%2Fst&kind=AuthorizationPolicy&namespace=shop&name=web`,
    ]);
    expect(JSON.parse(String(calls[0].init.body))).toEqual(QUESTION);
  });

  it('gives the answer back as it is', async () => {
    const answer = { answer: 'no', decidedBy: [], why: 'w', clusters: [] };
    await expect(client(answer).client.ask(QUESTION)).resolves.toEqual(answer);
  });

  it('asks a browser only for an object that is new, and keeps none of a token', async () => {
    const { client: subject, calls } = client();
    await subject.getObject(OBJECT);
    await subject.getObject(OBJECT);
    await subject.getObject(OBJECT, { token: 't' });
    expect(
      calls.map(({ init }) => (init.headers as any)['If-None-Match']),
    ).toEqual([undefined, 'W/"1"', undefined]);
  });

  it('throws what the backend says', async () => {
    const body = {
      error: { name: 'InputError', message: 'port: give a number' },
      response: { statusCode: 400 },
    };
    await expect(client(body, 400).client.ask(QUESTION)).rejects.toMatchObject({
      name: 'ResponseError',
      cause: { message: 'port: give a number' },
    });
  });
});
