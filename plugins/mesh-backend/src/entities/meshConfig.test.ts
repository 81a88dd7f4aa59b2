import { ObjectStore } from '../inventory';
import { meshConfigOf } from './meshConfig';

function clusterWith(configMaps: Record<string, string>) {
  const store = new ObjectStore({
    onListenerError: error => {
      throw error;
    },
  });
  for (const [name, mesh] of Object.entries(configMaps)) {
    store.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'mesh-system' },
      data: { mesh },
    });
  }
  return {
    details: {
      name: 'east',
      kubeconfig: { file: 'unused' },
      controlPlaneNamespace: 'mesh-system',
    },
    store: () => store,
  } as any;
}

describe('meshConfigOf', () => {
  it.each([
    ['nothing is known', {}, 'mesh-system', undefined],
    ['the text is empty', { istio: '' }, 'mesh-system', undefined],
    [
      'it says so',
      { istio: 'rootNamespace: root\ntrustDomain: corp.example' },
      'root',
      'corp.example',
    ],
    [
      'a revision has its own',
      { 'istio-canary': 'rootNamespace: other', istio: 'rootNamespace: root' },
      'root',
      undefined,
    ],
    [
      'there is only a revision',
      { 'istio-canary': 'rootNamespace: other' },
      'other',
      undefined,
    ],
    ['the text is no YAML', { istio: 'a: [b' }, 'mesh-system', undefined],
    ['the text is no mapping', { istio: '- a' }, 'mesh-system', undefined],
  ])('when %s', (_, configMaps, rootNamespace, trustDomain) => {
    const cluster = clusterWith(configMaps as any);
    expect(meshConfigOf(cluster)).toEqual({ rootNamespace, trustDomain });
    expect(meshConfigOf(cluster)).toEqual({ rootNamespace, trustDomain });
  });
});
