import {
  EARLY,
  connected,
  judge,
  object,
  pod,
} from '../__testUtils__/versionObjects';

describe('versions of proxies', () => {
  it('takes the version that the proxy told istiod where its image tells none', () => {
    const { proxies, proxyReading } = judge(
      { pods: [pod('a')] },
      { proxies: [connected('a')] },
    );
    expect(proxies).toEqual([
      expect.objectContaining({
        version: '1.30.2',
        source: 'istiod',
        revision: 'default',
        restartNeeded: false,
      }),
    ]);
    expect(proxies[0].disconnected).toBeUndefined();
    expect(proxyReading).toEqual({ state: 'read' });
  });

  it('takes the image’s where istiod could not be asked, and says why', () => {
    const reading = { state: 'notReadable' as const, why: 'No right.' };
    const { proxies, proxyReading } = judge(
      { pods: [pod('a', { tag: '1.30.1' }), pod('b')] },
      { reading, asOf: undefined },
    );
    expect(proxies).toEqual([
      expect.objectContaining({ count: 1, examples: ['shop/b'] }),
      expect.objectContaining({ version: '1.30.1', source: 'image' }),
    ]);
    expect(proxies.some(one => one.disconnected)).toBe(false);
    expect(proxyReading).toEqual(reading);
  });

  it('says which proxies no istiod knows, once they have had the time to connect', () => {
    const { proxies } = judge({
      pods: [
        pod('old', { tag: '1.30.2' }),
        pod('young', { tag: '1.30.2', started: '2026-11-21T11:59:50Z' }),
      ],
    });
    expect(proxies).toEqual([
      expect.objectContaining({
        count: 2,
        disconnected: { count: 1, examples: ['shop/old'] },
      }),
    ]);
  });

  it('goes by when a pod was made where nothing says when it started', () => {
    const made = pod('old');
    made.status = { phase: 'Running' };
    made.metadata.creationTimestamp = EARLY;
    expect(judge({ pods: [made] }).proxies[0].disconnected?.count).toBe(1);
  });

  it.each(['partial', 'pending', 'notReadable'] as const)(
    'claims nothing of connections while the reading is %s',
    state => {
      const { proxies } = judge({ pods: [pod('a')] }, { reading: { state } });
      expect(proxies[0].disconnected).toBeUndefined();
    },
  );

  it('does not take the word of the pod that bore the name before', () => {
    const { proxies } = judge(
      { pods: [pod('web-0', { started: '2026-11-21T11:30:00Z' })] },
      { proxies: [connected('web-0')] },
    );
    expect(proxies[0].version).toBeUndefined();
  });

  it('does not take the word of another cluster’s pod', () => {
    const { proxies } = judge(
      { pods: [pod('a')] },
      { proxies: [connected('a', { clusterId: 'west' })] },
    );
    expect(proxies[0].version).toBeUndefined();
  });

  it('finds the proxy of a machine by the moment when it connected', () => {
    const entry = object('WorkloadEntry', 'vm-10.0.0.1', {
      annotations: {
        'istio.io/connectedAt': '2026-11-21T11:00:00.123456789Z',
        'istio.io/workloadController': 'istiod-1',
      },
    });
    const { proxies } = judge(
      { entries: [entry] },
      {
        proxies: [
          connected('host-1', {
            connectedAt: '2026-11-21T11:00:00.123456789Z',
            version: '1.30.1',
          }),
        ],
      },
    );
    expect(proxies).toEqual([
      {
        kind: 'virtualMachine',
        version: '1.30.1',
        source: 'istiod',
        revision: 'default',
        count: 1,
        examples: ['shop/vm-10.0.0.1'],
        restartNeeded: true,
      },
    ]);
  });
});
