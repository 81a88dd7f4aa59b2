import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';

type Texts = Readonly<Record<string, string>>;

const INJECT = 'sidecar.istio.io/inject';

/** The containers of a pod, those that start before the others last. */
export function containersOf(podSpec: any): any[] {
  return [...(podSpec.containers ?? []), ...(podSpec.initContainers ?? [])];
}

/** The image of a pod's proxy; empty when it has none. */
export function proxyImageOf(podSpec: any): string {
  const proxy = containersOf(podSpec).find(one => one.name === 'istio-proxy');
  return proxy?.image ?? '';
}

function isInMesh(
  annotations: Texts,
  labels: Texts,
  namespace: string,
  hasProxy: boolean,
  view: ClusterView,
): boolean {
  const asked = labels[INJECT] ?? annotations[INJECT];
  if (hasProxy || asked !== undefined) {
    return hasProxy || asked === 'true';
  }
  const labelsOfNamespace = view.find('Namespace', '', namespace)?.labels;
  return labelsOfNamespace?.['istio-injection'] === 'enabled';
}

/** Whether Istio counts a pod to the mesh, by a proxy beside it. */
export function isPodInMesh(pod: Resource, view: ClusterView): boolean {
  return isInMesh(
    pod.annotations,
    pod.labels,
    pod.namespace,
    proxyImageOf(pod.spec) !== '',
    view,
  );
}

/** Whether Istio counts a Deployment's pods to the mesh. */
export function isDeploymentInMesh(
  { spec, namespace }: Resource,
  view: ClusterView,
): boolean {
  const { metadata = {}, spec: podSpec = {} } = spec.template ?? {};
  const { containers = [] } = podSpec;
  return isInMesh(
    metadata.annotations ?? {},
    metadata.labels ?? {},
    namespace,
    proxyImageOf({ containers }) !== '',
    view,
  );
}

/** Whether a pod is in the mesh without a proxy beside it. */
export function isPodAmbient({ annotations }: Resource): boolean {
  return annotations['ambient.istio.io/redirection'] === 'enabled';
}

/** Whether pods of a namespace are in the mesh without proxies beside them. */
export function isNamespaceAmbient(namespace: Resource | undefined): boolean {
  const { labels = {} } = namespace ?? {};
  return (
    labels['istio-injection'] !== 'enabled' &&
    !labels['istio.io/rev'] &&
    labels['istio.io/dataplane-mode'] === 'ambient'
  );
}

/** Whether an object belongs to the control plane itself. */
export function isControlPlane({ labels }: Resource): boolean {
  return labels.istio !== undefined || labels.release === 'istio';
}
