import type { KubeObject } from '../objects';
import type { Store } from '../store/store';
import { imageTag } from './istiod';

const deployments = 'apps/deployments';
const namespaces = '/namespaces';
const webhooks = 'admissionregistration.k8s.io/mutatingwebhookconfigurations';

interface ControlPlane {
  revision: string;
  proxyImage: string;
}

function controlPlanes(store: Store): ControlPlane[] {
  return store.list(deployments).flatMap(({ metadata, spec }) => {
    const labels = {
      ...spec.template?.metadata?.labels,
      ...metadata.labels,
    };
    const containers: any[] = spec.template?.spec?.containers ?? [];
    const image = containers.find(({ name }) => name === 'discovery')?.image;
    if (labels.app !== 'istiod' || !image) return [];
    const hub = image.slice(0, image.lastIndexOf('/'));
    return [
      {
        revision: labels['istio.io/rev'] ?? 'default',
        proxyImage: `${hub ? `${hub}/` : ''}proxyv2:${imageTag(image)}`,
      },
    ];
  });
}

/** A revision tag's webhook says which revision the tag stands for. */
function revisionOfTag(store: Store, tag: string): string | undefined {
  return store
    .list(webhooks)
    .find(({ metadata }) => metadata.labels?.['istio.io/tag'] === tag)?.metadata
    .labels?.['istio.io/rev'];
}

function wantedRevision(
  namespace: KubeObject | undefined,
  pod: KubeObject,
): string | undefined {
  const spaceLabels = namespace?.metadata.labels ?? {};
  const podLabels = pod.metadata.labels ?? {};
  const wish =
    podLabels['sidecar.istio.io/inject'] ??
    pod.metadata.annotations?.['sidecar.istio.io/inject'];
  if (wish === 'false') return undefined;
  const injection = spaceLabels['istio-injection'];
  if (injection !== undefined) {
    return injection === 'enabled' ? 'default' : undefined;
  }
  // A pod's own revision counts only where its namespace names none.
  const revision = spaceLabels['istio.io/rev'] ?? podLabels['istio.io/rev'];
  if (revision) return revision;
  // Only a label asks a webhook; an annotation does not.
  return podLabels['sidecar.istio.io/inject'] === 'true'
    ? 'default'
    : undefined;
}

/**
 * Adds to a pod what Istio's webhook adds: the `istio-proxy` container (or, for
 * the gateway template, its image), the revision label and the status
 * annotation. A pod whose revision has no istiod stays as it is.
 */
export function inject(store: Store, pod: KubeObject): void {
  const namespace = store.get(namespaces, undefined, pod.metadata.namespace!);
  const wanted = wantedRevision(namespace, pod);
  if (!wanted) return;
  const planes = controlPlanes(store);
  const revision = revisionOfTag(store, wanted) ?? wanted;
  const plane = planes.find(each => each.revision === revision);
  if (!plane) return;
  const templates =
    pod.metadata.annotations?.['inject.istio.io/templates'] ?? 'sidecar';
  const containers: any[] = pod.spec.containers;
  const own = containers.find(({ name }) => name === 'istio-proxy');
  if (own) {
    if (own.image === 'auto' || !own.image) own.image = plane.proxyImage;
  } else {
    containers.push({
      name: 'istio-proxy',
      image: plane.proxyImage,
      args: ['proxy', 'sidecar'],
      ports: [
        { containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' },
      ],
    });
  }
  pod.metadata.labels = {
    // By this, callers know that they may open mutual TLS.
    ...(templates === 'gateway'
      ? {}
      : { 'security.istio.io/tlsMode': 'istio' }),
    ...pod.metadata.labels,
    'istio.io/rev': plane.revision,
  };
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    'istio.io/rev': plane.revision,
    'sidecar.istio.io/status': JSON.stringify({
      initContainers: templates === 'gateway' ? null : ['istio-init'],
      containers: ['istio-proxy'],
      volumes: null,
      imagePullSecrets: null,
      revision: plane.revision,
    }),
  };
}
