import { ambientWish, isCaptured, ztunnelOf } from './ambient';
import { podKind } from './pods';
import { namespace, pod } from './testObjects';
import { whyNotInMesh } from './whyNotInMesh';

const MODE = 'istio.io/dataplane-mode';
const AMBIENT = namespace('shop', { [MODE]: 'ambient' });
const PLAIN = namespace('shop');

describe('ambientWish', () => {
  it.each<
    [string, Parameters<typeof pod>[1], ReturnType<typeof namespace>, string]
  >([
    ['by its namespace', {}, AMBIENT, 'asked'],
    ['by itself', { labels: { [MODE]: 'ambient' } }, PLAIN, 'asked'],
    ['opted out', { labels: { [MODE]: 'none' } }, AMBIENT, 'optedOut'],
    ['with another word', { labels: { [MODE]: 'x' } }, AMBIENT, 'asked'],
    ['not at all', { labels: { [MODE]: 'none' } }, PLAIN, 'notAsked'],
    ['on the host network', { hostNetwork: true }, AMBIENT, 'impossible'],
    [
      'beside a sidecar',
      { annotations: { 'sidecar.istio.io/status': '{}' } },
      AMBIENT,
      'impossible',
    ],
  ])('%s', (_, given, where, expected) => {
    expect(ambientWish(pod('a', given), where)).toBe(expected);
  });
});

describe('capture', () => {
  const redirection = (value: string) =>
    pod('a', { annotations: { 'ambient.istio.io/redirection': value } });

  it('is done only when the annotation says enabled', () => {
    expect(isCaptured(redirection('enabled'))).toBe(true);
    expect(isCaptured(redirection('pending'))).toBe(false);
    expect(isCaptured(pod('a'))).toBe(false);
  });

  it('says what a pod that is prepared waits for', () => {
    expect(whyNotInMesh(redirection('pending'), AMBIENT, [])).toMatch(
      /ztunnel of its node has not taken it over/,
    );
  });
});

describe('ztunnelOf', () => {
  const owner = (kind: string) => [
    { apiVersion: 'apps/v1', kind, name: 'ztunnel', controller: true },
  ];

  function ztunnel(kind = 'DaemonSet') {
    const one = pod('ztunnel-x', {
      namespace: 'istio-system',
      labels: { app: 'ztunnel' },
    });
    one.metadata.ownerReferences = owner(kind);
    one.spec = {
      nodeName: 'node-1',
      containers: [{ name: 'istio-proxy', image: 'istio/ztunnel:1.30.2' }],
    };
    one.status!.conditions = [{ type: 'Ready', status: 'True' }];
    return one;
  }

  it('reads node, version and readiness', () => {
    expect(ztunnelOf(ztunnel())).toEqual({
      namespace: 'istio-system',
      name: 'ztunnel-x',
      node: 'node-1',
      version: '1.30.2',
      ready: true,
    });
  });

  it('takes no word of a pod that only bears the label', () => {
    expect(ztunnelOf(ztunnel('ReplicaSet'))).toBeUndefined();
    expect(ztunnelOf(pod('a', { labels: { app: 'ztunnel' } }))).toBeUndefined();
  });

  it('is no gateway, and says what it is', () => {
    expect(podKind(ztunnel())).toBe('none');
    expect(whyNotInMesh(ztunnel(), PLAIN, [])).toMatch(/is a ztunnel/);
  });
});
