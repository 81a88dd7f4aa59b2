import type { LabelSelector } from '../resources/labelSelector';
import { INJECTOR, revisionTagName } from './revisionTagNames';
import {
  InjectorWebhook,
  RevisionTagInput,
  RevisionTagObject,
} from './revisionTagTypes';
import { annotationsOf, labelsOf } from './tagLabels';

/** What injects where the tag is named; for `default` also where nothing is. */
export function webhookConfiguration(
  input: RevisionTagInput,
  source: InjectorWebhook,
): RevisionTagObject {
  const { tag, istioNamespace } = input;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name: revisionTagName(tag, istioNamespace),
      labels: labelsOf(input, { app: 'sidecar-injector' }),
      ...annotationsOf(input),
    },
    webhooks: selectorsOf(tag).map(one => ({
      admissionReviewVersions: ['v1'],
      clientConfig: clientConfigOf(input, source),
      failurePolicy: 'Fail',
      name: `${one.prefix}${INJECTOR}`,
      namespaceSelector: one.namespaceSelector,
      objectSelector: one.objectSelector,
      reinvocationPolicy: source.reinvocationPolicy ?? 'Never',
      rules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: ['CREATE'],
          resources: ['pods'],
        },
      ],
      sideEffects: 'None',
    })),
  };
}

function clientConfigOf(
  { istioNamespace }: RevisionTagInput,
  { clientConfig = {} }: InjectorWebhook,
): Record<string, unknown> {
  const { url, service: its, caBundle } = clientConfig;
  return {
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(url === undefined
      ? {
          service: {
            name: its?.name,
            namespace: istioNamespace,
            path: its?.path,
            port: 443,
          },
        }
      : { url }),
  };
}

const NOT_OFF = {
  key: 'sidecar.istio.io/inject',
  operator: 'NotIn',
  values: ['false'],
};
const NO_INJECTION = { key: 'istio-injection', operator: 'DoesNotExist' };
const NO_REVISION = { key: 'istio.io/rev', operator: 'DoesNotExist' };

function selectorsOf(tag: string): {
  prefix: string;
  namespaceSelector: LabelSelector;
  objectSelector: LabelSelector;
}[] {
  const named = { key: 'istio.io/rev', operator: 'In', values: [tag] };
  const select = (...matchExpressions: object[]) =>
    ({ matchExpressions } as LabelSelector);
  return [
    {
      prefix: 'rev.namespace.',
      namespaceSelector: select(named, NO_INJECTION),
      objectSelector: select(NOT_OFF),
    },
    {
      prefix: 'rev.object.',
      namespaceSelector: select(NO_REVISION, NO_INJECTION),
      objectSelector: select(NOT_OFF, named),
    },
    ...(tag === 'default'
      ? [
          {
            prefix: 'namespace.',
            namespaceSelector: select({
              key: 'istio-injection',
              operator: 'In',
              values: ['enabled'],
            }),
            objectSelector: select(NOT_OFF),
          },
          {
            prefix: 'object.',
            namespaceSelector: select(NO_INJECTION, NO_REVISION),
            objectSelector: select(
              {
                key: 'sidecar.istio.io/inject',
                operator: 'In',
                values: ['true'],
              },
              NO_REVISION,
            ),
          },
        ]
      : []),
  ];
}

/** What judges Istio's objects that name no revision. */
export function validator(
  input: RevisionTagInput,
  source: InjectorWebhook,
): RevisionTagObject {
  const { istioNamespace, validatorFailurePolicy } = input;
  const { url, service: its, caBundle } = source.clientConfig ?? {};
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: {
      name: 'istiod-default-validator',
      labels: labelsOf(input, { app: 'istiod', istio: 'istiod' }),
      ...annotationsOf(input),
    },
    webhooks: [
      {
        admissionReviewVersions: ['v1'],
        clientConfig: {
          ...(caBundle === undefined ? {} : { caBundle }),
          ...(url === undefined
            ? {
                service: {
                  name: its?.name,
                  namespace: istioNamespace,
                  path: '/validate',
                },
              }
            : { url: withPath(url, '/validate') }),
        },
        // istiod sets it to Fail once it answers; only another one is kept.
        ...(validatorFailurePolicy && validatorFailurePolicy !== 'Fail'
          ? { failurePolicy: validatorFailurePolicy }
          : {}),
        name: 'validation.istio.io',
        objectSelector: {
          matchExpressions: [NO_REVISION],
        },
        rules: [
          {
            apiGroups: [
              'security.istio.io',
              'networking.istio.io',
              'telemetry.istio.io',
              'extensions.istio.io',
            ],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['*'],
          },
        ],
        sideEffects: 'None',
      },
    ],
  };
}

function withPath(url: string, path: string): string {
  const parsed = new URL(url);
  parsed.pathname = path;
  return parsed.toString();
}
