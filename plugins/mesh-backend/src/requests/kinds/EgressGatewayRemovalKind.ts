import { ConflictError } from '@backstage/errors';
import {
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
import { EgressReading } from '../../egress/EgressInventory';
import { noGateway } from '../../egress/EgressReader';
import { REMOVAL_KIND } from '../../egress/EgressRemoval';
import { kindOf } from '../../egress/EgressSight';
import { deletionsOf } from '../../egress/removalPlan';
import { describeObject } from '../../manifests/objects';
import { writableCluster } from '../../manifests/writableCluster';
import { workloadUsers } from '../../egress/usersOf';
import { GatewayKindOptions } from './EgressGatewayKind';
import {
  EGRESS_GATEWAY_REF_SCHEMA,
  readGatewayRef,
} from './egressGatewayParameters';
import { deleteGateway, GatewayPlace, isOf, liveObjects } from './gatewayWork';

/** Taking an egress gateway away, asked for; also one that was made without a request. */
export class EgressGatewayRemovalKind implements RequestKind {
  readonly name = REMOVAL_KIND;
  readonly title = 'Removal of an egress gateway';
  readonly schema = EGRESS_GATEWAY_REF_SCHEMA;
  readonly renderer = { name: '@meshport/istio/egress', version: '2' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly withoutPolicy = 'goesOn' as const;
  readonly readyWithinSeconds = 300;
  readonly doneBecause = 'The gateway is gone; ask for one to have it again.';
  readonly #options: GatewayKindOptions;

  constructor(options: GatewayKindOptions) {
    this.#options = options;
  }

  async plan(
    parameters: unknown,
    call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const { cluster, namespace, name } = readGatewayRef(parameters);
    const reading = this.#reading({ cluster, namespace, name });
    if (!reading || !call.mayRead(cluster, namespace)) {
      throw noGateway({ cluster, namespace, name });
    }
    const { unit, owner, component, upstreams, clientNamespaces } = reading;
    const namespaces = new Set([
      namespace,
      ...unit.labelled.map(({ metadata }) => metadata.namespace ?? namespace),
      ...clientNamespaces.filter(one => one !== '*'),
    ]);
    const objects = unit.labelled
      .map(object => describeObject({ ...object, kind: kindOf(object) }))
      .sort();
    return {
      title: `Removal of egress gateway ${name} in ${namespace}`,
      subject: `${cluster}/${namespace}/${name}`,
      targets: [...namespaces].sort().map(one => ({ cluster, namespace: one })),
      parameters: {
        cluster,
        namespace,
        name,
        ...(owner ? { owner } : {}),
        ...(component ? { component } : {}),
      },
      objects: [],
      // What asks for an approval of gateways asks for one of their removal, too.
      alsoKinds: ['egress-gateway'],
      statements: [
        `Everything that Meshport made of the egress gateway ${name} is deleted, routes first: ${
          objects.join(', ') || 'what is left of it'
        }, and its ServiceAccount and other objects with its label.`,
        `Calls to ${
          upstreams.map(({ host }) => host).join(', ') || 'its hosts'
        } no longer go by it: they go directly where the mesh lets them, and fail where it does not.`,
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { registry, settings, gateways } = this.#options;
    const place = placeOf(plan);
    writableCluster(registry, settings, place.cluster);
    const reading = this.#reading(place);
    if (reading && !reading.unit.ours) {
      throw new ConflictError(
        `name: ${place.name} in ${place.namespace} was not made by Meshport; whoever made it has to remove it`,
      );
    }
    const { deletes, keptBy } = deletionsOf(
      (await liveObjects(gateways, place, namespacesOf(plan))).objects,
    );
    if (keptBy) {
      throw new ConflictError(
        `name: ${keptBy} keeps some of it and would make it again; remove it in Git`,
      );
    }
    if (!deletes.some(object => isOf(object, place))) {
      throw new ConflictError(
        'name: there is nothing of it that Meshport made',
      );
    }
  }

  /** Who still uses it: an approver has to see it, and to be asked again when others came. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const reading = this.#reading(placeOf(plan));
    if (!reading) {
      return [];
    }
    const cluster = this.#options.gateways.egress.cluster(reading.cluster)!;
    const targets = new Set(namespacesOf(plan));
    return workloadUsers(reading, this.#options.gateways.egress.of(cluster), [
      ...targets,
    ]).map(({ workload, namespace, why }) => ({
      code: 'STILL_USED',
      severity: 'warning',
      message: `${workload} in ${namespace}: ${why}`,
    }));
  }

  async provision(work: RequestWork): Promise<void> {
    await deleteGateway(
      this.#options.gateways,
      work,
      placeOf(work.plan),
      namespacesOf(work.plan),
    );
  }

  async observe({ plan }: RequestWork): Promise<RequestObservation> {
    const place = placeOf(plan);
    const { objects } = await liveObjects(
      this.#options.gateways,
      place,
      namespacesOf(plan),
    );
    const left = deletionsOf(objects).deletes.filter(one => isOf(one, place));
    return left.length === 0
      ? { state: 'ready', message: 'All that Meshport made of it is gone.' }
      : {
          state: 'waiting',
          message: `${left.map(describeObject).join(', ')} ${
            left.length === 1 ? 'is' : 'are'
          } still there.`,
        };
  }

  /** What is deleted does not come back; ask for the gateway anew. */
  async retire(): Promise<void> {}

  #reading(place: GatewayPlace): EgressReading | undefined {
    const { egress } = this.#options.gateways;
    const cluster = egress.cluster(place.cluster);
    return (
      cluster &&
      egress
        .of(cluster)
        .readings.find(
          ({ unit }) =>
            unit.namespace === place.namespace && unit.name === place.name,
        )
    );
  }
}

function placeOf(plan: RequestPlan): GatewayPlace {
  return plan.parameters as unknown as GatewayPlace;
}

function namespacesOf(plan: RequestPlan): string[] {
  return plan.targets.flatMap(one => one.namespace ?? []);
}
