import { isHttp, parseProtocol } from '../../analysis/istio/protocols';
import type { KubernetesObject } from '../../resources';
import { fullHost, isSubset } from '../selection';
import { CallEndpoint, workloadPort } from './endpoints';
import { isHttpPort } from './servicePorts';
import { sidecarOf } from './sidecarScope';
import type { CallObjects } from './types';

/** Oldest first, of one age by their host (pilot/pkg/model, SetServiceTargets). */
function byAgeAndHost(a: KubernetesObject, b: KubernetesObject): number {
  const time = ({ metadata }: KubernetesObject) =>
    Date.parse(metadata.creationTimestamp ?? '') || 0;
  const host = ({ metadata }: KubernetesObject) =>
    fullHost(metadata.name, metadata.namespace ?? '', 'cluster.local');
  return time(a) - time(b) || (host(a) < host(b) ? -1 : 1);
}

/**
 * What the proxy of a workload takes one of its ports for: what the Sidecar for
 * it says, else the oldest Service that leads there, whatever Service is called.
 * A port that none speaks of is guessed (pilot/pkg/networking/core,
 * buildInboundChainConfigs).
 */
export function inboundProtocol(
  objects: CallObjects,
  { object, namespace, labels, port }: CallEndpoint,
): boolean | 'guessed' {
  const listeners: any[] =
    sidecarOf(objects, { metadata: { name: '', namespace, labels } })?.spec
      ?.ingress ?? [];
  if (listeners.length) {
    const listener = listeners.find(one => one.port?.number === port);
    const protocol = parseProtocol(listener?.port?.protocol);
    return protocol === undefined ? 'guessed' : isHttp(protocol);
  }
  const ports: any[] = objects.services
    .filter(({ metadata, spec }) => {
      const selector: Record<string, string> = spec?.selector ?? {};
      return (
        metadata.namespace === namespace &&
        Object.keys(selector).length > 0 &&
        isSubset(selector, labels)
      );
    })
    .sort(byAgeAndHost)
    .flatMap(({ spec }) => spec?.ports ?? []);
  const found = ports.find(
    one => one.protocol !== 'UDP' && workloadPort(object, one) === port,
  );
  return found ? isHttpPort(found) : 'guessed';
}
