import { judge, namespace, object, pod } from '../__testUtils__/versionObjects';

describe('what namespaces follow', () => {
  const webhook = object(
    'MutatingWebhookConfiguration',
    'istio-revision-tag-prod',
    {
      namespace: undefined,
      labels: {
        app: 'sidecar-injector',
        'istio.io/rev': 'default',
        'istio.io/tag': 'prod',
      },
    },
    {
      webhooks: [
        { namespaceSelector: { matchLabels: { 'istio.io/rev': 'prod' } } },
      ],
    },
  );

  it('names tag and revision, and the tags of the control plane', () => {
    const { follows, controlPlanes } = judge(
      { pods: [pod('a')] },
      { objects: [namespace({ 'istio.io/rev': 'prod' }), webhook] },
    );
    expect(follows).toEqual([
      {
        namespace: 'shop',
        mode: 'sidecar',
        revision: 'default',
        tag: 'prod',
        label: 'istio.io/rev=prod',
      },
    ]);
    expect(controlPlanes[0].tags).toEqual(['prod']);
  });

  it('says what a namespace names that does not exist', () => {
    const { follows, outside } = judge(
      { pods: [object('Pod', 'a', {}, { spec: {}, status: {} })] },
      { objects: [namespace({ 'istio.io/rev': 'prdo' }), webhook] },
    );
    expect(follows).toEqual([
      expect.objectContaining({ mode: 'missing', wanted: 'prdo' }),
    ]);
    expect(outside).toEqual([
      {
        why: expect.stringContaining('asks for revision prdo'),
        count: 1,
        examples: ['shop/a'],
      },
    ]);
  });

  it.each(['Namespace', 'MutatingWebhookConfiguration'] as const)(
    'says nothing of it while %s could not be read',
    kind => {
      expect(judge({ pods: [pod('a')], forbidden: [kind] }).follows).toBe(
        undefined,
      );
    },
  );

  it('heeds the settings of the injector', () => {
    const settings = object(
      'ConfigMap',
      'istio-sidecar-injector',
      { namespace: 'istio-system' },
      { data: { injector: { policy: 'disabled' } } },
    );
    const { why } = judge(
      { pods: [object('Pod', 'a', {}, { spec: {}, status: {} })] },
      { objects: [namespace({ 'istio.io/rev': 'prod' }), webhook, settings] },
    );
    expect(why).toMatch(/only pods that ask for it \(policy disabled\)/);
  });
});
