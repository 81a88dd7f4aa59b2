import { PreflightCluster } from '@meshport/istio';
import { callFinding, probeTarget } from './podReach';

const cluster = (
  name: string,
  network?: string,
  more: Partial<PreflightCluster> = {},
): PreflightCluster => ({ name, network, ...more });
const listener = { address: '10.2.0.7', port: 18080 };

describe('probeTarget', () => {
  it('is the pod on one network, and the gateway of the other on two', () => {
    expect(
      probeTarget(cluster('east', 'n'), cluster('west', 'n'), listener),
    ).toEqual({ url: 'http://10.2.0.7:18080/', what: 'a pod of west' });
    const gateway = {
      namespace: 'istio-system',
      name: 'gw',
      network: 'b',
      addresses: ['2001:db8::1'],
      ports: [15443],
    };
    expect(
      probeTarget(
        cluster('east', 'a'),
        cluster('west', 'b', { eastWestGateways: [gateway] }),
        listener,
      ),
    ).toEqual({
      url: 'https://[2001:db8::1]:15443/',
      what: 'the east-west gateway of west',
    });
  });

  it.each([
    [undefined, 'n', /networks of the clusters are not known/],
    ['a', 'b', /no east-west gateway/],
  ])('is none for networks %s and %s', (one, other, words) => {
    expect(
      probeTarget(cluster('east', one), cluster('west', other), listener),
    ).toEqual({ why: expect.stringMatching(words) });
  });
});

describe('callFinding', () => {
  const target = { url: 'http://10.2.0.7:18080/', what: 'a pod of west' };
  const run = (exit: number, error?: string) => ({
    result: { exit, ...(error ? { error } : {}) },
    cleanedUp: true,
  });

  it.each([0, 35, 52, 56])('takes curl’s %d for an answer', exit => {
    expect(callFinding('east', 'west', target, run(exit))).toEqual([]);
  });

  it.each([
    [7, 'Connection refused'],
    [28, 'timed out'],
  ])('tells that nobody is reached (%d)', (exit, error) => {
    expect(callFinding('east', 'west', target, run(exit, error))).toEqual([
      expect.objectContaining({
        severity: 'error',
        code: 'pod-unreachable',
        message: expect.stringContaining(error),
      }),
    ]);
  });

  it('never takes what did not run for well', () => {
    for (const [what, result] of [
      [{ why: 'x' }, undefined],
      [target, undefined],
      [target, { problem: 'no pod', cleanedUp: true }],
    ] as const) {
      expect(callFinding('east', 'west', what, result)).toEqual([
        expect.objectContaining({
          severity: 'unknown',
          code: 'pod-reach-unknown',
        }),
      ]);
    }
  });
});
