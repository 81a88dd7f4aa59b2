import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  meshNamespaceApplyPermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { ClusterInventory, Inventory } from '../inventory';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import {
  differs,
  findNamespace,
  namespaceToLabel,
  patchLabels,
} from '../remote-clusters/setup/namespaceLabels';
import {
  DISCOVERY_LABELS_KIND,
  DISCOVERY_LABELS_SCHEMA,
  DiscoveryLabelsInput,
  DiscoveryLabelsPlan,
  readDiscoveryLabels,
  readPlannedLabels,
} from './discoveryInput';
import { discoveryFindings } from './discoveryFindings';
import { DiscoveryScopes } from './DiscoveryScopes';
import { allowedKeys, isKept } from './labelKeys';

/** Labels that say which namespaces istiod watches, on many namespaces at once. */
export class DiscoveryLabelsKind implements RequestKind {
  readonly name = DISCOVERY_LABELS_KIND;
  readonly title = 'Discovery labels of namespaces';
  readonly schema: JsonObject = DISCOVERY_LABELS_SCHEMA;
  readonly renderer = { name: '@meshport/istio/discovery', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = {
    create: meshNamespaceApplyPermission,
    retire: meshNamespaceApplyPermission,
  };
  readonly withoutPolicy = 'goesOn' as const;
  readonly readyWithinSeconds = 300;

  constructor(
    private readonly services: {
      inventory: Inventory;
      registry: ClusterRegistry;
      settings: ApplySettings;
      scopes: DiscoveryScopes;
      /** As configured. */
      labelKeys: readonly string[];
    },
  ) {}

  /** The labels of now are kept in the plan, so that they can be put back. */
  async plan(
    parameters: unknown,
    call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const input = readDiscoveryLabels(parameters);
    const { cluster: name } = input;
    const cluster = this.#cluster(name);
    this.#refuseOtherLabels(input, cluster);
    const changes = input.changes.map(({ namespace, labels }) => {
      const existing = cluster.store('Namespace').get('', namespace);
      if (!existing || !call.mayRead(name, namespace)) {
        throw new NotFoundError(
          `changes: there is no namespace ${namespace} in cluster ${name} that you may see`,
        );
      }
      const before = Object.fromEntries(
        Object.keys(labels).map(key => [
          key,
          existing.metadata.labels?.[key] ?? null,
        ]),
      );
      return { namespace, labels, before };
    });
    const names = changes.map(({ namespace }) => namespace).sort();
    return {
      title: `Discovery labels of ${names[0]}${
        names.length > 1 ? ` and ${names.length - 1} more namespaces` : ''
      } in ${name}`,
      subject: `${name}/${names.join(',')}`.slice(0, 500),
      targets: names.map(namespace => ({ cluster: name, namespace })),
      parameters: { cluster: name, changes } as unknown as JsonObject,
      objects: [],
      statements: [
        ...changes.map(
          ({ namespace, labels, before }) =>
            `Namespace ${namespace}: ${Object.entries(labels)
              .map(([key, value]) => wordsOf(key, value, before[key]))
              .join('; ')}.`,
        ),
        'Retiring this request puts back the labels that were there.',
      ],
    };
  }

  async check(plan: RequestPlan): Promise<void> {
    const { cluster, changes } = changesOf(plan);
    const connection = this.#writable(cluster);
    for (const { namespace, before } of changes) {
      const existing = await namespaceToLabel(connection, namespace);
      if (differs(existing, before)) {
        throw new ConflictError(
          `changes: the labels of namespace ${namespace} have changed just now; ask again`,
        );
      }
    }
    if (changes.every(({ labels, before }) => sameLabels(labels, before))) {
      throw new InputError(
        'changes: every namespace has these labels already; ask for others',
      );
    }
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster, changes } = changesOf(plan);
    const scope = this.services.scopes.of(this.#cluster(cluster), { changes });
    return discoveryFindings(
      scope,
      changes.map(({ namespace }) => namespace),
    );
  }

  async provision(work: RequestWork): Promise<void> {
    const { cluster, changes } = changesOf(work.plan);
    const connection = this.#writable(cluster);
    // Nothing is written before all are as they were, or as they are to be.
    for (const { namespace, labels, before } of changes) {
      const existing = await namespaceToLabel(connection, namespace);
      if (differs(existing, before) && differs(existing, labels)) {
        throw new ConflictError(
          `changes: somebody has changed the labels of namespace ${namespace} since this was asked for; ask again`,
        );
      }
    }
    for (const { namespace, labels } of changes) {
      const existing = await namespaceToLabel(connection, namespace);
      if (differs(existing, labels)) {
        await work.keepLease();
        await patchLabels(connection, namespace, labels);
      }
    }
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const { cluster, changes } = changesOf(work.plan);
    const connection = this.services.registry.get(cluster);
    for (const { namespace, labels } of changes) {
      const existing = await findNamespace(connection, namespace);
      if (!existing || differs(existing, labels)) {
        return {
          state: 'waiting',
          message: `The labels of namespace ${namespace} are not as asked for: somebody has changed them since.`,
        };
      }
    }
    return { state: 'ready', message: 'The namespaces have their labels.' };
  }

  /** Puts back the labels that were; one that somebody else has set since is not taken away. */
  async retire(work: RequestWork): Promise<void> {
    const { cluster, changes } = changesOf(work.plan);
    const connection = this.#writable(cluster);
    const left: DiscoveryLabelsPlan['changes'] = [];
    for (const change of changes) {
      const existing = await findNamespace(connection, change.namespace);
      if (!existing || existing.metadata.deletionTimestamp) {
        continue;
      }
      await namespaceToLabel(connection, change.namespace);
      if (
        differs(existing, change.labels) &&
        differs(existing, change.before)
      ) {
        throw new ConflictError(
          `changes: somebody has changed the labels of namespace ${change.namespace} since; nothing was put back. Set them as this request did, or as they were before, and retire it again`,
        );
      }
      left.push(change);
    }
    for (const { namespace, before } of left) {
      await work.keepLease();
      await patchLabels(connection, namespace, before);
    }
  }

  #cluster(name: string): ClusterInventory {
    const found = this.services.inventory.cluster(name);
    if (!found) {
      throw new NotFoundError(
        `cluster: there is no cluster ${name}; choose one of those that Meshport shows`,
      );
    }
    return found;
  }

  /** A label may decide who owns a namespace, or what runs in it: only those of discovery are set here. */
  #refuseOtherLabels(
    { changes }: DiscoveryLabelsInput,
    cluster: ClusterInventory,
  ): void {
    const { scopes, labelKeys } = this.services;
    const scope = scopes.of(cluster);
    const allowed = allowedKeys(
      labelKeys,
      'notJudged' in scope ? [] : scope.now.selectors,
    );
    const other = changes
      .flatMap(({ labels }) => Object.keys(labels))
      .find(key => !allowed.includes(key));
    if (other === undefined) {
      return;
    }
    if (isKept(other)) {
      throw new NotAllowedError(
        `changes: ${other} decides more than discovery; injection has a request of its own (injection-labels)`,
      );
    }
    throw new NotAllowedError(
      `changes: ${other} is no label of discovery here; use ${allowed.join(
        ', ',
      )}, or have an administrator add it to mesh.discoveryScope.labelKeys`,
    );
  }

  #writable(cluster: string): ClusterConnection {
    const { registry, settings } = this.services;
    return writableCluster(registry, settings, cluster);
  }
}

function changesOf(plan: RequestPlan): DiscoveryLabelsPlan {
  return readPlannedLabels(plan.parameters);
}

function sameLabels(
  labels: Record<string, string | null>,
  before: Record<string, string | null>,
): boolean {
  return Object.entries(labels).every(([key, value]) => before[key] === value);
}

function wordsOf(
  key: string,
  value: string | null,
  before: string | null,
): string {
  if (value === null) {
    return `${key} is taken away${before === null ? '' : ` (was ${before})`}`;
  }
  return `${key}=${value}${
    before === null || before === value ? '' : ` instead of ${before}`
  }`;
}
