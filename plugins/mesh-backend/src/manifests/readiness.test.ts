import {
  ClusterUnreachableError,
  KubernetesObject,
  KubernetesStatusError,
} from '../clusters';
import { describePod } from './podProblems';
import { waitForDeployment } from './readiness';

const pod = (status: object, spec: object = {}): KubernetesObject => ({
  metadata: { name: 'gw-1', namespace: 'shop' },
  spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2' }], ...spec },
  status,
});

describe('describePod', () => {
  it.each([
    [
      'is ready',
      pod({ conditions: [{ type: 'Ready', status: 'True' }] }),
      undefined,
    ],
    [
      'was not injected',
      pod({}, { containers: [{ name: 'istio-proxy', image: 'auto' }] }),
      'pod gw-1 was not injected by Istio; look whether a control plane injects in namespace shop and for this revision',
    ],
    [
      'finds no node',
      pod({
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            message: '0/3 nodes are available: 3 Insufficient cpu.',
          },
        ],
      }),
      'pod gw-1 finds no node: 0/3 nodes are available: 3 Insufficient cpu.',
    ],
    [
      'cannot pull',
      pod({
        containerStatuses: [
          {
            name: 'istio-proxy',
            state: {
              waiting: { reason: 'ImagePullBackOff', message: 'no such image' },
            },
          },
        ],
      }),
      'pod gw-1: container istio-proxy is waiting (ImagePullBackOff), no such image',
    ],
    [
      'crashes',
      pod({
        containerStatuses: [
          {
            name: 'istio-proxy',
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 255 } },
          },
        ],
      }),
      'pod gw-1: container istio-proxy is waiting (CrashLoopBackOff), it last ended with code 255',
    ],
    [
      'failed to initialise',
      pod({
        initContainerStatuses: [
          {
            name: 'istio-init',
            state: { terminated: { exitCode: 1, reason: 'Error' } },
          },
        ],
      }),
      'pod gw-1: container istio-init ended with code 1 (Error)',
    ],
    [
      'is not ready yet',
      pod({
        containerStatuses: [
          { name: 'istio-proxy', ready: false, state: { running: {} } },
        ],
      }),
      'pod gw-1: container istio-proxy runs but is not ready; look at its log',
    ],
    ['says nothing', pod({ phase: 'Pending' }), 'pod gw-1 is Pending'],
  ])('tells that a pod %s', (_what, object, expected) => {
    expect(describePod(object)).toBe(expected);
  });
});

describe('waitForDeployment', () => {
  const deployment = (status: object, generation = 2): KubernetesObject => ({
    metadata: { name: 'gw', namespace: 'shop', generation },
    spec: { replicas: 2, selector: { matchLabels: { app: 'gw' } } },
    status,
  });
  const done = {
    observedGeneration: 2,
    replicas: 2,
    updatedReplicas: 2,
    availableReplicas: 2,
  };

  /** A cluster that gives these answers about the Deployment, the last one for ever. */
  function cluster(answers: (KubernetesObject | Error)[], pods: object[] = []) {
    const left = [...answers];
    return {
      details: { name: 'east', kubeconfig: { file: '' } },
      close: async () => {},
      watch: () => {
        throw new Error('not watched');
      },
      request: jest.fn(async ({ path }: { path: string }): Promise<any> => {
        if (path.endsWith('/pods')) {
          return { items: pods };
        }
        const answer = left.length > 1 ? left.shift() : left[0];
        if (answer instanceof Error) {
          throw answer;
        }
        return answer;
      }),
    };
  }

  const wait = (connection: any, seconds = 0, signal?: AbortSignal) =>
    waitForDeployment(
      connection,
      { namespace: 'shop', name: 'gw' },
      { seconds, signal },
    );

  it('is ready when the newest specification is rolled out', async () => {
    expect(await wait(cluster([deployment(done)]))).toEqual({
      ready: true,
      message: 'Deployment shop/gw is ready, 2 of 2 pods',
      waitedSeconds: 0,
    });
  });

  it.each([
    [
      'the specification was not seen yet',
      { ...done, observedGeneration: 1 },
      /^Deployment shop\/gw has not been taken up by the cluster yet: there are no pods yet/,
    ],
    [
      'pods are old',
      { ...done, updatedReplicas: 1 },
      /is not ready, 1 of 2 pods/,
    ],
    ['old pods still run', { ...done, replicas: 3 }, /is not ready/],
    [
      'pods are not available',
      { ...done, availableReplicas: 1 },
      /is not ready, 1 of 2 pods/,
    ],
    [
      'pods cannot be made',
      {
        observedGeneration: 2,
        conditions: [
          {
            type: 'ReplicaFailure',
            status: 'True',
            message: 'pods "gw" is forbidden: exceeded quota',
          },
        ],
      },
      /0 of 2 pods \(pods "gw" is forbidden: exceeded quota\)/,
    ],
    ['nothing is known', {}, /has not been taken up/],
  ])('is not ready while %s', async (_what, status, message) => {
    expect(await wait(cluster([deployment(status)]))).toEqual({
      ready: false,
      message: expect.stringMatching(message),
      waitedSeconds: 0,
    });
  });

  it('waits until it is', async () => {
    const connection = cluster([
      deployment({ ...done, availableReplicas: 0 }),
      new ClusterUnreachableError('gone for a moment'),
      deployment(done),
    ]);
    expect(await wait(connection, 10)).toMatchObject({
      ready: true,
      waitedSeconds: 2,
    });
  });

  it('does not wait for what will not come', async () => {
    const failed = deployment({
      observedGeneration: 2,
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
        },
      ],
    });
    expect(await wait(cluster([failed]), 60)).toMatchObject({
      ready: false,
      waitedSeconds: 0,
      message: expect.stringContaining('made no progress'),
    });
    expect(
      await wait(
        cluster([new KubernetesStatusError(404, 'NotFound', 'not found')]),
        60,
      ),
    ).toMatchObject({
      ready: false,
      message: 'Deployment shop/gw was deleted meanwhile',
    });
  });

  it('stops when the caller goes', async () => {
    const gone = new AbortController();
    const connection = cluster([deployment({})]);
    const waiting = wait(connection, 300, gone.signal);
    setTimeout(() => gone.abort(), 100);
    expect(await waiting).toMatchObject({ ready: false, waitedSeconds: 0 });
    expect(connection.request.mock.calls.length).toBeLessThanOrEqual(4);
  });
});
