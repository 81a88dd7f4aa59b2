import { isDnsLabel } from '../resources/names';
import type { LabelSelector } from '../resources/labelSelector';

/** A webhook of an injector, as far as a tag takes it over. */
interface InjectorWebhook {
  name?: string;
  clientConfig?: {
    url?: string;
    service?: {
      name?: string;
      namespace?: string;
      path?: string;
      port?: number;
    };
    caBundle?: string;
  };
  reinvocationPolicy?: string;
}

/**
 * The MutatingWebhookConfiguration of a revision, which its tags are made from.
 *
 * @public
 */
export interface RevisionInjector {
  metadata: {
    name: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  webhooks?: InjectorWebhook[];
}

/**
 * What {@link revisionTagObjects} is told.
 *
 * @public
 */
export interface RevisionTagInput {
  tag: string;
  revision: string;
  /** Where istiod lives. */
  istioNamespace: string;
  injector: RevisionInjector;
  /** Whether the tag has a Service too; istioctl makes one from 1.28 on. */
  withService: boolean;
  /** Of the webhook `istiod-default-validator` that is there; for the tag `default`. */
  validatorFailurePolicy?: string;
}

/**
 * An object of a tag, as plain data.
 *
 * @public
 */
export interface RevisionTagObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/**
 * The injector of a revision does not tell what a tag needs of it.
 *
 * @public
 */
export class RevisionTagError extends Error {
  readonly name = 'RevisionTagError';
}

const INJECTOR = 'sidecar-injector.istio.io';
const OPERATOR = 'operator.istio.io';
const PORTS = [
  { name: 'grpc-xds', port: 15010, protocol: 'TCP' },
  { name: 'https-dns', port: 15012, protocol: 'TCP' },
  { name: 'https-webhook', port: 443, protocol: 'TCP', targetPort: 15017 },
  { name: 'http-monitoring', port: 15014, protocol: 'TCP' },
];

/** Its Service is called `istiod-revision-tag-` and the tag, in 63 characters. */
const MOST_OF_NAME = 43;

/**
 * A name that a tag may have: a DNS label, for it is a part of objects' names
 * and the value of a label.
 *
 * @public
 */
export function isRevisionTagName(name: string): boolean {
  return name.length <= MOST_OF_NAME && isDnsLabel(name);
}

/**
 * The name of a tag's MutatingWebhookConfiguration.
 *
 * @public
 */
export function revisionTagName(tag: string, istioNamespace: string): string {
  return `istio-revision-tag-${tag}${
    istioNamespace === 'istio-system' ? '' : `-${istioNamespace}`
  }`;
}

/**
 * The name of a tag's Service.
 *
 * @public
 */
export function revisionTagServiceName(tag: string): string {
  return `istiod-revision-tag-${tag}`;
}

/**
 * The objects that `istioctl tag set TAG --revision REVISION --overwrite`
 * writes: the webhook configuration of the tag, for the tag `default` the
 * validating one, and the Service of the tag. Everything that leads to istiod
 * comes from the revision's own injector, as istioctl takes it. Compared with
 * `istioctl tag generate` of 1.31.
 *
 * @throws `RevisionTagError` where the injector has no webhook for sidecars
 * @public
 */
export function revisionTagObjects(
  input: RevisionTagInput,
): RevisionTagObject[] {
  const { tag, injector, withService } = input;
  const source = injector.webhooks?.find(({ name }) =>
    name?.endsWith(INJECTOR),
  );
  if (!source) {
    throw new RevisionTagError(
      `MutatingWebhookConfiguration ${injector.metadata.name} has no webhook for sidecars (${INJECTOR})`,
    );
  }
  return [
    webhookConfiguration(input, source),
    ...(tag === 'default' ? [validator(input, source)] : []),
    ...(withService ? [service(input)] : []),
  ];
}

/** Labels of a tag's objects; those of the installer would have it take the tag away. */
function labelsOf(
  { tag, revision, injector: { metadata } }: RevisionTagInput,
  own: Record<string, string>,
): Record<string, string> {
  const kept = Object.entries(metadata.labels ?? {}).filter(
    ([key]) => key !== 'app' && !key.includes(OPERATOR),
  );
  return sorted({
    'app.kubernetes.io/name': 'istiod',
    release: 'istio',
    ...Object.fromEntries(kept),
    ...own,
    'istio.io/rev': revision,
    'istio.io/tag': tag,
  });
}

function annotationsOf({ injector: { metadata } }: RevisionTagInput) {
  const { annotations = {} } = metadata;
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

function webhookConfiguration(
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
function validator(
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

function service(input: RevisionTagInput): RevisionTagObject {
  const { tag, revision, istioNamespace } = input;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: revisionTagServiceName(tag),
      namespace: istioNamespace,
      labels: labelsOf(input, { app: 'istiod', istio: 'pilot' }),
    },
    spec: {
      ports: PORTS.map(one => ({ ...one })),
      selector: { app: 'istiod', 'istio.io/rev': revision },
    },
  };
}

function withPath(url: string, path: string): string {
  const parsed = new URL(url);
  parsed.pathname = path;
  return parsed.toString();
}

function sorted(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(labels)
      .sort()
      .map(key => [key, labels[key]]),
  );
}
