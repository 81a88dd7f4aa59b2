import { ClientRules } from '../policy/ask/destinationTls';
import { isRouted } from '../policy/ask/clientRoute';
import { isCapturedPort } from '../policy/ask/endpoints';
import {
  isExported,
  isInScope,
  sidecarOf,
  unknownHosts,
} from '../policy/ask/sidecarScope';
import type { CallObjects } from '../policy/ask/types';
import { routesOf } from '../policy/meshRoutes';
import { fullHost } from '../policy/selection';
import { isInBlock, KubernetesObject, referenceTo } from '../resources';
import type { CutOff, StagingObjects } from './types';
import { selectedBy, StrictTarget } from './strictTargets';
import { distinctWorkloads, WorkloadGroup } from './workloads';

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

function blocks(group: WorkloadGroup, name: string): string[] | undefined {
  return group.example.metadata.annotations?.[
    `traffic.sidecar.istio.io/${name}`
  ]
    ?.split(',')
    .map(one => one.trim())
    .filter(Boolean);
}

function holds(list: readonly string[], address: string): boolean {
  return list.some(one => one === '*' || isInBlock(address, one));
}

/** Whether the caller's own annotations send its calls past its proxy. */
function isPastProxy(
  caller: WorkloadGroup,
  { service, port }: StrictTarget,
): boolean {
  if (caller.kind !== 'sidecar') {
    return false;
  }
  if (!isCapturedPort(caller.example, 'Outbound', port)) {
    return true;
  }
  const address = service.spec?.clusterIP;
  if (!address || address === 'None') {
    return false;
  }
  const included = blocks(caller, 'includeOutboundIPRanges');
  return (
    holds(blocks(caller, 'excludeOutboundIPRanges') ?? [], address) ||
    (included !== undefined && !holds(included, address))
  );
}

/** Ways that an object of the mesh's configuration spells out. */
const CONFIGURED: readonly PlainWay['reason'][] = [
  'destinationRule',
  'autoMtlsOff',
];

/** Finds callers in the mesh that reach ports without the mesh's mutual TLS. */
export class PlainClients {
  readonly #objects: CallObjects;
  readonly #callers: WorkloadGroup[];
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
    this.#callers = groups.filter(({ kind }) =>
      ['sidecar', 'gateway', 'virtualMachine'].includes(kind),
    );
    this.#tlsRules = objects.destinationRules.filter(({ spec }) =>
      /"tls":/.test(JSON.stringify(spec ?? {})),
    );
    this.#subsets = routedSubsets(objects);
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
          const { namespace } = caller.workload;
          const key = JSON.stringify([way.why, decidedBy, namespace]);
          const known = found.get(key);
          const services = known?.cut.services ?? [];
          const isListed = services.some(
            one => one.name === service.name && one.port === service.port,
          );
          found.set(key, {
            groups: [...(known?.groups ?? []), caller],
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

  #ways(caller: WorkloadGroup, target: StrictTarget): PlainWay[] {
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
    const client = caller.example;
    const own = caller.workload.namespace;
    const sidecar = sidecarOf(this.#objects, client);
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
    client: KubernetesObject,
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

/** Subsets that a VirtualService leads calls to, by full host. */
function routedSubsets({
  virtualServices,
  clusterDomain = 'cluster.local',
}: StagingObjects): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const virtualService of virtualServices) {
    for (const { route = [] } of routesOf(virtualService)) {
      for (const { destination } of route) {
        if (destination.subset !== undefined) {
          const host = fullHost(
            destination.host,
            virtualService.metadata.namespace ?? '',
            clusterDomain,
          );
          found.set(
            host,
            (found.get(host) ?? new Set()).add(destination.subset),
          );
        }
      }
    }
  }
  return found;
}
