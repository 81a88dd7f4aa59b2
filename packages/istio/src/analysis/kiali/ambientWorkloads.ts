import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';
import { proxyImageOf } from '../istio/inMesh';
import {
  hasTarget,
  isAboutHttp,
  isAmbient,
  waypointOf,
  waypointOfNamespace,
} from './ambient';

const INJECT = 'sidecar.istio.io/inject';
const MODE = 'istio.io/dataplane-mode';
const WAYPOINT_CLASS = 'istio-waypoint';
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

function checkModes(pod: Resource, view: ClusterView, report: Report): void {
  const { labels, fullName } = pod;
  const hasProxy = proxyImageOf(pod.spec) !== '';
  const isInAmbient =
    (labels[MODE] ?? (isAmbient(view, pod.namespace) ? 'ambient' : '')) ===
    'ambient';
  if (hasProxy && labels[MODE] === 'ambient') {
    report('KIA1315', pod, { args: [fullName], path: ['metadata', 'labels'] });
  } else if (hasProxy && isInAmbient) {
    report('KIA1311', pod, { args: [fullName] });
  }
  if (!hasProxy && isInAmbient && labels[INJECT] === 'true') {
    report('KIA1314', pod, { args: [fullName], path: ['metadata', 'labels'] });
  }
  if (hasProxy && waypointOf(labels, pod.namespace)) {
    report('KIA1316', pod, { args: [fullName], path: ['metadata', 'labels'] });
  }
}

function checkPolicies(pod: Resource, view: ClusterView, report: Report): void {
  const { namespace, labels } = pod;
  const hasWaypoint =
    waypointOf(labels, namespace) ?? waypointOfNamespace(view, namespace);
  const isPlain = isAmbient(view, namespace) && proxyImageOf(pod.spec) === '';
  if (hasWaypoint || !isPlain) {
    return;
  }
  const policies = view.byNamespace('AuthorizationPolicy').get(namespace) ?? [];
  for (const policy of policies) {
    const { selector } = policy.spec;
    if (
      selector &&
      !hasTarget(policy) &&
      isAboutHttp(policy) &&
      selects(selector.matchLabels, labels)
    ) {
      report('KIA1317', pod, { args: [pod.fullName, policy.fullName] });
    }
  }
}

function checkWaypoint(
  resource: Resource,
  view: ClusterView,
  report: Report,
): void {
  const own =
    resource.kind === 'Namespace' ? resource.name : resource.namespace;
  const named = waypointOf(resource.labels, own);
  if (!named) {
    return;
  }
  const args = [`${named.namespace}/${named.name}`];
  const path = ['metadata', 'labels', 'istio.io/use-waypoint'];
  const gateway = view.find('KubernetesGateway', named.namespace, named.name);
  if (!gateway) {
    report('KIA1312', resource, { args, path });
  } else if (gateway.spec.gatewayClassName !== WAYPOINT_CLASS) {
    report('KIA1313', resource, { args, path });
  }
}

/** Workloads of which it is not clear who handles their traffic. */
export const ambientWorkloadsAnalyzer: Analyzer = {
  name: 'kiali.AmbientWorkloads',
  description:
    'Looks for workloads with both kinds of proxies, and for waypoints that are missing or none.',
  codes: [
    'KIA1311',
    'KIA1312',
    'KIA1313',
    'KIA1314',
    'KIA1315',
    'KIA1316',
    'KIA1317',
  ],
  reads: [
    'Namespace',
    'Pod',
    'Service',
    'AuthorizationPolicy',
    'KubernetesGateway',
  ],
  analyze(view, report) {
    for (const pod of view.all('Pod')) {
      // Gateways have proxies of their own in every namespace.
      if (pod.labels[GATEWAY_NAME] === undefined) {
        checkModes(pod, view, report);
        checkPolicies(pod, view, report);
        checkWaypoint(pod, view, report);
      }
    }
    [...view.all('Namespace'), ...view.all('Service')].forEach(one =>
      checkWaypoint(one, view, report),
    );
  },
};
