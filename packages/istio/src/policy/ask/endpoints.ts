import { KubernetesObject } from '../../resources';
import { isLivePod, podKind } from '../../membership';
import { isSubset } from '../selection';
import { isMachineInMesh } from './machines';
import type { PolicyWorkload } from '../types';
import type { Caller, CallObjects } from './types';

/** A pod or machine behind a Service. */
export interface CallEndpoint {
  object: KubernetesObject;
  namespace: string;
  labels: Record<string, string>;
  kind: PolicyWorkload['kind'];
  address?: string;
  /** The workload's own port. */
  port: number;
  /** Whether callers take it for one that ends Istio's mutual TLS. */
  takesMutualTls: boolean;
}

function isReady({ status }: KubernetesObject): boolean {
  return (
    Boolean(status?.podIP) &&
    status?.conditions?.some(
      ({ type, status: is }: any) => type === 'Ready' && is === 'True',
    )
  );
}

function portOfPod(
  pod: KubernetesObject,
  { port, targetPort = port }: any,
): number | undefined {
  if (typeof targetPort === 'number') {
    return targetPort;
  }
  const containers = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
  ];
  return containers
    .flatMap(({ ports = [] }: any) => ports)
    .find(({ name }: any) => name === targetPort)?.containerPort;
}

/** Where a pod or machine listens for a port of a Service; undefined where the pod has no port of that name. */
export function workloadPort(
  object: KubernetesObject,
  servicePort: any,
): number | undefined {
  if (object.kind !== 'WorkloadEntry') {
    return portOfPod(object, servicePort);
  }
  const { port, targetPort = port, name } = servicePort;
  return (
    object.spec?.ports?.[name] ??
    (typeof targetPort === 'number' ? targetPort : port)
  );
}

/** The kind of a pod as policies look at it. */
export function workloadKind(pod: KubernetesObject): PolicyWorkload['kind'] {
  const kind = podKind(pod);
  return kind === 'waypoint' ? 'gateway' : kind;
}

/** Whether a Service selects its workloads itself. */
export function selectsItself({ spec }: KubernetesObject): boolean {
  return Object.keys(spec?.selector ?? {}).length > 0;
}

/** What is written by hand behind a Service that selects nothing; a pod of such an address is known by it. */
function endpointsBySlices(
  { endpointSlices = [], pods }: CallObjects,
  { metadata: { namespace = '', name } }: KubernetesObject,
  servicePort: any,
): CallEndpoint[] {
  return endpointSlices
    .filter(
      ({ metadata }) =>
        metadata.namespace === namespace &&
        metadata.labels?.['kubernetes.io/service-name'] === name,
    )
    .flatMap((slice: any) => {
      const found = (slice.ports ?? []).find(
        (one: any) => (one.name ?? '') === (servicePort.name ?? ''),
      );
      const ready = (slice.endpoints ?? []).filter(
        ({ conditions = {} }: any) => conditions.ready !== false,
      );
      return ready.flatMap(({ addresses = [] }: any) =>
        addresses.flatMap((address: string): CallEndpoint[] => {
          const pod = pods.find(
            one =>
              isLivePod(one) &&
              one.status?.podIP === address &&
              !one.spec?.hostNetwork,
          );
          const labels = pod?.metadata.labels ?? {};
          return found?.port
            ? [
                {
                  object: pod ?? slice,
                  namespace: pod?.metadata.namespace ?? namespace,
                  labels,
                  kind: pod ? workloadKind(pod) : 'none',
                  address,
                  port: found.port,
                  takesMutualTls:
                    labels['security.istio.io/tlsMode'] === 'istio',
                },
              ]
            : [];
        }),
      );
    });
}

/** What answers behind a port of a Service now: ready pods, and machines that are not known to be unhealthy. */
export function endpointsOf(
  objects: CallObjects,
  service: KubernetesObject,
  servicePort: any,
): CallEndpoint[] {
  const { pods, workloadEntries } = objects;
  const selector: Record<string, string> = service.spec?.selector ?? {};
  const { namespace = '' } = service.metadata;
  if (!selectsItself(service)) {
    return endpointsBySlices(objects, service, servicePort);
  }
  const ofPods = pods
    .filter(
      pod =>
        pod.metadata.namespace === namespace &&
        isLivePod(pod) &&
        isSubset(selector, pod.metadata.labels ?? {}) &&
        (isReady(pod) || service.spec?.publishNotReadyAddresses === true),
    )
    .flatMap((pod): CallEndpoint[] => {
      const port = workloadPort(pod, servicePort);
      const labels = pod.metadata.labels ?? {};
      return port === undefined
        ? []
        : [
            {
              object: pod,
              namespace,
              labels,
              kind: workloadKind(pod),
              address: pod.status?.podIP,
              port,
              takesMutualTls: labels['security.istio.io/tlsMode'] === 'istio',
            },
          ];
    });
  const ofMachines = workloadEntries
    .filter(({ metadata, spec, status }) => {
      const health = status?.conditions?.find(
        ({ type }: any) => type === 'Healthy',
      );
      return (
        metadata.namespace === namespace &&
        isSubset(selector, spec?.labels ?? metadata.labels ?? {}) &&
        health?.status !== 'False'
      );
    })
    .map((entry): CallEndpoint => {
      const labels: Record<string, string> = entry.spec?.labels ?? {};
      const said = labels['security.istio.io/tlsMode'];
      return {
        object: entry,
        namespace,
        labels,
        kind: isMachineInMesh(entry) ? 'virtualMachine' : 'none',
        address: entry.spec?.address,
        port: workloadPort(entry, servicePort)!,
        takesMutualTls: said
          ? said === 'istio'
          : Boolean(entry.spec?.serviceAccount),
      };
    });
  return [...ofPods, ...ofMachines];
}

/** Whether a pod's proxy takes connections to, or from, a port; others go past it. */
export function isCapturedPort(
  { metadata }: Pick<Caller, 'metadata'>,
  direction: 'Inbound' | 'Outbound',
  port: number,
): boolean {
  const { annotations = {} } = metadata;
  const list = (name: string) =>
    annotations[`traffic.sidecar.istio.io/${name}${direction}Ports`]
      ?.split(',')
      .map(one => one.trim())
      .filter(Boolean);
  if (list('exclude')?.includes(String(port))) {
    return false;
  }
  const included = list('include');
  return (
    direction === 'Outbound' ||
    included === undefined ||
    included.includes('*') ||
    included.includes(String(port))
  );
}
