import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { proxyImageOf } from './inMesh';
import { injectorConfigMapName, injectorValues } from './injectorConfig';
import { mendOf } from './mends';

const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';
const MODE = 'istio.io/dataplane-mode';
const INJECT = 'sidecar.istio.io/inject';

function meshLabels({ labels }: Resource): string[] {
  const injection = labels[INJECTION];
  const others =
    injection === undefined || injection === 'enabled' ? [REVISION, MODE] : [];
  return [
    ...(injection === undefined ? [] : [INJECTION]),
    ...others.filter(name => labels[name] !== undefined),
  ].map(name => `${name}=${labels[name]}`);
}

/** Whether a revision's injector takes namespaces without a label. */
function takesAll(view: ClusterView, revision: string | undefined): boolean {
  const name = injectorConfigMapName(revision);
  const configMap = view.all('ConfigMap').find(one => one.name === name);
  const values = configMap && injectorValues(configMap);
  return values?.sidecarInjectorWebhook?.enableNamespacesByDefault === true;
}

function labelled(namespace: Resource) {
  return mendOf(namespace, `Label the namespace ${INJECTION}=enabled`, {
    set: ['metadata', 'labels', INJECTION],
    to: 'enabled',
  });
}

/** Takes off the revision where the other label is the one that counts. */
function withoutRevision(namespace: Resource) {
  return namespace.labels[MODE] === undefined
    ? mendOf(
        namespace,
        `Remove the label ${REVISION}, which does not count beside ${INJECTION}`,
        { remove: ['metadata', 'labels', REVISION] },
      )
    : undefined;
}

function checkLabels(
  namespace: Resource,
  view: ClusterView,
  report: Report,
): void {
  const { labels, name } = namespace;
  const path = ['metadata', 'labels'];
  const found = meshLabels(namespace);
  if (found.length > 1) {
    report('IST0123', namespace, {
      args: [found],
      path,
      oncePerObject: true,
      mend: withoutRevision(namespace),
    });
  }
  const isLabelled = labels[INJECTION] || labels[REVISION] !== undefined;
  if (labels[MODE] === 'ambient' || isLabelled) {
    return;
  }
  if (takesAll(view, labels[REVISION])) {
    report('IST0148', namespace, { mend: labelled(namespace) });
    return;
  }
  report('IST0102', namespace, {
    args: [name, name],
    path,
    linePath: ['metadata', 'name'],
    mend: labelled(namespace),
  });
}

function lacksProxy({ spec, labels, annotations }: Resource): boolean {
  const asked = labels[INJECT] ?? annotations[INJECT] ?? '';
  return (
    asked.toLowerCase() !== 'false' &&
    !spec.hostNetwork &&
    proxyImageOf(spec) === ''
  );
}

/** Namespaces outside the mesh, and pods that should be in it and are not. */
export const injectionAnalyzer: Analyzer = {
  name: 'injection.Analyzer',
  description:
    'Looks for namespaces without or with contradicting labels for the mesh, and for pods without a proxy.',
  codes: ['IST0102', 'IST0103', 'IST0123', 'IST0148'],
  reads: ['Namespace', 'Pod', 'ConfigMap'],
  analyze(view, report) {
    const injected = new Set<string>();
    for (const namespace of view.all('Namespace')) {
      if (namespace.name !== 'istio-system') {
        checkLabels(namespace, view, report);
        const { labels } = namespace;
        if (labels[MODE] !== 'ambient' && labels[INJECTION] === 'enabled') {
          injected.add(namespace.name);
        }
      }
    }
    for (const pod of view.all('Pod')) {
      if (injected.has(pod.namespace) && lacksProxy(pod)) {
        report('IST0103', pod, { args: [pod.fullName] });
      }
    }
  },
};
