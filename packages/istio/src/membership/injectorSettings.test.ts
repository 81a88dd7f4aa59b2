import { whyInjectorRefuses } from './injection';
import { injector, namespace, pod } from './testObjects';
import { whyNotInMesh } from './whyNotInMesh';

const NEVER = { neverInjectSelector: [{ matchLabels: { job: 'yes' } }] };

describe('whyInjectorRefuses', () => {
  it.each<
    [
      string,
      Parameters<typeof pod>[1],
      Parameters<typeof whyInjectorRefuses>[1],
      RegExp,
    ]
  >([
    ['unknown settings', {}, undefined, /^none$/],
    ['policy enabled', {}, { policy: 'enabled' }, /^none$/],
    ['policy disabled', {}, { policy: 'disabled' }, /only pods that ask/],
    [
      'a wish under policy disabled',
      { labels: { 'sidecar.istio.io/inject': 'true' } },
      { policy: 'disabled' },
      /^none$/,
    ],
    [
      'a word that is no wish',
      { labels: { 'sidecar.istio.io/inject': 'yes' } },
      { policy: 'disabled' },
      /only pods that ask/,
    ],
    [
      'alwaysInjectSelector',
      { labels: { app: 'x' } },
      {
        policy: 'disabled',
        alwaysInjectSelector: [{ matchLabels: { app: 'x' } }],
      },
      /^none$/,
    ],
    ['neverInjectSelector', { labels: { job: 'yes' } }, NEVER, /neverInject/],
    [
      'a wish before neverInjectSelector',
      {
        labels: { job: 'yes' },
        annotations: { 'sidecar.istio.io/inject': 'true' },
      },
      NEVER,
      /^none$/,
    ],
    ['an empty selector', {}, { neverInjectSelector: [{}] }, /^none$/],
  ])('%s', (_, given, settings, expected) => {
    expect(whyInjectorRefuses(pod('a', given), settings) ?? 'none').toMatch(
      expected,
    );
  });
});

describe('whyNotInMesh', () => {
  const ENABLED = namespace('shop', { 'istio-injection': 'enabled' });
  const WEBHOOKS = [injector('1-30', { tag: 'default', byDefault: true })];

  it('asks the settings of the revision that would inject', () => {
    const settingsOf = jest.fn(() => NEVER);
    expect(
      whyNotInMesh(
        pod('a', { labels: { job: 'yes' } }),
        ENABLED,
        WEBHOOKS,
        settingsOf,
      ),
    ).toMatch(/neverInjectSelector/);
    expect(settingsOf).toHaveBeenCalledWith('1-30');
  });

  it('says that the pod, not its namespace, names what is not there', () => {
    expect(
      whyNotInMesh(
        pod('a', { labels: { 'istio.io/rev': 'gone' } }),
        namespace('shop'),
        WEBHOOKS,
      ),
    ).toMatch(/The pod asks for revision gone/);
  });

  it('says that an annotation asks nobody', () => {
    expect(
      whyNotInMesh(
        pod('a', { annotations: { 'sidecar.istio.io/inject': 'true' } }),
        namespace('shop'),
        WEBHOOKS,
      ),
    ).toMatch(/annotation .* asks nobody/);
  });

  it('prefers the label of a pod to its annotation', () => {
    const both = pod('a', {
      labels: { 'sidecar.istio.io/inject': 'true' },
      annotations: { 'sidecar.istio.io/inject': 'false' },
    });
    expect(whyNotInMesh(both, namespace('shop'), WEBHOOKS)).toMatch(
      /made before its namespace was labelled/,
    );
  });
});
