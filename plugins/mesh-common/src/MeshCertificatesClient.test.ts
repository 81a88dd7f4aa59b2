import { MeshCertificatesClient } from './MeshCertificatesClient';

function client(answer: object = { clusters: [] }) {
  const calls: { url: string; init: RequestInit }[] = [];
  return {
    calls,
    client: new MeshCertificatesClient({
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

describe('MeshCertificatesClient', () => {
  it('sends each question to its route', async () => {
    const { client: subject, calls } = client();
    await subject.getFleet();
    await subject.getCluster('ea/st');
    await subject.getEntityCertificates('resource:default/East');
    await subject.getChoices();
    await subject.import({ cluster: 'east', file: 'apiVersion: x' });
    await subject.getRootChange('a/b');
    await subject.changeRootChange('a', 'roll-back', { reason: 'calls fail' });
    const base = 'http://portal/api/mesh/certificate-authorities';
    expect(calls.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      `GET ${base}`,
      `GET ${base}/clusters/ea%2Fst`,
      'GET http://portal/api/mesh/entities/resource/default/east/certificates',
      `GET ${base}/choices`,
      `POST ${base}/import`,
      `GET ${base}/root-changes/a%2Fb`,
      `POST ${base}/root-changes/a/roll-back`,
    ]);
    expect(JSON.parse(String(calls[4].init.body))).toEqual({
      cluster: 'east',
      file: 'apiVersion: x',
    });
    expect(JSON.parse(String(calls[6].init.body))).toEqual({
      reason: 'calls fail',
    });
  });

  it('asks a browser only for what is new, keeps what stands beside the items, and keeps no answer of a token', async () => {
    const { client: subject, calls } = client({
      clusters: [],
      items: [],
      orphans: [],
    });
    expect((await subject.getFleet()).orphans).toEqual([]);
    await subject.getFleet();
    await subject.getFleet({ token: 't' });
    expect(
      calls.map(({ init }) => (init.headers as any)['If-None-Match']),
    ).toEqual([undefined, 'W/"1"', undefined]);
  });
});
