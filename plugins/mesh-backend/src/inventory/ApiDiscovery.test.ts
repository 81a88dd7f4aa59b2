import { ScriptedConnection } from '../__testUtils__/ScriptedConnection';
import { ClusterUnreachableError, KubernetesStatusError } from '../clusters';
import { ApiDiscovery } from './ApiDiscovery';
import { WATCHED_KINDS, WatchedKind } from './kinds';

function kind(name: string): WatchedKind {
  return WATCHED_KINDS.find(one => one.kind === name)!;
}

function cluster(groups: Record<string, Record<string, string[]>>) {
  return new ScriptedConnection(path => {
    const [, , group, version] = path.split('/');
    const versions = groups[group];
    if (!versions || (version && !versions[version])) {
      throw new KubernetesStatusError(404, 'NotFound', 'not found');
    }
    return version
      ? { resources: versions[version].map(name => ({ name })) }
      : { versions: Object.keys(versions).map(v => ({ version: v })) };
  });
}

describe('ApiDiscovery', () => {
  it('takes the best version that serves the kind', async () => {
    const connection = cluster({
      'networking.istio.io': {
        v1alpha3: ['virtualservices', 'workloadgroups'],
        v1beta1: ['virtualservices', 'workloadgroups'],
        v1: ['virtualservices'],
      },
    });
    const discovery = new ApiDiscovery(connection, { maxAgeMs: 1000 });
    expect(await discovery.find(kind('VirtualService'))).toEqual({
      apiVersion: 'networking.istio.io/v1',
      path: '/apis/networking.istio.io/v1/virtualservices',
    });
    expect(await discovery.find(kind('WorkloadGroup'))).toEqual({
      apiVersion: 'networking.istio.io/v1beta1',
      path: '/apis/networking.istio.io/v1beta1/workloadgroups',
    });
  });

  it('finds nothing where the group is not served', async () => {
    const discovery = new ApiDiscovery(cluster({}), { maxAgeMs: 1000 });
    expect(await discovery.find(kind('PeerAuthentication'))).toBeUndefined();
  });

  it('knows the core kinds without a question, one namespace where only that is read', async () => {
    const connection = cluster({});
    const discovery = new ApiDiscovery(connection, { maxAgeMs: 1000 });
    expect(await discovery.find(kind('Pod'))).toEqual({
      apiVersion: 'v1',
      path: '/api/v1/pods',
    });
    expect((await discovery.find(kind('ConfigMap')))?.path).toBe(
      '/api/v1/namespaces/istio-system/configmaps',
    );
    expect(connection.paths).toEqual([]);
  });

  it('asks once for all kinds of a group, and anew after a while', async () => {
    const connection = cluster({
      'security.istio.io': {
        v1: ['peerauthentications', 'authorizationpolicies'],
      },
    });
    const discovery = new ApiDiscovery(connection, { maxAgeMs: 50 });
    const both = () =>
      Promise.all([
        discovery.find(kind('PeerAuthentication')),
        discovery.find(kind('AuthorizationPolicy')),
      ]);
    await both();
    expect(connection.paths).toHaveLength(2);
    await new Promise(resolve => setTimeout(resolve, 80));
    await both();
    expect(connection.paths).toHaveLength(4);
  });

  it('does not keep a failure', async () => {
    let answers = 0;
    const connection = new ScriptedConnection(() => {
      answers += 1;
      if (answers === 1) {
        throw new ClusterUnreachableError('gone');
      }
      throw new KubernetesStatusError(404, 'NotFound', 'not found');
    });
    const discovery = new ApiDiscovery(connection, { maxAgeMs: 60_000 });
    await expect(discovery.find(kind('Sidecar'))).rejects.toThrow('gone');
    expect(await discovery.find(kind('Sidecar'))).toBeUndefined();
  });
});
