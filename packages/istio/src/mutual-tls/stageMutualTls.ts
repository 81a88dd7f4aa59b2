import { rootNamespaceOf } from '../policy/ask/authorize';
import { effectiveMutualTls } from '../policy/mutualTls';
import { KubernetesObject, referenceTo } from '../resources';
import { PlainClients } from './cutOffClients';
import { cutOffOthers } from './cutOffOthers';
import { DeclaredCaller, declaredCallers } from './declaredCallers';
import { byEvidence, byHarm } from './stageOrder';
import { ModeChange, strictTargets } from './strictTargets';
import type { MutualTlsStaging, NamespaceStage, StagingObjects } from './types';
import {
  isProtected,
  WorkloadGroup,
  workloadGroups,
  wordsOf,
} from './workloads';

/** Name of the policies that Meshport makes for whole namespaces and the mesh. */
export const MUTUAL_TLS_POLICY = 'default';

const MANAGED_BY = 'app.kubernetes.io/managed-by';

/**
 * The PeerAuthentication of one step: STRICT for a namespace, or, in the root
 * namespace, for the whole mesh.
 *
 * @public
 */
export function strictPolicy(namespace: string): KubernetesObject {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: {
      namespace,
      name: MUTUAL_TLS_POLICY,
      labels: { [MANAGED_BY]: 'meshport' },
    },
    spec: { mtls: { mode: 'STRICT' } },
  };
}

/** Whether a policy holds for all workloads of its namespace. */
function isGeneral({ spec }: KubernetesObject): boolean {
  return Object.keys(spec?.selector?.matchLabels ?? {}).length === 0;
}

/**
 * What of STRICT cannot be told from objects, whatever they are.
 *
 * @public
 */
export const UNKNOWN_OF_STRICT: readonly string[] = [
  'Which workloads call each other is not in any object: without telemetry only declared dependencies, routes and exposed ports tell.',
  'Callers outside of this cluster are not known, nor are those that address pods directly, past every Service.',
];

/** Looks at one mesh, one namespace after the other. */
class Staging {
  readonly #groups: WorkloadGroup[];
  readonly #here = new Map<string, WorkloadGroup[]>();
  readonly #declared: Map<string, DeclaredCaller[]>;
  readonly #clients: PlainClients;
  readonly #root: string;

  constructor(
    private readonly objects: StagingObjects,
    private readonly isOurs: (policy: KubernetesObject) => boolean,
  ) {
    this.#groups = workloadGroups(objects);
    for (const group of this.#groups) {
      const { namespace } = group.workload;
      this.#here.set(namespace, [...(this.#here.get(namespace) ?? []), group]);
    }
    this.#declared = declaredCallers(objects, this.#groups);
    this.#clients = new PlainClients(objects, this.#groups);
    this.#root = rootNamespaceOf({
      ...objects,
      requestAuthentications: [],
      authorizationPolicies: [],
    });
  }

  all(): MutualTlsStaging {
    const namespaces = this.objects.namespaces
      .map(({ metadata }) => metadata.name)
      .filter(name => name !== this.#root)
      .map(name => this.#stage(name))
      .sort(byHarm);
    return {
      mesh: this.#mesh(namespaces),
      namespaces,
      outside: this.#outside(),
      notKnown: [...UNKNOWN_OF_STRICT],
    };
  }

  #policies(namespace: string) {
    const before = this.objects.peerAuthentications;
    const general = before.filter(
      one => one.metadata.namespace === namespace && isGeneral(one),
    );
    return {
      before,
      general,
      after: [
        ...before.filter(one => !general.includes(one)),
        strictPolicy(namespace),
      ],
      rootNamespace: this.#root,
    };
  }

  #stage(namespace: string): NamespaceStage {
    const policies = this.#policies(namespace);
    const here = this.#here.get(namespace) ?? [];
    const changes = new Map(
      here
        .filter(isProtected)
        .map(group => [group, new ModeChange(group, policies)]),
    );
    const targets = strictTargets(this.objects, namespace, changes);
    const [mode] = effectiveMutualTls(
      this.objects.peerAuthentications,
      namespace,
      {},
      this.#root,
    );
    const isDone = mode.mode === 'STRICT';
    const conflicts = isDone
      ? []
      : policies.general.filter(one => !this.isOurs(one));
    const pods = (groups: readonly WorkloadGroup[]) =>
      groups.reduce((sum, group) => sum + Math.max(1, group.pods.length), 0);
    return {
      namespace,
      mode,
      workloads: {
        inMesh: pods([...changes.keys()]),
        outside: pods(here.filter(({ kind }) => kind === 'none')),
        open: pods(
          [...changes]
            .filter(([, change]) => change.closesAny)
            .map(([group]) => group),
        ),
      },
      state: stateOf(isDone, changes.size, conflicts.length),
      cutOff: [
        ...cutOffOthers({
          objects: this.objects,
          namespace,
          targets,
          groups: here,
          changes,
          declared: this.#declared.get(namespace) ?? [],
        }),
        ...this.#clients.find(targets),
      ].sort(byEvidence),
      staysOpen: [...changes.values()].flatMap(change => change.staysOpen()),
      conflicts: conflicts.map(referenceTo),
    };
  }

  #mesh(namespaces: readonly NamespaceStage[]): MutualTlsStaging['mesh'] {
    const [mode] = effectiveMutualTls(
      this.objects.peerAuthentications,
      this.#root,
      {},
      this.#root,
    );
    const conflicts =
      mode.mode === 'STRICT'
        ? []
        : this.#policies(this.#root).general.filter(one => !this.isOurs(one));
    const waitsFor = namespaces
      .filter(({ state }) => state === 'open' || state === 'blocked')
      .map(one => one.namespace);
    return {
      mode,
      state: meshState(mode.mode, waitsFor.length, conflicts.length),
      waitsFor,
      conflicts: conflicts.map(referenceTo),
    };
  }

  #outside(): MutualTlsStaging['outside'] {
    const found = new Map<string, MutualTlsStaging['outside'][number]>();
    for (const { kind, workload, pods } of this.#groups) {
      if (kind !== 'none') {
        continue;
      }
      const why =
        workload.kind === 'WorkloadEntry'
          ? 'The machine has no agent of Istio’s.'
          : 'Its pods have no proxy.';
      const key = wordsOf(workload);
      const known = found.get(key);
      found.set(key, {
        ...workload,
        pods: (known?.pods ?? 0) + Math.max(1, pods.length),
        why,
      });
    }
    return [...found.keys()].sort().map(key => found.get(key)!);
  }
}

function stateOf(
  isDone: boolean,
  workloads: number,
  conflicts: number,
): NamespaceStage['state'] {
  if (isDone) {
    return 'done';
  }
  if (workloads === 0) {
    return 'empty';
  }
  return conflicts > 0 ? 'blocked' : 'open';
}

function meshState(
  mode: string,
  waitsFor: number,
  conflicts: number,
): MutualTlsStaging['mesh']['state'] {
  // A namespace may take plain calls although the mesh as a whole does not.
  if (waitsFor > 0) {
    return 'waiting';
  }
  if (mode === 'STRICT') {
    return 'done';
  }
  return conflicts > 0 ? 'blocked' : 'open';
}

/**
 * The way of a mesh from PERMISSIVE to STRICT, namespace by namespace and then
 * as a whole, with everybody of whom the objects tell that they would be cut
 * off. A namespace's step is a PeerAuthentication for all of its workloads.
 *
 * The modes are those of `effectiveMutualTls`; how callers open connections is
 * judged as `askCall` does.
 *
 * @param isOurs - whether a policy was made by the one who asks, who may change it
 *
 * @public
 */
export function stageMutualTls(
  objects: StagingObjects,
  isOurs: (policy: KubernetesObject) => boolean,
): MutualTlsStaging {
  return new Staging(objects, isOurs).all();
}
