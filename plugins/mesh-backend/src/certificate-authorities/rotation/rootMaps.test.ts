import { ClusterConnection, KubernetesStatusError } from '../../clusters';
import { fingerprintsIn } from './gates';
import { rootMapsBehind } from './rootMaps';
import { testRoot } from './__testUtils__/testRoot';

const { signal } = new AbortController();

describe('ConfigMaps that lack a root', () => {
  let old: string;
  let fresh: string;
  let maps: Record<string, string | undefined>;
  let paths: string[];
  /** Status of a list over all namespaces. */
  let refusal: number | undefined;

  const connection = {
    request: async ({ path, query }: any) => {
      paths.push(path);
      expect(query).toEqual({
        fieldSelector: 'metadata.name=istio-ca-root-cert',
      });
      const one = /^\/api\/v1\/namespaces\/([^/]+)\/configmaps$/.exec(path);
      if (!one && refusal !== undefined) {
        throw new KubernetesStatusError(
          refusal,
          refusal === 403 ? 'Forbidden' : 'InternalError',
          'no',
        );
      }
      return {
        items: Object.entries(maps)
          .filter(([namespace]) => !one || one[1] === namespace)
          .map(([namespace, pem]) => ({
            metadata: { name: 'istio-ca-root-cert', namespace },
            ...(pem === undefined ? {} : { data: { 'root-cert.pem': pem } }),
          })),
      };
    },
  } as unknown as ClusterConnection;

  beforeAll(async () => {
    old = (await testRoot('old')).certificate;
    fresh = (await testRoot('fresh')).certificate;
  });
  beforeEach(() => {
    paths = [];
    refusal = undefined;
  });

  const behind = () =>
    rootMapsBehind(
      connection,
      {
        namespaces: new Set(['shop', 'pay']),
        home: 'istio-system',
        roots: fingerprintsIn(old + fresh),
      },
      signal,
    );

  it('are told by namespace, in order, where a proxy or the control plane runs', async () => {
    maps = {
      shop: old,
      pay: undefined,
      empty: old,
      'istio-system': fresh,
    };
    expect(await behind()).toEqual(['istio-system', 'pay', 'shop']);
  });

  it('are none where all hold every root, in whatever order and among others', async () => {
    const { certificate } = await testRoot('third');
    maps = {
      shop: fresh + old,
      pay: certificate + old + fresh,
      'istio-system': old + fresh,
    };
    expect(await behind()).toEqual([]);
  });

  it('are looked for in the control plane’s namespace where no more may be read', async () => {
    refusal = 403;
    maps = { shop: old, 'istio-system': old + fresh };
    expect(await behind()).toEqual([]);
    maps['istio-system'] = old;
    expect(await behind()).toEqual(['istio-system']);
    expect(paths.slice(0, 2)).toEqual([
      '/api/v1/configmaps',
      '/api/v1/namespaces/istio-system/configmaps',
    ]);
  });

  it('are not taken to be none where a cluster does not answer', async () => {
    refusal = 500;
    maps = {};
    await expect(behind()).rejects.toMatchObject({ code: 500 });
  });
});
