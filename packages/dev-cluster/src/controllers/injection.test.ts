import { clientOf, eventually, startOne } from '../__testUtils__/client';
import { istiod, namespace, workload } from '../__testUtils__/mesh';
import type { DevCluster } from '../cluster';
import type { DevClusters } from '../clusters';

describe('controllers', () => {
  let running: DevClusters;
  let cluster: DevCluster;
  let call: ReturnType<typeof clientOf>;

  const start = async (objects: object[] = []) => {
    ({ running, cluster } = await startOne({
      clusters: [{ name: 'dev', objects }],
    }));
    call = clientOf(cluster);
  };
  const podsOf = (app: string) =>
    (cluster.objects('Pod') as any[]).filter(
      ({ metadata }) => metadata.labels?.app === app,
    );
  const isReady = (pod: any) =>
    pod.status.conditions.some(
      (each: any) => each.type === 'Ready' && each.status === 'True',
    );

  afterEach(() => running.stop());

  describe('injection', () => {
    const proxyOf = (app: string) =>
      podsOf(app)[0].spec.containers.find(
        ({ name }: any) => name === 'istio-proxy',
      )?.image;

    it.each<[string, object, object, string | undefined]>([
      [
        'a namespace with injection',
        { 'istio-injection': 'enabled' },
        {},
        '1.30.5',
      ],
      ['a namespace with a revision', { 'istio.io/rev': 'old' }, {}, '1.29.6'],
      [
        'a pod with a label',
        {},
        { 'sidecar.istio.io/inject': 'true' },
        '1.30.5',
      ],
      [
        'a pod that does not want it',
        { 'istio-injection': 'enabled' },
        { 'sidecar.istio.io/inject': 'false' },
        undefined,
      ],
      ['a namespace without', {}, {}, undefined],
      ['a pod with a revision', {}, { 'istio.io/rev': 'old' }, '1.29.6'],
      [
        'a namespace’s revision before its pod’s',
        { 'istio.io/rev': 'old' },
        { 'istio.io/rev': 'default' },
        '1.29.6',
      ],
      [
        'a pod that wants it where it is switched off',
        { 'istio-injection': 'disabled' },
        { 'sidecar.istio.io/inject': 'true' },
        undefined,
      ],
      [
        'a revision without an istiod',
        { 'istio.io/rev': 'gone' },
        {},
        undefined,
      ],
    ])('%s', async (_, spaceLabels, labels, version) => {
      await start([
        namespace(spaceLabels),
        istiod('default', '1.30.5'),
        istiod('old', '1.29.6'),
        workload('web', { labels, replicas: 1 }),
      ]);
      await eventually(() => expect(podsOf('web')).toHaveLength(1));
      expect(proxyOf('web')).toBe(
        version && `docker.io/istio/proxyv2:${version}`,
      );
      const status =
        podsOf('web')[0].metadata.annotations['sidecar.istio.io/status'];
      expect(status === undefined).toBe(version === undefined);
    });

    it('follows a revision tag', async () => {
      await start([
        namespace({ 'istio.io/rev': 'stable' }),
        istiod('old', '1.29.6'),
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'MutatingWebhookConfiguration',
          metadata: {
            name: 'istio-revision-tag-stable',
            labels: { 'istio.io/tag': 'stable', 'istio.io/rev': 'old' },
          },
        },
        workload('web', { replicas: 1 }),
      ]);
      await eventually(() => expect(podsOf('web')).toHaveLength(1));
      expect(podsOf('web')[0].metadata.labels['istio.io/rev']).toBe('old');
    });

    it('fills in the image of a gateway', async () => {
      await start([
        istiod('default', '1.30.5'),
        workload('egress', {
          replicas: 1,
          labels: { 'sidecar.istio.io/inject': 'true' },
          annotations: { 'inject.istio.io/templates': 'gateway' },
          containers: [{ name: 'istio-proxy', image: 'auto' }],
        }),
      ]);
      await eventually(() =>
        expect(podsOf('egress').every(isReady)).toBe(true),
      );
      await eventually(() => expect(podsOf('egress')).toHaveLength(1));
      expect(proxyOf('egress')).toBe('docker.io/istio/proxyv2:1.30.5');
    });

    it('answers istiod’s version from its image', async () => {
      await start([istiod('default', '1.30.5')]);
      await eventually(() => expect(podsOf('istiod')).toHaveLength(1));
      const { name } = podsOf('istiod')[0].metadata;
      const pods = '/api/v1/namespaces/istio-system/pods';
      const answer = await call('GET', `${pods}/${name}:15014/proxy/version`);
      expect(answer.body).toMatch(/^1\.30\.5-[0-9a-f]{40}-Clean$/);
      const debug = await call(
        'GET',
        `${pods}/${name}:15014/proxy/debug/syncz`,
      );
      expect(debug.status).toBe(503);
    });
  });
});
