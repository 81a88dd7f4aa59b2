import { MeshRemoteClustersClient } from './MeshRemoteClustersClient';

function client(answer: object = { clusters: [] }) {
  const calls: { url: string; init: RequestInit }[] = [];
  return {
    calls,
    client: new MeshRemoteClustersClient({
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

describe('MeshRemoteClustersClient', () => {
  it('sends each question to its route', async () => {
    const { client: subject, calls } = client();
    await subject.getFleet();
    await subject.getLink({ primary: 'east', remote: 'we/st' });
    await subject.getEntityLinks('resource:default/West');
    await subject.getChoices();
    await subject.preflight({ clusters: ['east', 'west'] });
    await subject.setup({ primary: 'east', install: 'helm' });
    await subject.previewInjection({ cluster: 'east', namespace: 'shop' });
    await subject.planInjection({ cluster: 'east', changes: [] });
    await subject.mapOldValues({ values: '' });
    const base = 'http://portal/api/mesh/remote-clusters';
    expect(calls.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      `GET ${base}`,
      `GET ${base}/east/we%2Fst`,
      'GET http://portal/api/mesh/entities/resource/default/west/remote-links',
      `GET ${base}/choices`,
      `POST ${base}/preflight`,
      `POST ${base}/setup`,
      `POST ${base}/injection/preview`,
      `POST ${base}/injection/plan`,
      `POST ${base}/old-values`,
    ]);
    expect(JSON.parse(String(calls[4].init.body))).toEqual({
      clusters: ['east', 'west'],
    });
  });

  it('asks a browser only for what is new, keeps the topology, and keeps no answer of a token', async () => {
    const { client: subject, calls } = client({
      clusters: [],
      topology: { clusters: [], networks: [] },
    });
    const first = await subject.getFleet();
    expect(first.topology).toEqual({ clusters: [], networks: [] });
    await subject.getFleet();
    await subject.getFleet({ token: 't' });
    expect(
      calls.map(({ init }) => (init.headers as any)['If-None-Match']),
    ).toEqual([undefined, 'W/"1"', undefined]);
  });
});
