import { followingOf } from './following';
import { defaultRevision, revisionsOf } from './revisions';
import { injector, namespace } from './testObjects';
import { resolveTag } from './webhooks';

const REVISION = 'istio.io/rev';
const WEBHOOKS = [
  injector('1-30'),
  injector('1-31'),
  injector('1-30', { tag: 'default', byDefault: true }),
  injector('1-31', { tag: 'prod' }),
];

describe('followingOf', () => {
  it.each<[string, Record<string, string>, object]>([
    ['nothing', {}, { mode: 'none' }],
    [
      'the default through its tag',
      { 'istio-injection': 'enabled' },
      {
        mode: 'sidecar',
        revision: '1-30',
        tag: 'default',
        label: 'istio-injection=enabled',
      },
    ],
    [
      'a revision',
      { [REVISION]: '1-31' },
      { mode: 'sidecar', revision: '1-31', label: 'istio.io/rev=1-31' },
    ],
    [
      'a tag',
      { [REVISION]: 'prod' },
      {
        mode: 'sidecar',
        revision: '1-31',
        tag: 'prod',
        label: 'istio.io/rev=prod',
      },
    ],
    [
      'istio-injection before a revision',
      { 'istio-injection': 'enabled', [REVISION]: '1-31' },
      {
        mode: 'sidecar',
        revision: '1-30',
        tag: 'default',
        label: 'istio-injection=enabled',
      },
    ],
    [
      'switched off before a revision',
      { 'istio-injection': 'disabled', [REVISION]: '1-31' },
      { mode: 'off', label: 'istio-injection=disabled' },
    ],
    [
      'a tag that is not there',
      { [REVISION]: 'prdo' },
      { mode: 'missing', wanted: 'prdo', label: 'istio.io/rev=prdo' },
    ],
    [
      'ambient',
      { 'istio.io/dataplane-mode': 'ambient' },
      { mode: 'ambient', label: 'istio.io/dataplane-mode=ambient' },
    ],
    [
      'sidecars before ambient',
      { 'istio.io/dataplane-mode': 'ambient', [REVISION]: '1-31' },
      { mode: 'sidecar', revision: '1-31', label: 'istio.io/rev=1-31' },
    ],
    [
      'ambient with a revision that is not there',
      { 'istio.io/dataplane-mode': 'ambient', [REVISION]: 'gone' },
      {
        mode: 'ambient',
        label: 'istio.io/dataplane-mode=ambient',
        wanted: 'gone',
      },
    ],
  ])('%s', (_, labels, expected) => {
    expect(followingOf(namespace('shop', labels), WEBHOOKS)).toEqual({
      namespace: 'shop',
      ...expected,
    });
  });

  it('misses a default where nobody injects by default', () => {
    const labelled = namespace('shop', { 'istio-injection': 'enabled' });
    expect(followingOf(labelled, [injector('1-31')])).toMatchObject({
      mode: 'missing',
      wanted: 'default',
    });
  });

  it('follows nobody in a namespace that is never injected', () => {
    const system = namespace('kube-system', { 'istio-injection': 'enabled' });
    expect(followingOf(system, WEBHOOKS).mode).toBe('none');
  });

  // Seen on a real mesh: the API server calls by name, the last one stays.
  it('has the last injector by name decide, and names the others', () => {
    const first = injector('1-31', { byDefault: true });
    const last = injector('1-30', { byDefault: true });
    first.metadata.name = 'aaa';
    last.metadata.name = 'zzz';
    const labelled = namespace('shop', { 'istio-injection': 'enabled' });
    expect(followingOf(labelled, [last, first])).toMatchObject({
      revision: '1-30',
      contested: ['1-31'],
    });
  });

  it('follows no webhook that is not called for new pods', () => {
    const other = injector('1-31', { byDefault: true });
    other.webhooks = other.webhooks!.map(one => ({
      ...one,
      rules: [{ operations: ['UPDATE'], apiGroups: [''], resources: ['pods'] }],
    }));
    const labelled = namespace('shop', { 'istio-injection': 'enabled' });
    expect(followingOf(labelled, [other]).mode).toBe('missing');
    for (const rule of [
      { operations: ['*'], apiGroups: ['*'], resources: ['*'] },
      { operations: ['CREATE'], apiGroups: [''], resources: ['pods'] },
      { operations: ['CREATE'], apiVersions: ['v1'], resources: ['*/*'] },
    ]) {
      other.webhooks.forEach(one => {
        one.rules = [rule];
      });
      expect(followingOf(labelled, [other]).mode).toBe('sidecar');
    }
  });
});

describe('revisionsOf', () => {
  const report = revisionsOf({
    webhooks: WEBHOOKS,
    namespaces: [
      namespace('shop', { [REVISION]: 'prod' }),
      namespace('bank', { 'istio-injection': 'enabled' }),
      namespace('lost', { [REVISION]: 'gone' }),
      namespace('mesh', { 'istio.io/dataplane-mode': 'ambient' }),
      namespace('plain'),
    ],
    running: ['1-30', '1-29'],
  });

  it('knows tags, the default and the followers of each', () => {
    expect(
      report.revisions.map(({ followers, ...one }) => ({
        ...one,
        followers: followers.map(f => f.namespace),
      })),
    ).toEqual([
      { revision: '1-29', isDefault: false, tags: [], followers: [] },
      {
        revision: '1-30',
        isDefault: true,
        tags: ['default'],
        followers: ['bank'],
      },
      {
        revision: '1-31',
        isDefault: false,
        tags: ['prod'],
        followers: ['shop'],
      },
    ]);
  });

  it('names who asks for what is not there, and who is ambient', () => {
    expect(report.missing.map(one => [one.namespace, one.wanted])).toEqual([
      ['lost', 'gone'],
    ]);
    expect(report.ambient.map(one => one.namespace)).toEqual(['mesh']);
  });

  it('has no default where there is none', () => {
    expect(defaultRevision([injector('1-31')])).toBeUndefined();
  });
});

describe('resolveTag', () => {
  const moved = injector('1-31', { tag: 'default', byDefault: true });

  it.each([
    ['prod', [injector('1-31', { tag: 'prod' })], '1-31'],
    ['none', [injector('1-31', { tag: 'prod' })], 'none'],
    // Pods of the revision stay its own when the tag of its name moves on.
    ['default', [injector('default'), moved], 'default'],
    ['default', [injector('1-31'), moved], '1-31'],
  ])('%s', (text, webhooks, expected) => {
    expect(resolveTag(text, webhooks)).toBe(expected);
  });
});
