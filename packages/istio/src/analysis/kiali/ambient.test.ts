import { findingsIn, namespace, pod, security } from '../testing/verdicts';

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const analyzer = 'kiali.AmbientWorkloads';
const codesOf = (yaml: string) =>
  findingsIn(analyzer, yaml).map(one => one.code);
const plain = (labels: object = {}) => pod('a/p', labels, { proxy: '' });
const policy = (spec: object) => security('AuthorizationPolicy', 'a/x', spec);
const about = (source: object) => ({ rules: [{ from: [{ source }] }] });
const selector = { matchLabels: { app: 'x' } };

describe('pods in ambient mode', () => {
  it('are told of a label for a proxy only where the mode holds', () => {
    const asking = plain({ 'sidecar.istio.io/inject': 'true' });
    expect(codesOf(namespace('a', AMBIENT) + asking)).toEqual(['KIA1314']);
    expect(codesOf(namespace('a') + asking)).toEqual([]);
    const both = pod('a/p', { 'sidecar.istio.io/inject': 'true' });
    expect(codesOf(namespace('a', AMBIENT) + both)).toEqual(['KIA1311']);
  });

  it.each<[string, object, string[]]>([
    [
      'about HTTP',
      { selector, ...about({ requestPrincipals: ['a'] }) },
      ['KIA1317'],
    ],
    [
      'about addresses behind proxies',
      { selector, ...about({ remoteIpBlocks: ['10.0.0.0/8'] }) },
      ['KIA1317'],
    ],
    ['about connections', { selector, ...about({ namespaces: ['a'] }) }, []],
    [
      'for all, of which another code speaks',
      about({ requestPrincipals: ['a'] }),
      [],
    ],
    [
      'with a target',
      {
        ...about({ requestPrincipals: ['a'] }),
        targetRefs: [{ kind: 'Service', group: '', name: 's' }],
      },
      [],
    ],
  ])('are told of a policy %s', (_, spec, codes) => {
    const yaml = namespace('a', AMBIENT) + plain({ app: 'x' }) + policy(spec);
    expect(codesOf(yaml)).toEqual(codes);
  });
});
