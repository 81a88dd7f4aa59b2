import {
  EgressGatewaySummary,
  EgressPattern,
} from '@meshport/backstage-plugin-mesh-common';
import {
  EGRESS_PATTERN_LABEL,
  isLivePod,
  isSubset,
  isWaypoint,
  podKind,
} from '@meshport/istio';
import { StoredObject } from '../inventory';
import { EgressSources } from './EgressSources';
import { EgressUnit } from './EgressUnit';
import { podLabelsOf } from './readAdmission';

/** The pods of a gateway that run or are about to. */
export function podsOf(
  unit: EgressUnit,
  sources: EgressSources,
): StoredObject[] {
  const labels = podLabelsOf(unit);
  return Object.keys(labels).length === 0
    ? []
    : sources
        .list('Pod', unit.namespace)
        .filter(
          pod =>
            isLivePod(pod) &&
            !pod.metadata.deletionTimestamp &&
            isSubset(labels, pod.metadata.labels ?? {}),
        );
}

/** Whether pods run for a gateway, and are ready. */
export function workloadOf(
  unit: EgressUnit,
  sources: EgressSources,
): EgressGatewaySummary['workload'] {
  if (patternOf(unit, sources) === 'sidecar-direct') {
    return {
      state: 'ready',
      ready: 0,
      wanted: 0,
      message: "It has no pods: its callers' own proxies call the hosts.",
    };
  }
  if (sources.unreadable.has('Pod')) {
    return { state: 'unknown', message: 'Pods could not be read.' };
  }
  const pods = podsOf(unit, sources);
  if (pods.length === 0) {
    return {
      state: 'absent',
      ready: 0,
      wanted: 0,
      message: `No pod in ${unit.namespace} runs for it: calls end with 503.`,
    };
  }
  const ready = pods.filter(isReady).length;
  const bare = pods.filter(
    pod => !['gateway', 'waypoint', 'sidecar'].includes(podKind(pod)),
  ).length;
  const counts = { ready, wanted: pods.length };
  if (bare > 0) {
    return {
      ...counts,
      state: 'notReady',
      message: `${bare} of its pods got no proxy from Istio.`,
    };
  }
  return ready === pods.length
    ? {
        ...counts,
        state: 'ready',
        message: `${ready} of ${pods.length} pods are ready.`,
      }
    : {
        ...counts,
        state: 'notReady',
        message: `${ready} of ${pods.length} pods are ready.`,
      };
}

function isReady({ status }: StoredObject): boolean {
  return ((status?.conditions ?? []) as any[]).some(
    one => one.type === 'Ready' && one.status === 'True',
  );
}

/** How callers reach a gateway's listeners. */
export function hopOf({
  gateways,
  kubernetesGateway,
}: EgressUnit): EgressGatewaySummary['hop'] {
  if (kubernetesGateway) {
    if (isWaypoint(kubernetesGateway)) {
      return 'mutual';
    }
    const listeners = (kubernetesGateway.spec?.listeners ?? []) as any[];
    return hopOfModes(
      listeners.map(
        one => one.tls?.options?.['gateway.istio.io/tls-terminate-mode'],
      ),
    );
  }
  return hopOfModes(
    gateways.flatMap(({ spec }) =>
      ((spec?.servers ?? []) as any[]).map(server => server.tls?.mode),
    ),
  );
}

function hopOfModes(
  modes: (string | undefined)[],
): EgressGatewaySummary['hop'] {
  if (modes.length === 0) {
    return 'unknown';
  }
  const mutual = modes.filter(mode => mode === 'ISTIO_MUTUAL').length;
  if (mutual === modes.length) {
    return 'mutual';
  }
  return mutual === 0 ? 'plain' : 'mixed';
}

/** In which form a gateway runs. */
export function patternOf(
  unit: EgressUnit,
  sources: EgressSources,
): EgressPattern | 'unknown' {
  const { kubernetesGateway, service } = unit;
  const named = unit.labelled
    .map(({ metadata }) => metadata.labels?.[EGRESS_PATTERN_LABEL])
    .find(one => one === 'helm' || one === 'sidecar-direct');
  if (named) {
    return named as EgressPattern;
  }
  if (kubernetesGateway) {
    return isWaypoint(kubernetesGateway) ? 'waypoint' : 'gateway-api';
  }
  const labels = service?.metadata.labels ?? {};
  if (/^gateway-\d/.test(labels['helm.sh/chart'] ?? '')) {
    return 'helm';
  }
  const [deployment] = sources
    .list('Deployment', unit.namespace)
    .filter(
      ({ spec }) =>
        Object.keys(podLabelsOf(unit)).length > 0 &&
        isSubset(podLabelsOf(unit), spec?.template?.metadata?.labels ?? {}),
    );
  const templates =
    deployment?.spec?.template?.metadata?.annotations?.[
      'inject.istio.io/templates'
    ];
  return templates === 'gateway' ? 'injected' : 'unknown';
}
