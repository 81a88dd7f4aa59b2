import { MeshEgressClient } from './MeshEgressClient';

function client(answer: object = {}) {
  const calls: { url: string; init: RequestInit }[] = [];
  return {
    calls,
    client: new MeshEgressClient({
      discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
      fetchApi: {
        fetch: async (url, init) => {
          calls.push({ url: String(url), init: init! });
          return new Response(JSON.stringify(answer), {
            headers: { 'Content-Type': 'application/json', ETag: 'W/"1"' },
          });
        },
      },
    }),
  };
}

const base = 'http://portal/api/mesh/egress-gateways';
const gateway = { cluster: 'east', namespace: 'shop', name: 'out/..' };

describe('MeshEgressClient', () => {
  it('sends each question and order to its route', async () => {
    const { client: subject, calls } = client({ clusters: [] });
    await subject.listGateways();
    await subject.getGateway(gateway);
    await subject.getChoices('east');
    await subject.getEntityEgress('component:default/Ratings');
    await subject.preview({ cluster: 'east', gateway: {} });
    await subject.apply({ cluster: 'east', gateway: {} }, { dryRun: true });
    await subject.remove(gateway, { dryRun: true });
    await subject.remove(gateway, { plan: 'a+b', evenIfUsed: true });
    await subject.test(gateway, { kind: 'inside' });
    const one = `${base}/east/shop/out%2F..`;
    expect(calls.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      `GET ${base}`,
      `GET ${one}`,
      `GET ${base}/choices?cluster=east`,
      `GET http://portal/api/mesh/entities/component/default/ratings/egress`,
      `POST ${base}/preview`,
      `POST ${base}?dryRun=true`,
      `DELETE ${one}?dryRun=true`,
      `DELETE ${one}?plan=a%2Bb&evenIfUsed=true`,
      `POST ${one}/tests`,
    ]);
  });

  it('asks a browser only for what is new, and keeps no answer of a token', async () => {
    const { client: subject, calls } = client({ clusters: [] });
    await subject.listGateways();
    await subject.listGateways();
    await subject.listGateways({ token: 't' });
    expect(
      calls.map(({ init }) => (init.headers as any)['If-None-Match']),
    ).toEqual([undefined, 'W/"1"', undefined]);
  });
});
