import { INJECTOR, revisionTagServiceName } from './revisionTagNames';
import { RevisionTagInput, RevisionTagObject } from './revisionTagTypes';
import { labelsOf } from './tagLabels';
import { validator, webhookConfiguration } from './tagWebhooks';

/**
 * The injector of a revision does not tell what a tag needs of it.
 *
 * @public
 */
export class RevisionTagError extends Error {
  readonly name = 'RevisionTagError';
}

const PORTS = [
  { name: 'grpc-xds', port: 15010, protocol: 'TCP' },
  { name: 'https-dns', port: 15012, protocol: 'TCP' },
  { name: 'https-webhook', port: 443, protocol: 'TCP', targetPort: 15017 },
  { name: 'http-monitoring', port: 15014, protocol: 'TCP' },
];

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
