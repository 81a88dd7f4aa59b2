import {
  accessUnder,
  authorizationPoliciesFor,
  callerRules,
  inEvaluationOrder,
} from './authorization';
import { egressOf } from './egressRoutes';
import { httpRoutesAsRoutes } from './gatewayApiRoutes';
import type { KubernetesObject } from '../resources';
import { withoutHidden } from './hidden';
import { effectiveMutualTls } from './mutualTls';
import { routesTo } from './routes';
import { isSubset } from './selection';
import { missingMachines, summaryOf } from './summary';
import type {
  Access,
  CallerRule,
  MutualTlsVerdict,
  PolicyInput,
  PolicyVerdict,
  PolicyWorkload,
} from './types';

/** It names the namespace whose policies hold for the whole mesh. */
const MESH_CONFIG_UNREADABLE = 'the mesh configuration could not be read';

/** The Services that select the workloads. */
export function servicesOf({
  services,
  workloads,
}: Pick<PolicyInput, 'services' | 'workloads'>): KubernetesObject[] {
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
  if (isUnreadable(input, 'PeerAuthentication')) {
    return [
      {
        mode: 'unknown',
        from: 'default',
        why: 'PeerAuthentications could not be read',
      },
    ];
  }
  const verdicts = served
    .flatMap(({ labels }) =>
      effectiveMutualTls(
        input.peerAuthentications,
        input.namespace,
        labels,
        input.rootNamespace,
      ),
    )
    .map(verdict =>
      isForTheMesh(verdict) && isUnreadable(input, 'ConfigMap')
        ? withoutMeshConfig(verdict)
        : verdict,
    );
  return distinct(verdicts).sort((a, b) => (a.port ?? 0) - (b.port ?? 0));
}

function isUnreadable({ unreadable }: PolicyInput, kind: string): boolean {
  return unreadable?.has(kind) ?? false;
}

/** A policy of the namespace goes before whatever holds for the mesh. */
function isForTheMesh({ from }: MutualTlsVerdict): boolean {
  return from === 'mesh' || from === 'default';
}

function withoutMeshConfig({ port }: MutualTlsVerdict): MutualTlsVerdict {
  return {
    ...(port ? { port } : {}),
    mode: 'unknown',
    from: 'default',
    why: MESH_CONFIG_UNREADABLE,
  };
}

function callersOf(
  input: PolicyInput,
  workloads: readonly PolicyWorkload[],
): { access: Access; why?: string; callers: CallerRule[] } {
  const unknown = (why: string) => ({
    access: 'unknown' as const,
    why,
    callers: [],
  });
  const missing = missingMachines(input.unreadable);
  if (workloads.length === 0 && missing) {
    return unknown(`${missing} could not be read`);
  }
  if (input.workloads.length === 0) {
    return unknown('no workload runs in this namespace');
  }
  if (workloads.length === 0) {
    return { access: 'anyone', callers: [] };
  }
  if (isUnreadable(input, 'AuthorizationPolicy')) {
    return unknown('AuthorizationPolicies could not be read');
  }
  if (isUnreadable(input, 'ConfigMap')) {
    return unknown(MESH_CONFIG_UNREADABLE);
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
  const isOutsideTheMesh =
    input.workloads.length > 0 &&
    enforcing.length === 0 &&
    !missingMachines(unreadable);
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
      : routesTo(
          hosts,
          namespace,
          [
            ...input.virtualServices,
            ...httpRoutesAsRoutes(input.httpRoutes ?? [], clusterDomain),
          ],
          clusterDomain,
        ),
    egress:
      unreadable.has('ServiceEntry') || isOutsideTheMesh ? [] : egressOf(input),
  };
  const shown = withoutHidden(verdict, input.mayRead);
  const summary = summaryOf(shown, {
    workloads: {
      total: input.workloads.length,
      enforcing: enforcing.length,
      gateways: enforcing.filter(({ kind }) => kind === 'gateway').length,
    },
    unreadable,
  });
  const { egress, routes, callers, ...head } = shown;
  return { ...head, summary, callers, routes, egress };
}
