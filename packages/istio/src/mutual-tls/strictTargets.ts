import { effectiveMutualTls } from '../policy/mutualTls';
import { isCapturedPort } from '../policy/ask/endpoints';
import { isSubset } from '../policy/selection';
import type { MutualTlsVerdict } from '../policy/types';
import type { KubernetesObject } from '../resources';
import type { OpenPort, StagingObjects } from './types';
import { isProtected, WorkloadGroup } from './workloads';

/** A port of a Service behind which a workload would become STRICT. */
export interface StrictTarget {
  service: KubernetesObject;
  port: number;
  groups: WorkloadGroup[];
}

function at(verdicts: readonly MutualTlsVerdict[], port: number | undefined) {
  return verdicts.find(one => one.port === port) ?? verdicts[0];
}

/** The modes of a workload before and after a change of policies. */
export class ModeChange {
  readonly #before: MutualTlsVerdict[];
  readonly #after: MutualTlsVerdict[];

  constructor(
    private readonly group: WorkloadGroup,
    policies: {
      before: readonly KubernetesObject[];
      after: readonly KubernetesObject[];
      rootNamespace: string;
    },
  ) {
    const { namespace } = group.workload;
    const modes = (these: readonly KubernetesObject[]) =>
      effectiveMutualTls(
        these,
        namespace,
        group.labels,
        policies.rootNamespace,
      );
    this.#before = modes(policies.before);
    this.#after = modes(policies.after);
  }

  /** Whether plain calls to a port are taken now and would not be any more. */
  closes(port: number): boolean {
    return (
      at(this.#before, port).mode !== 'STRICT' &&
      at(this.#after, port).mode === 'STRICT' &&
      this.#isCaptured(port)
    );
  }

  /** Whether any port closes. */
  get closesAny(): boolean {
    const ports = [...this.#before, ...this.#after].map(({ port }) => port);
    return [undefined, ...ports].some(
      port =>
        at(this.#before, port).mode !== 'STRICT' &&
        at(this.#after, port).mode === 'STRICT',
    );
  }

  /** Ports on which plain calls are taken also after. */
  staysOpen(): OpenPort[] {
    const { workload, example } = this.group;
    const byPolicy = this.#after.flatMap(
      ({ port, mode, decidedBy }): OpenPort[] =>
        mode === 'PERMISSIVE' || mode === 'DISABLE'
          ? [
              {
                workload,
                ...(port === undefined ? {} : { port }),
                mode,
                ...(decidedBy ? { decidedBy } : {}),
              },
            ]
          : [],
    );
    const list =
      example.metadata.annotations?.[
        'traffic.sidecar.istio.io/excludeInboundPorts'
      ] ?? '';
    const past =
      this.group.kind === 'sidecar'
        ? list
            .split(',')
            .map(one => Number(one.trim()))
            .filter(port => Number.isInteger(port) && port > 0)
        : [];
    return [
      ...byPolicy,
      ...past.map(
        (port): OpenPort => ({ workload, port, mode: 'notCaptured' }),
      ),
    ];
  }

  #isCaptured(port: number): boolean {
    return (
      this.group.kind !== 'sidecar' ||
      isCapturedPort(this.group.example, 'Inbound', port)
    );
  }
}

function ownPort(group: WorkloadGroup, servicePort: any): number | undefined {
  const { port, targetPort = port, name } = servicePort;
  const { example, kind } = group;
  if (kind === 'virtualMachine') {
    return (
      example.spec?.ports?.[name] ??
      (typeof targetPort === 'number' ? targetPort : port)
    );
  }
  if (typeof targetPort === 'number') {
    return targetPort;
  }
  const containers: any[] = [
    ...(example.spec?.containers ?? []),
    ...(example.spec?.initContainers ?? []),
  ];
  return containers
    .flatMap(({ ports = [] }) => ports)
    .find((one: any) => one.name === targetPort)?.containerPort;
}

/** Workloads that a Service selects, whether they are ready or not. */
export function selectedBy(
  service: KubernetesObject,
  groups: readonly WorkloadGroup[],
): WorkloadGroup[] {
  const selector: Record<string, string> = service.spec?.selector ?? {};
  return Object.keys(selector).length === 0
    ? []
    : groups.filter(
        ({ workload, labels }) =>
          workload.namespace === service.metadata.namespace &&
          isSubset(selector, labels),
      );
}

/** The ports of a namespace's Services that would close to plain calls. */
export function strictTargets(
  { services }: StagingObjects,
  namespace: string,
  changes: ReadonlyMap<WorkloadGroup, ModeChange>,
): StrictTarget[] {
  return services
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap(service => {
      const selected = selectedBy(
        service,
        [...changes.keys()].filter(isProtected),
      );
      return (service.spec?.ports ?? []).flatMap((servicePort: any) => {
        const groups = selected.filter(group => {
          const port = ownPort(group, servicePort);
          return port !== undefined && changes.get(group)!.closes(port);
        });
        return groups.length > 0
          ? [{ service, port: servicePort.port, groups }]
          : [];
      });
    });
}
