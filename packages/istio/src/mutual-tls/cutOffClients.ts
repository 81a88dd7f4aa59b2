import { ClientRules } from '../policy/ask/destinationTls';
import { isRouted } from '../policy/ask/clientRoute';
import {
  isExported,
  isInScope,
  sidecarOf,
  unknownHosts,
} from '../policy/ask/sidecarScope';
import type { Caller, CallObjects } from '../policy/ask/types';
import { fullHost } from '../policy/selection';
import { KubernetesObject, referenceTo } from '../resources';
import { isPastProxy } from './pastProxy';
import { routedSubsets } from './routedSubsets';
import type { CutOff, StagingObjects } from './types';
import { selectedBy, StrictTarget } from './strictTargets';
import { captureOf, distinctWorkloads, WorkloadGroup } from './workloads';

/** Callers that open connections alike. */
interface CallerClass {
  example: WorkloadGroup;
  sidecar: KubernetesObject | undefined;
  groups: WorkloadGroup[];
}

/** Why one caller in the mesh reaches one port plainly. */
interface PlainWay {
  reason:
    | 'destinationRule'
    | 'pastProxy'
    | 'outOfScope'
    | 'autoMtlsOff'
    | 'headless';
  decidedBy: KubernetesObject[];
  why: string;
  mend: string;
}

/** Ways that an object of the mesh's configuration spells out. */
const CONFIGURED: readonly PlainWay['reason'][] = [
  'destinationRule',
  'autoMtlsOff',
];

/** Finds callers in the mesh that reach ports without the mesh's mutual TLS. */
export class PlainClients {
  readonly #objects: CallObjects;
  readonly #callers: CallerClass[];
  /** Rules that speak of TLS: without any nothing has to be looked up. */
  readonly #tlsRules: KubernetesObject[];
  readonly #subsets: Map<string, Set<string>>;

  constructor(
    private readonly objects: StagingObjects,
    private readonly groups: readonly WorkloadGroup[],
  ) {
    this.#objects = {
      ...objects,
      requestAuthentications: [],
      authorizationPolicies: [],
    };
    this.#tlsRules = objects.destinationRules.filter(({ spec }) =>
      /"tls":/.test(JSON.stringify(spec ?? {})),
    );
    this.#subsets = routedSubsets(objects);
    this.#callers = this.#classes();
  }

  /** Callers of one namespace call alike, but for what their labels and annotations choose. */
  #classes(): CallerClass[] {
    const isByLabels = this.#tlsRules.some(
      ({ spec }) => spec?.workloadSelector !== undefined,
    );
    const found = new Map<string, CallerClass>();
    for (const group of this.groups) {
      if (!['sidecar', 'gateway', 'virtualMachine'].includes(group.kind)) {
        continue;
      }
      const sidecar =
        this.objects.sidecars.length > 0
          ? sidecarOf(this.#objects, group.example)
          : undefined;
      const { namespace } = group.workload;
      const key = JSON.stringify([
        namespace,
        group.kind,
        sidecar && referenceTo(sidecar),
        captureOf(group.example),
        isByLabels && group.labels,
      ]);
      const known = found.get(key);
      if (known) {
        known.groups.push(group);
      } else {
        found.set(key, { example: group, sidecar, groups: [group] });
      }
    }
    return [...found.values()];
  }

  /** Those who would be cut off from ports that close. */
  find(targets: readonly StrictTarget[]): CutOff[] {
    const found = new Map<string, { cut: CutOff; groups: WorkloadGroup[] }>();
    for (const target of targets) {
      const { metadata } = target.service;
      const service = {
        namespace: metadata.namespace ?? '',
        name: metadata.name,
        port: target.port,
      };
      for (const caller of this.#callers) {
        for (const way of this.#ways(caller, target)) {
          const decidedBy = way.decidedBy.map(referenceTo);
          const { namespace } = caller.example.workload;
          const key = JSON.stringify([way.why, decidedBy, namespace]);
          const known = found.get(key);
          const services = known?.cut.services ?? [];
          const isListed = services.some(
            one => one.name === service.name && one.port === service.port,
          );
          found.set(key, {
            groups: [...(known?.groups ?? []), ...caller.groups],
            cut: {
              reason: way.reason,
              evidence: CONFIGURED.includes(way.reason)
                ? 'configured'
                : 'possible',
              callers: [],
              services: isListed ? services : [...services, service],
              decidedBy,
              why: way.why,
              mend: way.mend,
            },
          });
        }
      }
    }
    return [...found.values()].map(({ cut, groups }) => ({
      ...cut,
      callers: distinctWorkloads(groups),
    }));
  }

  #ways(
    { example: caller, sidecar }: CallerClass,
    target: StrictTarget,
  ): PlainWay[] {
    const { service, port } = target;
    const { clusterDomain = 'cluster.local', meshConfig = {} } = this.objects;
    const namespace = service.metadata.namespace ?? '';
    const host = fullHost(service.metadata.name, namespace, clusterDomain);
    if (isPastProxy(caller, target)) {
      return [
        {
          reason: 'pastProxy',
          decidedBy: [],
          why: `Calls to port ${port} go past its proxy, by annotations of its pods.`,
          mend: 'Take the port or address out of traffic.sidecar.istio.io/excludeOutboundPorts, excludeOutboundIPRanges or includeOutboundIPRanges, and restart the pods.',
        },
      ];
    }
    const client: Caller = {
      kind: caller.kind,
      metadata: caller.example.metadata,
      serviceAccount: caller.example.spec?.serviceAccountName ?? 'default',
    };
    const own = caller.workload.namespace;
    const isGateway = caller.kind === 'gateway';
    const isKnown =
      isGateway ||
      (isExported(service, own, meshConfig.defaultServiceExportTo) &&
        (isInScope(sidecar, own, { host, namespace, port }) ||
          isRouted(this.#objects, { client, sidecar, host, port })));
    if (!isKnown) {
      return unknownHosts(this.#objects, sidecar).arePassed
        ? [
            {
              reason: 'outOfScope',
              decidedBy: sidecar ? [sidecar] : [],
              why: `Its proxy does not know the Service and passes such calls on as they are, ${
                sidecar
                  ? 'by its Sidecar'
                  : 'since the Service is not exported to it'
              }.`,
              mend: 'Name the Service in the Sidecar’s egress hosts, or export the Service to its namespace.',
            },
          ]
        : [];
    }
    const ruled = this.#ruled(client, target, host);
    if (ruled === 'ISTIO_MUTUAL') {
      return [];
    }
    if (ruled.length > 0) {
      return ruled;
    }
    if (meshConfig.enableAutoMtls === false) {
      return [
        {
          reason: 'autoMtlsOff',
          decidedBy: [],
          why: 'MeshConfig says enableAutoMtls: false, so that its proxy calls plainly wherever no DestinationRule has TLS mode ISTIO_MUTUAL.',
          mend: 'Take enableAutoMtls: false out of MeshConfig first.',
        },
      ];
    }
    return this.#isMixedHeadless(service)
      ? [
          {
            reason: 'headless',
            decidedBy: [service],
            why: `The Service ${namespace}/${service.metadata.name} is headless and some of its workloads have no proxy: then proxies call all of them plainly.`,
            mend: 'Have all workloads behind the Service in the mesh first.',
          },
        ]
      : [];
  }

  #ruled(
    client: Caller,
    { service, port }: StrictTarget,
    host: string,
  ): PlainWay[] | 'ISTIO_MUTUAL' {
    if (this.#tlsRules.length === 0) {
      return [];
    }
    const rules = new ClientRules(this.#objects, client, {
      host,
      namespace: service.metadata.namespace ?? '',
    });
    const ways = new Map<string, PlainWay>();
    for (const subset of [undefined, ...(this.#subsets.get(host) ?? [])]) {
      const { mode, decidedBy } = rules.tls(port, subset);
      if (mode && mode !== 'ISTIO_MUTUAL' && decidedBy) {
        const { namespace, name } = decidedBy.metadata;
        const of = subset ? ` for subset ${subset}` : '';
        const why = `DestinationRule ${namespace}/${name} has TLS mode ${mode}${of}, so that its proxy does not call by the mesh’s mutual TLS.`;
        ways.set(why, {
          reason: 'destinationRule',
          decidedBy: [decidedBy],
          why,
          mend: `Take trafficPolicy.tls out of DestinationRule ${namespace}/${name}, or set its mode to ISTIO_MUTUAL.`,
        });
      }
    }
    return ways.size === 0 && rules.tls(port).mode === 'ISTIO_MUTUAL'
      ? 'ISTIO_MUTUAL'
      : [...ways.values()];
  }

  #isMixedHeadless(service: KubernetesObject): boolean {
    return (
      service.spec?.clusterIP === 'None' &&
      selectedBy(service, this.groups).some(({ kind }) => kind === 'none')
    );
  }
}
