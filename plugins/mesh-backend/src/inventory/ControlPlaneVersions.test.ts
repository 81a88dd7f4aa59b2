import { mockServices } from '@backstage/backend-test-utils';
import { eventually } from '../__testUtils__/devMesh';
import { ScriptedConnection } from '../__testUtils__/ScriptedConnection';
import { KubernetesStatusError } from '../clusters';
import { ControlPlaneVersions } from './ControlPlaneVersions';
import { ObjectStore, StoredObject } from './ObjectStore';
import { DEFAULT_TIMING } from './timing';

function istiod(
  name: string,
  options: { ready?: boolean; annotations?: Record<string, string> } = {},
): StoredObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'istio-system',
      uid: `uid-${name}`,
      resourceVersion: options.ready === false ? '1' : '2',
      labels: { app: 'istiod' },
      annotations: options.annotations,
    },
    status: {
      conditions: [
        { type: 'Ready', status: options.ready === false ? 'False' : 'True' },
      ],
    },
  };
}

describe('ControlPlaneVersions', () => {
  const stop = new AbortController();
  let pods: ObjectStore;

  beforeEach(() => {
    pods = new ObjectStore({
      onListenerError: error => {
        throw error;
      },
    });
  });

  afterAll(() => stop.abort());

  function run(
    connection: ScriptedConnection,
    versionRefreshMs = 60_000,
    forbiddenRetryMs = DEFAULT_TIMING.forbiddenRetryMs,
  ): ControlPlaneVersions {
    const versions = new ControlPlaneVersions({
      connection,
      pods,
      timing: { ...DEFAULT_TIMING, versionRefreshMs, forbiddenRetryMs },
      logger: mockServices.logger.mock(),
    });
    versions.run(stop.signal);
    return versions;
  }

  it('asks an istiod when it is ready, at the port that it names', async () => {
    const connection = new ScriptedConnection(() => '1.30.2-abc-Clean');
    const waiting = istiod('one', { ready: false });
    pods.put(waiting);
    pods.put({
      ...istiod('other'),
      metadata: { ...istiod('other').metadata, labels: { app: 'grafana' } },
    });
    const versions = run(connection);
    expect(versions.versionOf(waiting)).toBeUndefined();
    expect(connection.paths).toEqual([]);

    const ready = istiod('one', {
      annotations: { 'prometheus.io/port': '15099' },
    });
    pods.put(ready);
    await eventually(() => expect(versions.versionOf(ready)).toBe('1.30.2'));
    expect(connection.paths).toEqual([
      '/api/v1/namespaces/istio-system/pods/one:15099/proxy/version',
    ]);
    expect(versions.pods().map(pod => pod.metadata.name)).toEqual(['one']);
  });

  it('asks again now and then', async () => {
    let version = '1.30.2-abc-Clean';
    const pod = istiod('one');
    pods.put(pod);
    const versions = run(new ScriptedConnection(() => version), 30);
    await eventually(() => expect(versions.versionOf(pod)).toBe('1.30.2'));
    version = '1.30.3-abc-Clean';
    await eventually(() => expect(versions.versionOf(pod)).toBe('1.30.3'));
  });

  it('asks again soon where it was refused: the right may be given later', async () => {
    let isGranted = false;
    const pod = istiod('one');
    pods.put(pod);
    const connection = new ScriptedConnection(() => {
      if (!isGranted) {
        throw new KubernetesStatusError(403, 'Forbidden', 'no');
      }
      return '1.30.2-abc-Clean';
    });
    const versions = run(connection, 60_000, 30);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(versions.versionOf(pod)).toBeUndefined();
    isGranted = true;
    await eventually(() => expect(versions.versionOf(pod)).toBe('1.30.2'));
  });

  it('knows nothing of an istiod that it may not ask, and forgets one that is gone', async () => {
    const connection = new ScriptedConnection(path => {
      if (path.includes('/one:')) {
        throw new KubernetesStatusError(403, 'Forbidden', 'no');
      }
      return '1.30.2-abc-Clean';
    });
    const [one, two] = [istiod('one'), istiod('two')];
    pods.put(one);
    pods.put(two);
    const versions = run(connection, 30);
    await eventually(() => expect(versions.versionOf(two)).toBe('1.30.2'));
    expect(versions.versionOf(one)).toBeUndefined();
    pods.remove('istio-system', 'two');
    await eventually(() => expect(versions.versionOf(two)).toBeUndefined());
  });
});
