import { EgressImpact } from '@meshport/backstage-plugin-mesh-common';
import { isLivePod, podKind } from '@meshport/istio';
import { isExternal, isSeenFrom } from '../EgressUnit';
import {
  callerNamespaces,
  ImpactInput,
  MOST_NAMES,
  workloadsOf,
} from './ImpactInput';

/** What a NetworkPolicy in callers' namespaces selects, and what it closes. */
export function networkPolicyImpacts(input: ImpactInput): EgressImpact[] {
  const { model, environment, egress, sight, cluster } = input;
  const { sources } = egress;
  const enforcer = environment.networkPolicyEnforcer;
  const own = new Set(model.upstreams.map(({ host }) => host));
  return callerNamespaces(model)
    .filter(one => sight.scope.mayReadNamespace(cluster, one))
    .flatMap((namespace): EgressImpact[] => {
      const pods = sources
        .list('Pod', namespace)
        .filter(pod => isLivePod(pod) && podKind(pod) !== 'gateway');
      const led = new Set(
        egress.readings
          .filter(
            ({ clientNamespaces }) =>
              clientNamespaces.includes(namespace) ||
              clientNamespaces[0] === '*',
          )
          .flatMap(({ upstreams }) => upstreams.map(({ host }) => host)),
      );
      const closed = sources
        .list('ServiceEntry')
        .filter(one => isExternal(one) && isSeenFrom(one, namespace))
        .flatMap(({ spec }) =>
          ((spec?.hosts ?? []) as string[])
            .filter(host => !own.has(host) && !led.has(host))
            .flatMap(host =>
              ((spec?.ports ?? []) as { number: number }[]).map(
                ({ number }) => `${host}:${number}`,
              ),
            ),
        );
      return [
        {
          check: 'NETWORK_POLICY',
          severity: 'info',
          message: `The NetworkPolicy in ${namespace} selects ${
            pods.length
          } running pods. ${enforcement(enforcer)}`,
          affected: workloadsOf(pods),
          ...(sources.unreadable.has('Pod')
            ? { unknown: 'Pods could not be read.' }
            : {}),
        },
        {
          check: 'NETWORK_POLICY',
          severity: closed.length ? 'warning' : 'info',
          message: closed.length
            ? `From ${namespace} it closes what is called directly now, as far as ServiceEntries declare it:`
            : `No ServiceEntry declares a host that is called directly from ${namespace}.`,
          affected: [...new Set(closed)].sort().slice(0, MOST_NAMES),
          unknown:
            'Hosts outside the cluster that workloads call without a ServiceEntry are closed as well; they are not known.',
        },
      ];
    });
}

function enforcement(enforcer: string | false | undefined): string {
  if (enforcer === undefined) {
    return 'Whether anything enforces it in this cluster is not known.';
  }
  return enforcer
    ? `${enforcer} enforces it.`
    : 'Nothing in this cluster enforces NetworkPolicies: it closes nothing.';
}
