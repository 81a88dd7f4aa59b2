import { compareIstioVersions, EgressEnvironment } from '@meshport/istio';
import {
  ClusterUnreachableError,
  KubernetesStatusError,
} from '../clusters/errors';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { controlPlanesIn } from '../entities/controlPlanes';
import { isUnreadable } from '../entities/readability';
import { ztunnelsIn } from '../entities/versionViewAmbient';
import { ClusterInventory, Inventory } from '../inventory';
import { EgressSettings } from './egressSettings';
import { meshEgressSettings } from './meshSettings';

/** How long what the Gateway API serves is taken to stay, in milliseconds. */
const KEPT_MS = 60_000;
const TIMEOUT_MS = 5_000;
const GATEWAY_API = 'gateway.networking.k8s.io';

type Served = NonNullable<EgressEnvironment['gatewayApi']>;

/** What clusters run, and what configuration allows in them. */
export class EgressEnvironments {
  readonly #inventory: Inventory;
  readonly #registry: Pick<ClusterRegistry, 'get'>;
  readonly #settings: EgressSettings;
  readonly #served = new Map<string, { until: number; served: Served }>();

  constructor(options: {
    inventory: Inventory;
    registry: Pick<ClusterRegistry, 'get'>;
    settings: EgressSettings;
  }) {
    this.#inventory = options.inventory;
    this.#registry = options.registry;
    this.#settings = options.settings;
  }

  /** What is known of a cluster; what is not known is left out. */
  async of(cluster: string): Promise<EgressEnvironment> {
    await this.#servedKinds(cluster);
    return this.known(cluster);
  }

  /** The same without asking the cluster anything. */
  known(cluster: string): EgressEnvironment {
    const inventory = this.#inventory.cluster(cluster);
    const served = this.#served.get(cluster)?.served;
    return {
      ...this.#settings.common,
      ...(inventory ? this.#fromMemory(inventory) : {}),
      ...this.#settings.of(cluster),
      ...(served ? { gatewayApi: served } : {}),
    };
  }

  #fromMemory(cluster: ClusterInventory): EgressEnvironment {
    const { primary } = cluster.details;
    const home = (primary && this.#inventory.cluster(primary)) || cluster;
    const mesh = meshEgressSettings(home);
    const istioVersion = oldestOf(home);
    const { kubernetesVersion } = cluster;
    const enforcer = enforcerIn(cluster);
    return {
      ...(istioVersion ? { istioVersion } : {}),
      ...(kubernetesVersion ? { kubernetesVersion } : {}),
      ...(isUnreadable(cluster, 'Pod')
        ? {}
        : { ambient: ztunnelsIn(cluster).length > 0 }),
      ...(isUnreadable(cluster, 'Namespace')
        ? {}
        : {
            namespaces: cluster
              .store('Namespace')
              .list()
              .map(({ metadata }) => metadata.name),
          }),
      ...(enforcer ? { networkPolicyEnforcer: enforcer } : {}),
      ...(mesh
        ? {
            outboundTrafficPolicy: mesh.outboundTrafficPolicy,
            dnsCapture: mesh.dnsCapture,
            rootNamespace: mesh.rootNamespace,
            extensionProviders: mesh.extensionProviders.map(
              ({ name, kind, authorizer }) => ({
                name,
                authorizer,
                ...(authorizer
                  ? {
                      transport:
                        kind === 'envoyExtAuthzGrpc'
                          ? ('grpc' as const)
                          : ('http' as const),
                    }
                  : {}),
              }),
            ),
            ...(mesh.trustDomain ? { trustDomain: mesh.trustDomain } : {}),
          }
        : {}),
    };
  }

  /** Kinds of the Gateway API with the versions that are served; undefined when the cluster does not say. */
  async #servedKinds(name: string): Promise<Served | undefined> {
    const kept = this.#served.get(name);
    if (kept && Date.now() < kept.until) {
      return kept.served;
    }
    try {
      const served = await servedBy(this.#registry.get(name));
      this.#served.set(name, { until: Date.now() + KEPT_MS, served });
      return served;
    } catch (error) {
      if (
        error instanceof ClusterUnreachableError ||
        error instanceof KubernetesStatusError
      ) {
        return undefined;
      }
      throw error;
    }
  }
}

async function servedBy(connection: ClusterConnection): Promise<Served> {
  let versions: string[];
  try {
    const group = await connection.request<{
      versions: { version: string }[];
    }>({ path: `/apis/${GATEWAY_API}`, timeoutMs: TIMEOUT_MS });
    versions = group.versions.map(one => one.version);
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 404) {
      return [];
    }
    throw error;
  }
  const served = new Map<string, string[]>();
  for (const version of versions) {
    const { resources } = await connection.request<{
      resources: { kind: string; name: string }[];
    }>({ path: `/apis/${GATEWAY_API}/${version}`, timeoutMs: TIMEOUT_MS });
    for (const { kind, name } of resources) {
      if (!name.includes('/')) {
        served.set(kind, [...(served.get(kind) ?? []), version]);
      }
    }
  }
  return [...served].map(([kind, of]) => ({ kind, versions: of }));
}

/** What every control plane of the cluster understands, whichever injects the gateway. */
function oldestOf(cluster: ClusterInventory): string | undefined {
  return controlPlanesIn(cluster)
    .map(({ version }) => version)
    .filter(version => version !== undefined)
    .sort((a, b) => compareIstioVersions(a, b) ?? 0)[0];
}

/** Labels by which network plugins that enforce NetworkPolicies mark their pods. */
const ENFORCERS: [string, string, string][] = [
  ['k8s-app', 'calico-node', 'calico'],
  ['k8s-app', 'cilium', 'cilium'],
  ['app', 'antrea', 'antrea'],
  ['k8s-app', 'kube-router', 'kube-router'],
];

/** What enforces NetworkPolicies, as far as its pods show; undefined when none is known. */
function enforcerIn(cluster: ClusterInventory): string | undefined {
  const pods = cluster.store('Pod');
  return ENFORCERS.find(
    ([key, value]) =>
      pods.select([{ key, operator: 'In', values: [value] }]).length > 0,
  )?.[2];
}
