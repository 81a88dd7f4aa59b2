import { TAGS } from './__testUtils__/istioctlTags';
import { revisionTagObjects, RevisionTagError } from './revisionTag';
import { isRevisionTagName, revisionTagName } from './revisionTagNames';

/** Without what Go's encoder adds to a Service that has no such field. */
function plain(object: any): any {
  if (object.kind !== 'Service') {
    return object;
  }
  const { status: _, ...rest } = object;
  return {
    ...rest,
    spec: {
      ...rest.spec,
      ports: rest.spec.ports.map(({ targetPort, ...port }: any) =>
        targetPort === 0 ? port : { ...port, targetPort },
      ),
    },
  };
}

describe('revisionTagObjects', () => {
  it.each(Object.keys(TAGS.generated).map(key => key.split(' ')))(
    'is what istioctl generates for %s on %s',
    (tag, revision) => {
      const objects = revisionTagObjects({
        tag,
        revision,
        istioNamespace: 'istio-system',
        injector: TAGS.canonical[revision],
        withService: true,
        validatorFailurePolicy: 'Fail',
      });
      expect(objects).toEqual(TAGS.generated[`${tag} ${revision}`].map(plain));
    },
  );

  const input = {
    tag: 'prod',
    revision: 'canary',
    istioNamespace: 'istio-system',
    injector: TAGS.canonical.canary,
    withService: false,
  };

  it('has no Service where istioctl makes none', () => {
    expect(revisionTagObjects(input).map(({ kind }) => kind)).toEqual([
      'MutatingWebhookConfiguration',
    ]);
  });

  it('leads where the injector of the revision leads: another Service, path, policy, or a URL', () => {
    const injector = {
      metadata: { name: 'x', annotations: { note: 'kept' } },
      webhooks: [
        {
          name: 'rev.namespace.sidecar-injector.istio.io',
          clientConfig: {
            service: {
              name: 'istiod-remote',
              namespace: 'istio-system',
              path: '/inject/cluster/west/net/a',
            },
            caBundle: 'AA==',
          },
          reinvocationPolicy: 'IfNeeded',
        },
      ],
    };
    const [object] = revisionTagObjects({
      ...input,
      injector,
      istioNamespace: 'mesh',
    }) as any[];
    expect(object.metadata).toMatchObject({
      name: 'istio-revision-tag-prod-mesh',
      annotations: { note: 'kept' },
    });
    expect(object.webhooks[0]).toMatchObject({
      clientConfig: {
        caBundle: 'AA==',
        service: {
          name: 'istiod-remote',
          namespace: 'mesh',
          path: '/inject/cluster/west/net/a',
          port: 443,
        },
      },
      reinvocationPolicy: 'IfNeeded',
    });
    const url = 'https://istiod.example.org:15017/inject?x=1';
    const [byUrl, validator] = revisionTagObjects({
      ...input,
      tag: 'default',
      injector: {
        ...injector,
        webhooks: [{ ...injector.webhooks[0], clientConfig: { url } }],
      },
      validatorFailurePolicy: 'Ignore',
    }) as any[];
    expect(byUrl.webhooks[0].clientConfig).toEqual({ url });
    expect(validator.webhooks[0]).toMatchObject({
      clientConfig: { url: 'https://istiod.example.org:15017/validate?x=1' },
      failurePolicy: 'Ignore',
    });
  });

  it('refuses an injector that injects no sidecars', () => {
    expect(() =>
      revisionTagObjects({
        ...input,
        injector: { metadata: { name: 'odd' }, webhooks: [] },
      }),
    ).toThrow(RevisionTagError);
  });
});

describe('names of tags', () => {
  it.each([
    ['prod', true],
    ['1-30', true],
    ['', false],
    ['Prod', false],
    ['a.b', false],
    ['a'.repeat(43), true],
    ['a'.repeat(44), false],
  ])('%s: %s', (name, expected) => {
    expect(isRevisionTagName(name)).toBe(expected);
  });

  it('bear the namespace where that is another', () => {
    expect(revisionTagName('prod', 'istio-system')).toBe(
      'istio-revision-tag-prod',
    );
    expect(revisionTagName('prod', 'mesh')).toBe(
      'istio-revision-tag-prod-mesh',
    );
  });
});
