import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  InjectionChange,
  InjectionPlan,
  InjectionPlanRequest,
} from '@meshport/backstage-plugin-mesh-common';
import {
  injectionLabels,
  NamespaceInjection,
  withLabels,
} from '@meshport/istio';
import { ReadScope } from '../../entities/ReadScope';
import { Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { chosenCluster } from './chosenCluster';
import { restartsIn, unknownRestarts } from './injectionRestarts';

/** Labels that say how a namespace's pods are injected. */
const SHOWN = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'];

/** Says what a change of namespaces' labels means for the pods that run. */
export class InjectionPlans {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
    },
  ) {}

  /** @throws `NotAllowedError`, and `NotFoundError` for a namespace that is not there or may not be read */
  async plan(
    { cluster: name, changes }: InjectionPlanRequest,
    credentials: BackstageCredentials,
  ): Promise<InjectionPlan> {
    const { inventory, authorizer } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const cluster = chosenCluster(inventory, scope, name);
    const unknown = unknownRestarts(cluster);
    const planned = changes.map(change => {
      const namespace = cluster.store('Namespace').get('', change.namespace);
      if (!namespace || !scope.mayReadNamespace(name, change.namespace)) {
        throw new NotFoundError(
          `changes: there is no namespace ${change.namespace} in cluster ${name} that you may see`,
        );
      }
      const before = namespace.metadata.labels ?? {};
      const after = withLabels(before, injectionLabels(injectionOf(change)));
      return {
        namespace,
        after,
        view: {
          namespace: change.namespace,
          before: shown(before),
          after: shown(after),
          changed:
            JSON.stringify(shown(before)) !== JSON.stringify(shown(after)),
        },
      };
    });
    return {
      cluster: name,
      changes: planned.map(({ view }) => view),
      restarts: unknown.length
        ? []
        : planned.flatMap(({ namespace, after }) =>
            restartsIn(cluster, namespace, after),
          ),
      unknown,
    };
  }
}

/** What of a change the labels are made from. */
export function injectionOf({
  injection,
  revision,
}: InjectionChange): NamespaceInjection {
  return injection === 'revision'
    ? { injection, revision: revision! }
    : { injection };
}

function shown(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    SHOWN.filter(key => labels[key] !== undefined).map(key => [
      key,
      labels[key],
    ]),
  );
}
