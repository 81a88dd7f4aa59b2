import { EgressImpact } from '@meshport/backstage-plugin-mesh-common';
import { effectiveMutualTls, isLivePod, podKind } from '@meshport/istio';
import { ImpactInput, names, workloadsOf } from './ImpactInput';

/**
 * STRICT in the gateway's namespace closes its workloads to callers without a
 * proxy: which pods have none is known, which of them call is not.
 */
export function strictImpact({
  model,
  egress: { sources },
  sight,
  cluster,
}: ImpactInput): EgressImpact {
  const { namespace } = model;
  if (
    sources.unreadable.has('Pod') ||
    sources.unreadable.has('PeerAuthentication')
  ) {
    return {
      check: 'STRICT',
      severity: 'warning',
      message: `Who would be cut off from workloads in ${namespace} by STRICT is not known.`,
      affected: [],
      unknown: 'Pods or PeerAuthentications could not be read.',
    };
  }
  const policies = sources.list('PeerAuthentication');
  const opened = sources
    .list('Pod', namespace)
    .filter(
      pod =>
        isLivePod(pod) &&
        ['sidecar', 'ambient'].includes(podKind(pod)) &&
        effectiveMutualTls(
          policies,
          namespace,
          pod.metadata.labels ?? {},
          sources.rootNamespace,
        ).some(({ mode }) => mode !== 'STRICT'),
    );
  const bare = sources
    .list('Pod')
    .filter(pod => isLivePod(pod) && podKind(pod) === 'none');
  const seen = bare.filter(({ metadata }) =>
    sight.scope.mayReadNamespace(cluster, metadata.namespace ?? ''),
  );
  const hidden = bare.length - seen.length;
  if (opened.length === 0) {
    return {
      check: 'STRICT',
      severity: 'info',
      message: `No workload in ${namespace} takes plain text now, so STRICT cuts nobody off.`,
      affected: [],
    };
  }
  return {
    check: 'STRICT',
    severity: seen.length + hidden > 0 ? 'warning' : 'info',
    message: `STRICT closes ${names(opened)} to callers without a proxy. ${
      bare.length
        ? `${bare.length} running pods have none; those of them that call are cut off. Which of them call is not known from configuration.`
        : 'Every running pod has one.'
    }`,
    affected: workloadsOf(seen),
    ...(hidden
      ? {
          unknown: `${hidden} of these pods are in namespaces that you may not read.`,
        }
      : {}),
  };
}
