import type { KubernetesObject } from '../resources';
import type { WebhookConfiguration } from './webhooks';

/** A pod for tests, with a proxy where a version is given. */
export function pod(
  name: string,
  more: {
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    proxy?: string;
    native?: boolean;
    alone?: boolean;
    hostNetwork?: boolean;
    phase?: string;
  } = {},
): KubernetesObject {
  const proxy = more.proxy
    ? [{ name: 'istio-proxy', image: `docker.io/istio/proxyv2:${more.proxy}` }]
    : [];
  const app = more.alone ? [] : [{ name: 'app', image: 'app:1' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: more.namespace ?? 'shop',
      labels: more.labels,
      annotations: more.annotations,
    },
    spec: {
      hostNetwork: more.hostNetwork,
      containers: more.native ? app : [...app, ...proxy],
      initContainers: more.native ? proxy : [],
    },
    status: { phase: more.phase ?? 'Running' },
  };
}

/** A Namespace for tests. */
export function namespace(
  name: string,
  labels: Record<string, string> = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  };
}

const INJECT = 'sidecar.istio.io/inject';
const exists = (key: string, operator: string, values?: string[]) => ({
  key,
  operator,
  ...(values ? { values } : {}),
});

/** The webhooks of a revision or tag, with the selectors that Istio's chart writes. */
export function injector(
  revision: string,
  { tag, byDefault = false }: { tag?: string; byDefault?: boolean } = {},
): WebhookConfiguration {
  const name = tag ?? revision;
  const ownLabel = exists('istio.io/rev', 'In', [name]);
  const notOut = exists(INJECT, 'NotIn', ['false']);
  const noRevision = exists('istio.io/rev', 'DoesNotExist');
  const noSwitch = exists('istio-injection', 'DoesNotExist');
  const selectors = (
    forNamespace: ReturnType<typeof exists>[],
    forObject: ReturnType<typeof exists>[],
  ) => ({
    namespaceSelector: { matchExpressions: forNamespace },
    objectSelector: { matchExpressions: forObject },
  });
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name: tag ? `istio-revision-tag-${tag}` : `injector-${revision}`,
      labels: {
        app: 'sidecar-injector',
        'istio.io/rev': revision,
        ...(tag ? { 'istio.io/tag': tag } : {}),
      },
    },
    webhooks: [
      selectors([ownLabel, noSwitch], [notOut]),
      selectors([noRevision, noSwitch], [notOut, ownLabel]),
      ...(byDefault
        ? [
            selectors([exists('istio-injection', 'In', ['enabled'])], [notOut]),
            selectors(
              [noSwitch, noRevision],
              [exists(INJECT, 'In', ['true']), noRevision],
            ),
          ]
        : []),
    ],
  };
}
