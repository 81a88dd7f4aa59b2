import type { KubernetesObject } from '../resources';
import { virtualMachineOf } from './virtualMachines';

const GROUP: KubernetesObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'WorkloadGroup',
  metadata: { name: 'ratings-vm', namespace: 'bookinfo' },
  spec: {
    metadata: { labels: { app: 'ratings', version: 'vm' } },
    template: { serviceAccount: 'ratings-vm', network: 'net-e' },
    probe: { httpGet: { port: 9080 } },
  },
};

function entry(more: {
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  ownerReferences?: KubernetesObject['metadata']['ownerReferences'];
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}): KubernetesObject {
  const { spec, status, ...metadata } = more;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: 'ratings-vm-10.0.4.17',
      namespace: 'bookinfo',
      ...metadata,
    },
    spec: { address: '10.0.4.17', ...spec },
    status,
  };
}

const CONNECTED = {
  'istio.io/autoRegistrationGroup': 'ratings-vm',
  'istio.io/workloadController': 'istiod-1',
  'istio.io/connectedAt': '2026-11-18T10:00:00.123456789Z',
};

function healthy(status: string, message?: string) {
  return {
    conditions: [
      { type: 'Other', status: 'True' },
      {
        type: 'Healthy',
        status,
        message,
        lastProbeTime: '2026-11-21T10:00:00Z',
        lastTransitionTime: '2026-11-21T09:00:00Z',
      },
    ],
  };
}

describe('virtualMachineOf', () => {
  it('reads everything of a healthy machine', () => {
    const machine = virtualMachineOf(
      entry({
        annotations: CONNECTED,
        labels: { 'kubernetes.io/hostname': 'vm-01', hostname: 'other' },
        spec: {
          labels: { version: 'vm2' },
          network: 'net-x',
          serviceAccount: 'special',
        },
        status: healthy('True'),
      }),
      [GROUP],
    );
    expect(machine).toEqual({
      namespace: 'bookinfo',
      name: 'ratings-vm-10.0.4.17',
      title: 'vm-01',
      address: '10.0.4.17',
      network: 'net-x',
      serviceAccount: 'special',
      group: 'ratings-vm',
      version: 'vm2',
      health: 'healthy',
      connectedSince: '2026-11-18T10:00:00.123456789Z',
      healthSince: '2026-11-21T09:00:00Z',
    });
  });

  it('takes from the group what the entry does not say', () => {
    expect(
      virtualMachineOf(
        entry({ annotations: CONNECTED, status: healthy('True') }),
        [GROUP],
      ),
    ).toMatchObject({
      title: 'ratings-vm-10.0.4.17',
      network: 'net-e',
      serviceAccount: 'ratings-vm',
      version: 'vm',
    });
  });

  it.each<[string, Parameters<typeof entry>[0], object]>([
    [
      'a failed probe',
      {
        annotations: CONNECTED,
        status: healthy('False', 'connection refused on 9080'),
      },
      {
        health: 'unhealthy',
        message: 'Connection refused on 9080.',
        connectedSince: CONNECTED['istio.io/connectedAt'],
      },
    ],
    [
      'a failed probe that says nothing',
      { annotations: CONNECTED, status: healthy('False', ' ') },
      {
        health: 'unhealthy',
        message: 'The last health check was not passed.',
      },
    ],
    [
      'a machine that left, however healthy it was',
      {
        annotations: {
          ...CONNECTED,
          'istio.io/disconnectedAt': '2026-11-21T10:00:00Z',
        },
        status: healthy('True'),
      },
      {
        health: 'disconnected',
        disconnectedSince: '2026-11-21T10:00:00Z',
        connectedSince: undefined,
        message: 'Its proxy is not connected to istiod.',
      },
    ],
    [
      'a machine that came back',
      {
        annotations: {
          ...CONNECTED,
          'istio.io/disconnectedAt': '2026-11-17T10:00:00Z',
        },
        status: healthy('True'),
      },
      {
        health: 'healthy',
        disconnectedSince: undefined,
        connectedSince: CONNECTED['istio.io/connectedAt'],
      },
    ],
    [
      'a machine whose first probe is still to come',
      { annotations: CONNECTED },
      {
        health: 'unknown',
        message: 'The first health check has not come in yet.',
      },
    ],
    [
      'an entry written by hand',
      {},
      {
        health: 'unknown',
        group: undefined,
        message: 'Its proxy has never been seen by istiod.',
      },
    ],
    [
      'a status without conditions',
      { annotations: CONNECTED, status: {} },
      { health: 'unknown' },
    ],
    [
      'the group by owner reference',
      {
        ownerReferences: [
          {
            apiVersion: 'networking.istio.io/v1',
            kind: 'WorkloadGroup',
            name: 'ratings-vm',
          },
        ],
      },
      { group: 'ratings-vm' },
    ],
    [
      'the label hostname where there is no better one',
      { labels: { hostname: 'vm-02' } },
      { title: 'vm-02' },
    ],
  ])('reads %s', (_, given, expected) => {
    const machine = virtualMachineOf(entry(given), [GROUP]);
    for (const [field, value] of Object.entries(expected)) {
      expect({ field, value: machine[field as 'name'] }).toEqual({
        field,
        value,
      });
    }
  });

  it('says so where the group has no probe', () => {
    const { probe: _, ...spec } = GROUP.spec!;
    expect(
      virtualMachineOf(entry({ annotations: CONNECTED }), [{ ...GROUP, spec }]),
    ).toMatchObject({
      health: 'unknown',
      message: 'Connected; its WorkloadGroup has no health check.',
    });
  });

  it('does not take a group of the same name elsewhere', () => {
    const elsewhere = {
      ...GROUP,
      metadata: { name: 'ratings-vm', namespace: 'other' },
    };
    expect(
      virtualMachineOf(entry({ annotations: CONNECTED }), [elsewhere]),
    ).not.toHaveProperty('network');
  });
});
