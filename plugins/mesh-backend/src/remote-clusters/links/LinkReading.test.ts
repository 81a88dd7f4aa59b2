import { KubernetesStatusError } from '../../clusters/errors';
import { ClusterConnection } from '../../clusters/types';
import { remoteSecret, SENTINEL } from '../__testUtils__/remoteMeshes';
import { readLinks } from './LinkReading';

const forbidden = () => new KubernetesStatusError(403, 'Forbidden', 'no');

/** A cluster that answers paths, and refuses the rest. */
function cluster(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const connection = {
    details: { name: 'east' },
    request: async ({ path, mapItem }: any) => {
      asked.push(path);
      if (!(path in answers)) {
        throw forbidden();
      }
      const answer: any = answers[path];
      if (answer instanceof Error) {
        throw answer;
      }
      return mapItem
        ? { items: answer.items.map((one: unknown) => mapItem(one)) }
        : answer;
    },
    portForward: async () => {
      throw forbidden();
    },
  } as unknown as ClusterConnection;
  return { connection, asked };
}

const SECRETS = '/api/v1/namespaces/istio-system/secrets';
const PODS = '/api/v1/namespaces/istio-system/pods';
const SLICES =
  '/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices';
const istiod = {
  metadata: {
    name: 'istiod-1',
    namespace: 'istio-system',
    labels: { app: 'istiod' },
  },
  status: { phase: 'Running' },
};

describe('readLinks', () => {
  it('says of each part why it cannot be read', async () => {
    const reading = await readLinks(cluster({}).connection);
    expect(reading.istiods).toEqual({
      why: expect.stringMatching(/may not list istiod’s pods.*read\.yaml/),
    });
    expect(reading.secrets).toEqual({
      value: {
        secrets: [],
        more: expect.stringMatching(/may not list Secrets/),
      },
    });
    expect(reading.told).toEqual({
      why: expect.stringMatching(/remote-links\.yaml/),
    });
  });

  it('says that ports may not be forwarded, and by which file they may', async () => {
    const { connection } = cluster({ [PODS]: { items: [istiod] } });
    const { istiods } = await readLinks(connection);
    expect(istiods).toMatchObject({
      value: [
        {
          pod: 'istiod-1',
          failure: expect.stringMatching(
            /pods\/portforward.*control-plane\.yaml/,
          ),
        },
      ],
    });
  });

  it('keeps no credential of the Secrets that it lists', async () => {
    const { connection } = cluster({
      [SECRETS]: { items: [remoteSecret('west')] },
    });
    const reading = await readLinks(connection);
    expect(reading.secrets).toMatchObject({
      value: { secrets: [{ name: 'istio-remote-secret-west' }] },
    });
    expect(JSON.stringify(reading)).not.toContain(SENTINEL);
  });

  it('tells where pods are sent by hand, not what Kubernetes itself keeps', async () => {
    const slice = (name: string, managedBy: string, address: string) => ({
      metadata: {
        name,
        labels: {
          'kubernetes.io/service-name': 'istiod',
          'endpointslice.kubernetes.io/managed-by': managedBy,
        },
      },
      endpoints: [{ addresses: [address] }],
    });
    const { connection } = cluster({
      [SLICES]: {
        items: [
          slice('istiod', 'Helm', '203.0.113.10'),
          slice('istiod-x', 'endpointslice-controller.k8s.io', '10.0.0.7'),
        ],
      },
    });
    const { told } = await readLinks(connection);
    expect(told).toEqual({
      value: [
        {
          address: '203.0.113.10',
          by: 'EndpointSlice istio-system/istiod of east',
        },
      ],
    });
  });

  it('throws what is no answer of a cluster', async () => {
    const { connection } = cluster({ [PODS]: new TypeError('a mistake') });
    await expect(readLinks(connection)).rejects.toThrow('a mistake');
  });
});
