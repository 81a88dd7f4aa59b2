import {
  KUBERNETES_ID_ANNOTATION,
  NAMESPACE_OWNER_KEY,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, Inventory, StoredObject } from '../inventory';
import { findGitOwner } from '../manifests/owners';
import {
  EGRESS_CONFIGURATION,
  EGRESS_WORKLOADS,
  EgressSources,
  sourcesOf,
} from './EgressSources';
import { EgressUnit, emptyUnit } from './EgressUnit';
import { findEgressUnits } from './findEgressUnits';
import { admissionOf, clientNamespacesOf, policiesOf } from './readAdmission';
import { FoundProblem, problemsOf } from './readProblems';
import { upstreamsOf } from './readUpstreams';
import { hopOf, patternOf, workloadOf } from './readWorkload';

/** A gateway as it was read, whoever may see it. */
export interface EgressReading {
  cluster: string;
  unit: EgressUnit;
  pattern: ReturnType<typeof patternOf>;
  upstreams: ReturnType<typeof upstreamsOf>;
  admission: ReturnType<typeof admissionOf>;
  hop: ReturnType<typeof hopOf>;
  workload: ReturnType<typeof workloadOf>;
  problems: FoundProblem[];
  clientNamespaces: string[];
  policies: StoredObject[];
  /** Names, as labels tell them. */
  owner?: string;
  component?: string;
  managedBy?: string;
}

/** The gateways of one cluster, and what they were read from. */
export interface ClusterEgress {
  cluster: ClusterInventory;
  home: ClusterInventory;
  sources: EgressSources;
  readings: EgressReading[];
}

/** Reads the egress gateways of clusters out of memory; what did not change is not read anew. */
export class EgressInventory {
  readonly #inventory: Inventory;
  readonly #kept = new WeakMap<
    ClusterInventory,
    { signature: string; egress: ClusterEgress }
  >();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  clusters(): ClusterInventory[] {
    return this.#inventory.clusters();
  }

  cluster(name: string): ClusterInventory | undefined {
    return this.#inventory.cluster(name);
  }

  of(cluster: ClusterInventory): ClusterEgress {
    const { primary } = cluster.details;
    const home = (primary && this.#inventory.cluster(primary)) || cluster;
    const signature = [
      signatureOf(home, EGRESS_CONFIGURATION),
      signatureOf(cluster, EGRESS_WORKLOADS),
      signatureOf(home, ['ConfigMap']),
      home.details.name,
    ].join(' ');
    const kept = this.#kept.get(cluster);
    if (kept?.signature === signature) {
      return kept.egress;
    }
    const sources = sourcesOf(cluster, home);
    const isRemote = home !== cluster;
    const egress = {
      cluster,
      home,
      sources,
      readings: findEgressUnits(sources)
        // A primary's routes lead to gateways of all its clusters.
        .filter(unit => !isRemote || unit.service || unit.kubernetesGateway)
        .map(unit => readingOf(cluster.details.name, unit, sources)),
    };
    this.#kept.set(cluster, { signature, egress });
    return egress;
  }
}

function signatureOf(
  cluster: ClusterInventory,
  kinds: readonly Parameters<ClusterInventory['store']>[0][],
): string {
  return kinds
    .map(kind => {
      const { state, listed } = cluster.status(kind);
      return `${cluster.store(kind).revision}${listed ? '' : state}`;
    })
    .join();
}

function readingOf(
  cluster: string,
  unit: EgressUnit,
  sources: EgressSources,
): EgressReading {
  const objects = [
    ...unit.labelled,
    ...unit.gateways,
    ...(unit.service ? [unit.service] : []),
    ...(unit.kubernetesGateway ? [unit.kubernetesGateway] : []),
  ];
  const label = (key: string) =>
    objects.map(({ metadata }) => metadata.labels?.[key]).find(Boolean);
  const git = objects.map(findGitOwner).find(Boolean);
  const owner = label(NAMESPACE_OWNER_KEY);
  const component = label(KUBERNETES_ID_ANNOTATION);
  return {
    cluster,
    unit,
    pattern: patternOf(unit, sources),
    upstreams: upstreamsOf(unit, sources),
    admission: admissionOf(unit, sources),
    hop: hopOf(unit),
    workload: workloadOf(unit, sources),
    problems: problemsOf(unit, sources),
    clientNamespaces: clientNamespacesOf(unit),
    policies: sources.unreadable.has('AuthorizationPolicy')
      ? []
      : policiesOf(unit, sources),
    ...(owner ? { owner } : {}),
    ...(component ? { component } : {}),
    ...(git ? { managedBy: `${git.tool} (${git.name})` } : {}),
  };
}

/** A gateway of which memory holds nothing, as if it were ours. */
export function nothingKnownOf(ref: {
  cluster: string;
  namespace: string;
  name: string;
}): EgressReading {
  return {
    cluster: ref.cluster,
    unit: emptyUnit(ref, true),
    pattern: 'unknown',
    upstreams: [],
    admission: { mode: 'namespaces', callers: [] },
    hop: 'unknown',
    workload: { state: 'absent', message: 'Nothing runs for it.' },
    problems: [],
    clientNamespaces: [],
    policies: [],
  };
}
