import { injectingRevision } from './injection';
import { injector, namespace, pod } from './testObjects';
import { resolveTag } from './webhooks';
import { whyNotInMesh } from './whyNotInMesh';

const WEBHOOKS = [
  injector('1-30', { byDefault: false }),
  injector('1-31'),
  injector('1-30', { tag: 'default', byDefault: true }),
  injector('1-31', { tag: 'canary' }),
];

describe('injectingRevision', () => {
  it.each<[string, Record<string, string>, Record<string, string>, string?]>([
    ['no label', {}, {}, undefined],
    ['istio-injection', { 'istio-injection': 'enabled' }, {}, '1-30'],
    ['switched off', { 'istio-injection': 'disabled' }, {}, undefined],
    ['a revision', { 'istio.io/rev': '1-31' }, {}, '1-31'],
    ['a tag', { 'istio.io/rev': 'canary' }, {}, '1-31'],
    ['the default tag by name', { 'istio.io/rev': 'default' }, {}, '1-30'],
    ['a revision nobody serves', { 'istio.io/rev': '1-20' }, {}, undefined],
    [
      'istio-injection before a revision',
      { 'istio-injection': 'enabled', 'istio.io/rev': '1-31' },
      {},
      '1-30',
    ],
    [
      'switched off before a revision',
      { 'istio-injection': 'disabled', 'istio.io/rev': '1-31' },
      {},
      undefined,
    ],
    [
      'a pod that opts out',
      { 'istio-injection': 'enabled' },
      { 'sidecar.istio.io/inject': 'false' },
      undefined,
    ],
    ['a pod that opts in', {}, { 'sidecar.istio.io/inject': 'true' }, '1-30'],
    ['a pod that names a tag', {}, { 'istio.io/rev': 'canary' }, '1-31'],
    [
      'a pod that opts in where it is switched off',
      { 'istio-injection': 'disabled' },
      { 'sidecar.istio.io/inject': 'true' },
      undefined,
    ],
  ])('%s', (_, labels, podLabels, expected) => {
    expect(
      injectingRevision(namespace('shop', labels), podLabels, WEBHOOKS),
    ).toBe(expected);
  });

  it('never injects into kube-system', () => {
    expect(
      injectingRevision(
        namespace('kube-system', { 'istio-injection': 'enabled' }),
        {},
        WEBHOOKS,
      ),
    ).toBeUndefined();
  });

  it('heeds no other webhooks', () => {
    const other = injector('x', { byDefault: true });
    other.metadata.labels = { app: 'other' };
    const labelled = namespace('shop', { 'istio-injection': 'enabled' });
    expect(injectingRevision(labelled, {}, [other])).toBeUndefined();
  });

  it('goes by a selector on the name of the namespace', () => {
    const one = injector('x');
    one.webhooks = [
      {
        namespaceSelector: {
          matchLabels: { 'kubernetes.io/metadata.name': 'shop' },
        },
      },
    ];
    expect(injectingRevision(namespace('shop'), {}, [one])).toBe('x');
    expect(injectingRevision(namespace('other'), {}, [one])).toBeUndefined();
  });
});

describe('resolveTag', () => {
  it.each([
    ['canary', '1-31'],
    ['default', '1-30'],
    ['1-31', '1-31'],
    ['unknown', 'unknown'],
  ])('resolves %s to %s', (tag, revision) => {
    expect(resolveTag(tag, WEBHOOKS)).toBe(revision);
  });
});

describe('whyNotInMesh', () => {
  const ENABLED = namespace('shop', { 'istio-injection': 'enabled' });
  it.each<
    [
      string,
      Parameters<typeof pod>[1],
      ReturnType<typeof namespace> | undefined,
      RegExp,
    ]
  >([
    [
      'label',
      { labels: { 'sidecar.istio.io/inject': 'false' } },
      ENABLED,
      /label sidecar\.istio\.io\/inject=false/,
    ],
    [
      'annotation',
      { annotations: { 'sidecar.istio.io/inject': 'false' } },
      ENABLED,
      /annotation sidecar\.istio\.io\/inject=false/,
    ],
    ['host network', { hostNetwork: true }, ENABLED, /network of its node/],
    [
      'kube-system',
      { namespace: 'kube-system' },
      namespace('kube-system'),
      /never injects/,
    ],
    ['an unread namespace', {}, undefined, /could not be read/],
    ['no label', {}, namespace('shop'), /not labelled for injection/],
    [
      'switched off',
      {},
      namespace('shop', { 'istio-injection': 'disabled' }),
      /switched off/,
    ],
    [
      'an unserved revision',
      {},
      namespace('shop', { 'istio.io/rev': '1-20' }),
      /asks for revision 1-20, which no control plane/,
    ],
    [
      'an older pod',
      {},
      ENABLED,
      /made before its namespace was labelled.*Restart it/,
    ],
    [
      'not yet captured',
      {},
      namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }),
      /not captured the pod yet/,
    ],
    [
      'out of ambient',
      { labels: { 'istio.io/dataplane-mode': 'none' } },
      namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }),
      /keeps it out of the ambient mesh/,
    ],
  ])('says why: %s', (_, given, where, expected) => {
    expect(whyNotInMesh(pod('a', given), where, WEBHOOKS)).toMatch(expected);
  });

  it('says so where nobody injects by default', () => {
    expect(whyNotInMesh(pod('a'), ENABLED, [injector('1-31')])).toMatch(
      /No control plane of this cluster injects by default/,
    );
  });

  it('does not guess where the injectors could not be read', () => {
    expect(whyNotInMesh(pod('a'), ENABLED, undefined)).toMatch(
      /could not be read, so it is not known why/,
    );
  });
});
