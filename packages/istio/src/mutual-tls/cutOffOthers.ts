import { isCapturedPort } from '../policy/ask/endpoints';
import { isSubset } from '../policy/selection';
import { KubernetesObject, referenceTo } from '../resources';
import type { DeclaredCaller } from './declaredCallers';
import type { CutOff, StagingObjects } from './types';
import { ModeChange, StrictTarget } from './strictTargets';
import { distinctWorkloads, isProtected, WorkloadGroup } from './workloads';

/** One namespace, what of it closes, and who is around it. */
interface Surroundings {
  objects: StagingObjects;
  namespace: string;
  targets: readonly StrictTarget[];
  /** The namespace's own workloads, whatever their kind. */
  groups: readonly WorkloadGroup[];
  changes: ReadonlyMap<WorkloadGroup, ModeChange>;
  declared: readonly DeclaredCaller[];
}

function nameOf({ service, port }: StrictTarget) {
  const { namespace = '', name } = service.metadata;
  return { namespace, name, port };
}

/** Webhooks of the API server that are served from the mesh: it calls with TLS of its own. */
function byApiServer(
  { webhooks }: StagingObjects,
  targets: readonly StrictTarget[],
): CutOff[] {
  return webhooks.flatMap(configuration => {
    const called: any[] = (
      (configuration as { webhooks?: any[] }).webhooks ?? []
    ).flatMap(({ clientConfig }) => clientConfig?.service ?? []);
    const services = targets
      .map(nameOf)
      .filter(({ namespace, name, port }) =>
        called.some(
          one =>
            one.namespace === namespace &&
            one.name === name &&
            (one.port ?? 443) === port,
        ),
      );
    return services.length > 0
      ? [
          {
            reason: 'webhook' as const,
            evidence: 'configured' as const,
            callers: [],
            services,
            decidedBy: [referenceTo(configuration)],
            why: `The API server calls it for ${configuration.kind} ${configuration.metadata.name}, and is not in the mesh.`,
            mend: 'Leave its port out of the mesh (traffic.sidecar.istio.io/excludeInboundPorts), or keep it open with a PeerAuthentication of the workload’s own.',
          },
        ]
      : [];
  });
}

/** Services by which whoever reaches the nodes or a load balancer calls workloads directly. */
function fromOutside(targets: readonly StrictTarget[]): CutOff[] {
  const exposed = targets.filter(
    ({ service: { spec } }) =>
      ['NodePort', 'LoadBalancer'].includes(spec?.type) ||
      spec?.externalIPs?.length > 0,
  );
  const services = new Map(
    exposed.map(({ service }) => [service.metadata.name, service]),
  );
  return [...services.values()].map(service => ({
    reason: 'exposed',
    evidence: 'possible',
    callers: [],
    services: exposed.filter(one => one.service === service).map(nameOf),
    decidedBy: [referenceTo(service)],
    why: `The Service is of type ${service.spec?.type}: whoever calls from outside of the cluster calls its workloads directly, and plainly.`,
    mend: 'Let calls from outside come through an ingress gateway.',
  }));
}

/** ServiceEntries that take workloads of the mesh for outside of it: calls by their hosts are not the mesh's. */
function byServiceEntry(
  { serviceEntries }: StagingObjects,
  namespace: string,
  changes: ReadonlyMap<WorkloadGroup, ModeChange>,
): CutOff[] {
  return serviceEntries
    .filter(({ metadata, spec }) => {
      const selector: Record<string, string> =
        spec?.workloadSelector?.labels ?? {};
      return (
        metadata.namespace === namespace &&
        spec?.location !== 'MESH_INTERNAL' &&
        Object.keys(selector).length > 0 &&
        [...changes].some(
          ([group, change]) =>
            isSubset(selector, group.labels) &&
            isProtected(group) &&
            change.closesAny,
        )
      );
    })
    .map(entry => ({
      reason: 'serviceEntry',
      evidence: 'possible',
      callers: [],
      services: [],
      decidedBy: [referenceTo(entry)],
      why: `ServiceEntry ${namespace}/${
        entry.metadata.name
      } takes these workloads for outside of the mesh, so that calls to ${(
        entry.spec?.hosts ?? []
      ).join(', ')} are plain.`,
      mend: 'Set its location to MESH_INTERNAL.',
    }));
}

interface Probe {
  kind: string;
  port: number | string;
}

function probesOf(pod: KubernetesObject): Probe[] {
  return (pod.spec?.containers ?? [])
    .filter(({ name }: any) => name !== 'istio-proxy')
    .flatMap((container: any) =>
      ['readinessProbe', 'livenessProbe', 'startupProbe'].flatMap(kind => {
        const call = container[kind]?.httpGet ?? container[kind]?.grpc;
        const named =
          typeof call?.port === 'string'
            ? container.ports?.find((one: any) => one.name === call.port)
                ?.containerPort
            : call?.port;
        return named === undefined ? [] : [{ kind, port: named }];
      }),
    );
}

/** Where the agent answers probes that the injector has rewritten. */
const AGENT_PORTS: readonly unknown[] = [15020, 15021];

/** What the kubelet and scrapers call on single pods, past any Service. */
function onPods(changes: ReadonlyMap<WorkloadGroup, ModeChange>): CutOff[] {
  return [...changes].flatMap(([group, change]): CutOff[] => {
    const { workload, example } = group;
    // The node's proxy lets the kubelet through.
    if (group.kind !== 'sidecar') {
      return [];
    }
    const closes = (port: unknown) =>
      typeof port === 'number' &&
      !AGENT_PORTS.includes(port) &&
      isCapturedPort(example, 'Inbound', port) &&
      change.closes(port);
    const probes = probesOf(example).filter(({ port }) => closes(port));
    const { annotations = {} } = example.metadata;
    const scraped = Number(annotations['prometheus.io/port']);
    const found: CutOff[] = [];
    if (probes.length > 0) {
      found.push({
        reason: 'probe',
        evidence: 'configured',
        callers: [],
        services: [],
        decidedBy: [referenceTo(example)],
        why: `The kubelet calls ${probes
          .map(({ kind, port }) => `port ${port} (${kind})`)
          .join(', ')} of ${workload.kind} ${
          workload.name
        } itself, for its probes were not rewritten: its pods would not become ready, or be restarted.`,
        mend: 'Have probes rewritten (sidecar.istio.io/rewriteAppHTTPProbers: "true"), and restart the pods.',
      });
    }
    if (annotations['prometheus.io/scrape'] === 'true' && closes(scraped)) {
      found.push({
        reason: 'scrape',
        evidence: 'possible',
        callers: [],
        services: [],
        decidedBy: [referenceTo(example)],
        why: `A Prometheus outside of the mesh that follows prometheus.io annotations scrapes port ${scraped} of ${workload.kind} ${workload.name} plainly.`,
        mend: 'Have metrics merged (prometheus.istio.io/merge-metrics), keep the port open with a PeerAuthentication of the workload’s own, or take Prometheus into the mesh.',
      });
    }
    return found;
  });
}

/** Workloads without a proxy: those that the catalog says call, and the neighbours in the namespace. */
function byOutsiders({
  namespace,
  targets,
  groups,
  declared: declaredHere,
}: Surroundings): CutOff[] {
  if (targets.length === 0) {
    return [];
  }
  const declared = declaredHere.flatMap((one): CutOff[] => {
    const { caller, services } = one;
    const called = targets
      .map(nameOf)
      .filter(({ name }) => services.some(each => each.name === name));
    return called.length > 0
      ? [
          {
            reason: 'noProxy',
            evidence: 'declared',
            callers: distinctWorkloads(one.groups),
            services: called,
            decidedBy: [],
            why: `The catalog says that ${caller} calls it, and these workloads of ${caller} have no proxy.`,
            mend: 'Have them in the mesh first: label their namespace for injection, and restart them.',
          },
        ]
      : [];
  });
  const named = new Set(
    declared.flatMap(one => one.callers).map(one => JSON.stringify(one)),
  );
  const rest = (isMachine: boolean) =>
    distinctWorkloads(
      groups.filter(
        ({ kind, workload }) =>
          kind === 'none' &&
          workload.namespace === namespace &&
          (workload.kind === 'WorkloadEntry') === isMachine,
      ),
    ).filter(one => !named.has(JSON.stringify(one)));
  const possible = (
    [
      [
        'noProxy',
        rest(false),
        'have no proxy',
        'Restart them where injection is on, or label the namespace for it.',
      ],
      [
        'machineWithoutAgent',
        rest(true),
        'are machines without Istio’s agent',
        'Have the machines join the mesh.',
      ],
    ] as const
  ).flatMap(([reason, neighbours, what, mend]): CutOff[] =>
    neighbours.length > 0
      ? [
          {
            reason,
            evidence: 'possible',
            callers: neighbours,
            services: [],
            decidedBy: [],
            why: `These neighbours in the namespace ${what}. Nothing says whether they call it.`,
            mend,
          },
        ]
      : [],
  );
  return [...declared, ...possible];
}

/** Everybody but proxies of the mesh who would be cut off from a namespace. */
export function cutOffOthers(surroundings: Surroundings): CutOff[] {
  const { objects, namespace, targets, changes } = surroundings;
  return [
    ...byOutsiders(surroundings),
    ...byApiServer(objects, targets),
    ...byServiceEntry(objects, namespace, changes),
    ...onPods(changes),
    ...fromOutside(targets),
  ];
}
