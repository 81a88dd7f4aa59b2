import { ConflictError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  InjectionPlanRequest,
  meshNamespaceApplyPermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { injectionLabels, withLabels } from '@meshport/istio';
import { ClusterConnection, ClusterRegistry } from '../../clusters/types';
import { Inventory } from '../../inventory';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { injectionOf } from './InjectionPlans';
import { restartsIn, unknownRestarts } from './injectionRestarts';
import {
  differs,
  findNamespace,
  namespaceToLabel,
  patchLabels,
} from './namespaceLabels';
import { readInjectionPlan } from './setupInput';

/** Workloads that a finding names. */
const MOST_NAMED = 20;

const WORDS = {
  enabled: 'pods follow the default revision',
  revision: 'pods follow the revision that is named',
  disabled: 'no pod is injected',
  unset: 'no label speaks of injection any more',
};

/** Labels of namespaces that say how their pods are injected, asked for in bulk. */
export class InjectionLabelsKind implements RequestKind {
  readonly name = 'injection-labels';
  readonly title = 'Injection of namespaces';
  readonly schema: JsonObject = {
    type: 'object',
    required: ['cluster', 'changes'],
    additionalProperties: false,
    properties: {
      cluster: { type: 'string', description: 'Name of the cluster' },
      changes: {
        type: 'array',
        items: {
          type: 'object',
          required: ['namespace', 'injection'],
          additionalProperties: false,
          properties: {
            namespace: { type: 'string' },
            injection: {
              type: 'string',
              enum: ['enabled', 'revision', 'disabled', 'unset'],
            },
            revision: { type: 'string' },
          },
        },
      },
    },
  };
  readonly renderer = { name: '@meshport/istio/multicluster', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshNamespaceApplyPermission };
  readonly withoutPolicy = 'goesOn' as const;
  readonly doneBecause =
    'The labels are changed; ask for those of before to have them back.';

  constructor(
    private readonly services: {
      inventory: Inventory;
      registry: ClusterRegistry;
      settings: ApplySettings;
    },
  ) {}

  async plan(parameters: unknown): Promise<RequestDraft> {
    const { cluster, changes } = readInjectionPlan(parameters);
    const names = changes.map(({ namespace }) => namespace).sort();
    return {
      title: `Injection of ${names[0]}${
        names.length > 1 ? ` and ${names.length - 1} more namespaces` : ''
      } in ${cluster}`,
      subject: `${cluster}/${names.join(',')}`.slice(0, 500),
      targets: names.map(namespace => ({ cluster, namespace })),
      parameters: { cluster, changes: changes as unknown as JsonObject[] },
      objects: [],
      statements: changes.map(
        ({ namespace, injection, revision }) =>
          `Namespace ${namespace} of ${cluster}: ${
            revision ? `pods follow revision ${revision}` : WORDS[injection]
          }. Pods that run keep what they have until they are restarted.`,
      ),
    };
  }

  async check(plan: RequestPlan): Promise<void> {
    const { cluster, changes } = changesOf(plan);
    const connection = this.#writable(cluster);
    for (const { namespace } of changes) {
      await namespaceToLabel(connection, namespace);
    }
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster: name, changes } = changesOf(plan);
    const cluster = this.services.inventory.cluster(name);
    if (!cluster) {
      return [];
    }
    const unknown = unknownRestarts(cluster);
    if (unknown.length > 0) {
      return unknown.map(message => ({
        code: 'INJECTION_RESTARTS_UNKNOWN',
        severity: 'warning',
        message,
      }));
    }
    return changes.flatMap((change): RequestFinding[] => {
      const namespace = cluster.store('Namespace').get('', change.namespace);
      const restarts = namespace
        ? restartsIn(
            cluster,
            namespace,
            withLabels(
              namespace.metadata.labels ?? {},
              injectionLabels(injectionOf(change)),
            ),
          )
        : [];
      return restarts.length > 0
        ? [
            {
              code: 'INJECTION_RESTARTS',
              severity: 'info',
              message: `In ${change.namespace} ${restarts.length} ${
                restarts.length === 1 ? 'workload has' : 'workloads have'
              } to be restarted: ${restarts
                .slice(0, MOST_NAMED)
                .map(
                  ({ kind, name: workload, why }) =>
                    `${kind} ${workload} ${why}`,
                )
                .join('; ')}${
                restarts.length > MOST_NAMED ? '; and more' : ''
              }.`,
              mend: restarts
                .slice(0, MOST_NAMED)
                .map(({ command }) => command)
                .join('\n'),
            },
          ]
        : [];
    });
  }

  async provision(work: RequestWork): Promise<void> {
    const { cluster, changes } = changesOf(work.plan);
    const connection = this.#writable(cluster);
    for (const change of changes) {
      const namespace = await namespaceToLabel(connection, change.namespace);
      const labels = injectionLabels(injectionOf(change));
      if (differs(namespace, labels)) {
        await work.keepLease();
        await patchLabels(connection, change.namespace, labels);
      }
    }
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const { cluster, changes } = changesOf(work.plan);
    const connection = this.services.registry.get(cluster);
    for (const change of changes) {
      const namespace = await findNamespace(connection, change.namespace);
      if (
        !namespace ||
        differs(namespace, injectionLabels(injectionOf(change)))
      ) {
        return {
          state: 'waiting',
          message: `The labels of namespace ${change.namespace} are not as asked for: somebody has changed them since.`,
        };
      }
    }
    return {
      state: 'ready',
      message:
        'The namespaces have their labels. Workloads that run follow them once they are restarted.',
    };
  }

  /** Never asked: it is done when it is ready. */
  async retire(): Promise<void> {
    throw new ConflictError(this.doneBecause);
  }

  #writable(cluster: string): ClusterConnection {
    return writableCluster(
      this.services.registry,
      this.services.settings,
      cluster,
    );
  }
}

function changesOf(plan: RequestPlan): InjectionPlanRequest {
  return readInjectionPlan(plan.parameters);
}
