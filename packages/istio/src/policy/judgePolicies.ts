import {
  accessUnder,
  authorizationPoliciesFor,
  callerRules,
  inEvaluationOrder,
} from './authorization';
import { egressOf } from './egressRoutes';
import { effectiveMutualTls } from './mutualTls';
import { routesTo } from './routes';
import { isSubset } from './selection';
import { summaryOf } from './summary';
import type {
  Access,
  CallerRule,
  MutualTlsVerdict,
  PolicyInput,
  PolicyVerdict,
  PolicyWorkload,
} from './types';

function servicesOf({ services, workloads }: PolicyInput) {
  return services.filter(service => {
    const selector: Record<string, string> = service.spec?.selector ?? {};
    return (
      Object.keys(selector).length > 0 &&
      workloads.some(({ labels }) => isSubset(selector, labels))
    );
  });
}

function distinct<T>(values: readonly T[]): T[] {
  const seen = new Map(values.map(value => [JSON.stringify(value), value]));
  return [...seen.values()];
}

function mutualTlsOf(
  input: PolicyInput,
  workloads: readonly PolicyWorkload[],
): MutualTlsVerdict[] {
  // Gateways do not read PeerAuthentication (pilot, gateway.go).
  const served = workloads.filter(({ kind }) => kind !== 'gateway');
  if (served.length === 0) {
    return [];
  }
  if (input.unreadable?.has('PeerAuthentication')) {
    return [
      {
        mode: 'unknown',
        from: 'default',
        why: 'PeerAuthentications could not be read',
      },
    ];
  }
  const verdicts = served.flatMap(({ labels }) =>
    effectiveMutualTls(
      input.peerAuthentications,
      input.namespace,
      labels,
      input.rootNamespace,
    ),
  );
  return distinct(verdicts).sort((a, b) => (a.port ?? 0) - (b.port ?? 0));
}

function callersOf(
  input: PolicyInput,
  workloads: readonly PolicyWorkload[],
): { access: Access; why?: string; callers: CallerRule[] } {
  if (input.workloads.length === 0) {
    return {
      access: 'unknown',
      why: 'no workload runs in this namespace',
      callers: [],
    };
  }
  if (workloads.length === 0) {
    return { access: 'anyone', callers: [] };
  }
  if (input.unreadable?.has('AuthorizationPolicy')) {
    return {
      access: 'unknown',
      why: 'AuthorizationPolicies could not be read',
      callers: [],
    };
  }
  const servicesByWaypoint = servicesOf(input)
    .filter(({ metadata }) => {
      const waypoint =
        metadata.labels?.['istio.io/use-waypoint'] ??
        input.namespaceLabels?.['istio.io/use-waypoint'];
      return waypoint !== undefined && waypoint !== 'none';
    })
    .map(({ metadata }) => metadata.name);
  const perWorkload = workloads.map(workload =>
    authorizationPoliciesFor(input.authorizationPolicies, workload, {
      namespace: input.namespace,
      rootNamespace: input.rootNamespace,
      servicesByWaypoint,
    }),
  );
  const accesses = [...new Set(perWorkload.map(accessUnder))];
  const applying = inEvaluationOrder([...new Set(perWorkload.flat())]);
  return {
    access: accesses.length === 1 ? accesses[0] : 'rules',
    callers: callerRules(applying, input.trustDomain),
  };
}

/**
 * Judges the effect of policies on workloads of one namespace: which calls must
 * be encrypted, who may call, where calls go, and what may be reached outside.
 * An input that could not be read gives `unknown` with the reason, never a
 * guess.
 *
 * @public
 */
export function judgePolicies(input: PolicyInput): PolicyVerdict {
  const { namespace, clusterDomain = 'cluster.local' } = input;
  const unreadable = input.unreadable ?? new Set<string>();
  const enforcing = input.workloads.filter(({ kind }) => kind !== 'none');
  // Without a proxy no ServiceEntry leads calls anywhere.
  const isOutsideTheMesh = input.workloads.length > 0 && enforcing.length === 0;
  // Pods of one ReplicaSet are alike: each kind of workload is judged once.
  const different = distinct(enforcing);
  const services = servicesOf(input)
    .map(({ metadata }) => metadata.name)
    .sort();
  const hosts = services.map(
    name => `${name}.${namespace}.svc.${clusterDomain}`,
  );
  const verdict = {
    namespace,
    services,
    mutualTls: mutualTlsOf(input, different),
    ...callersOf(input, different),
    routes: unreadable.has('VirtualService')
      ? []
      : routesTo(hosts, namespace, input.virtualServices, clusterDomain),
    egress:
      unreadable.has('ServiceEntry') || isOutsideTheMesh ? [] : egressOf(input),
  };
  const summary = summaryOf(verdict, {
    workloads: {
      total: input.workloads.length,
      enforcing: enforcing.length,
      gateways: enforcing.filter(({ kind }) => kind === 'gateway').length,
    },
    unreadable,
  });
  const { egress, routes, callers, ...head } = verdict;
  return { ...head, summary, callers, routes, egress };
}
