import {
  DiscoveryLabelChange,
  DiscoverySelector,
} from '@meshport/backstage-plugin-mesh-common';
import {
  changeDiscovery,
  DiscoveryChange,
  discoverySelectorProblems,
  KubernetesObject,
} from '@meshport/istio';
import { controlPlaneNamespace } from '../clusters';
import { isUnreadable } from '../entities/readability';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { meshConfigIn, meshConfigMapOf } from '../inventory/meshConfigMap';

/** Without these it is not known what there is. */
const NEEDED: readonly WatchedKindName[] = [
  'Namespace',
  'Pod',
  'Service',
  'WorkloadEntry',
];

/** Configuration that lies in namespaces, and so counts where it is discovered only. */
const CONFIGURATION: readonly WatchedKindName[] = [
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
  'Gateway',
  'Sidecar',
  'WorkloadGroup',
  'PeerAuthentication',
  'AuthorizationPolicy',
  'RequestAuthentication',
  'EnvoyFilter',
  'ProxyConfig',
  'Telemetry',
  'WasmPlugin',
  'KubernetesGateway',
  'HTTPRoute',
  'GRPCRoute',
];

/** What MeshConfig says of discovery. */
export interface SelectorsOfNow {
  /** Those in force as far as the configuration tells: none where they are wrong. */
  selectors: DiscoverySelector[];
  /** As they are written. */
  written: unknown;
  invalid: string[];
  source?: { namespace: string; name: string; cluster: string };
}

/** What a change of discovery does to a cluster, over everything in it. */
export interface ScopeVerdict {
  now: SelectorsOfNow;
  change: DiscoveryChange;
}

/** Reads what istiod watches, and tries what it would watch. */
export class DiscoveryScopes {
  constructor(private readonly services: { inventory: Inventory }) {}

  /**
   * @param then - selectors that are tried; default: those of now
   *
   * @returns a sentence on why it is not known, or the verdict
   */
  of(
    cluster: ClusterInventory,
    then?: {
      selectors?: readonly DiscoverySelector[];
      changes?: readonly DiscoveryLabelChange[];
    },
  ): { notJudged: string } | ScopeVerdict {
    const control = this.#controlPlaneOf(cluster);
    const unread =
      NEEDED.filter(kind => isUnreadable(cluster, kind))[0] ??
      (isUnreadable(control, 'ConfigMap') ? 'ConfigMap' : undefined);
    if (unread) {
      return {
        notJudged: `It is not known, because ${unread}s of ${
          unread === 'ConfigMap' ? control.details.name : cluster.details.name
        } could not be read.`,
      };
    }
    const now = selectorsIn(control);
    const list = (kind: WatchedKindName) =>
      cluster.store(kind).list() as KubernetesObject[];
    const namespaces = list('Namespace');
    return {
      now,
      change: changeDiscovery(
        {
          namespaces,
          pods: list('Pod'),
          services: list('Service'),
          workloadEntries: list('WorkloadEntry'),
          configuration: CONFIGURATION.flatMap(list),
          controlPlaneNamespace: controlPlaneNamespace(control.details),
        },
        {
          now: now.selectors,
          then: then?.selectors ?? now.selectors,
          labelsThen: labelsThen(namespaces, then?.changes ?? []),
        },
      ),
    };
  }

  /** MeshConfig of a primary holds for the namespaces of its remotes, by their own labels. */
  #controlPlaneOf(cluster: ClusterInventory): ClusterInventory {
    const { primary } = cluster.details;
    return (primary && this.services.inventory.cluster(primary)) || cluster;
  }
}

function selectorsIn(control: ClusterInventory): SelectorsOfNow {
  const configMap = meshConfigMapOf(
    control,
    controlPlaneNamespace(control.details),
  );
  if (!configMap) {
    return { selectors: [], written: undefined, invalid: [] };
  }
  const written = meshConfigIn(configMap).discoverySelectors;
  const invalid = discoverySelectorProblems(written, {
    unknownFields: 'ignore',
  });
  return {
    selectors:
      invalid.length === 0 ? ((written ?? []) as DiscoverySelector[]) : [],
    written,
    invalid,
    source: {
      cluster: control.details.name,
      namespace: configMap.metadata.namespace ?? '',
      name: configMap.metadata.name,
    },
  };
}

/** The labels of namespaces once a change is made. */
function labelsThen(
  namespaces: readonly KubernetesObject[],
  changes: readonly DiscoveryLabelChange[],
): Map<string, Record<string, string>> {
  const found = new Map<string, Record<string, string>>();
  for (const { namespace, labels } of changes) {
    const before = namespaces.find(
      ({ metadata }) => metadata.name === namespace,
    );
    const after: Record<string, string | null> = {
      ...before?.metadata.labels,
      ...labels,
    };
    found.set(
      namespace,
      Object.fromEntries(
        Object.entries(after).filter(
          (entry): entry is [string, string] => entry[1] !== null,
        ),
      ),
    );
  }
  return found;
}
