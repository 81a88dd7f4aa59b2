import { JsonObject } from '@backstage/types';
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
import {
  EgressEnvironment,
  EgressGatewayModel,
  egressNotes,
  renderEgressGateway,
  validateEgressGateway,
} from '@meshport/istio';
import { ClusterRegistry } from '../../clusters/types';
import { fallenObjects } from '../../egress/fallenObjects';
import { GatewayContext } from '../../egress/GatewayContext';
import { rememberedModel, withKeptPorts } from '../../egress/keptPorts';
import { deploymentOf } from '../../egress/rollout';
import { toBackstageError } from '../../manifests/clusterErrors';
import { refuseClaimedHosts } from '../../manifests/hostClaims';
import {
  namespacesOfGateway,
  refuseMissingNamespace,
} from '../../manifests/namespaces';
import { describeObject, ManifestObject } from '../../manifests/objects';
import { rolloutState } from '../../manifests/readiness';
import { readEgressGateway } from '../../manifests/requests';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import {
  refuseAbsentCredentials,
  refuseIngressCredentials,
} from '../../egress/credentialChecks';
import {
  EGRESS_GATEWAY_SCHEMA,
  readEgressGatewayParameters,
} from './egressGatewayParameters';
import { deleteFallen, deleteGateway, liveObjects } from './gatewayWork';
import { MeshAuthorizer } from '../../permissions';

/** What the kinds of gateways are made with. */
export interface GatewayKindOptions {
  registry: ClusterRegistry;
  settings: ApplySettings;
  gateways: GatewayContext;
  authorizer: MeshAuthorizer;
}

/** An egress gateway, asked for, new or changed. */
export class EgressGatewayKind implements RequestKind {
  readonly name: string = 'egress-gateway';
  readonly title: string = 'Egress gateway';
  readonly schema: JsonObject = EGRESS_GATEWAY_SCHEMA;
  readonly renderer = { name: '@meshport/istio/egress', version: '2' };
  readonly deliveries: readonly RequestDelivery[] = ['apply', 'git'];
  readonly withoutPolicy = 'goesOn' as const;
  readonly readyWithinSeconds = 900;
  protected readonly options: GatewayKindOptions;

  constructor(options: GatewayKindOptions) {
    this.options = options;
  }

  async plan(
    parameters: unknown,
    { mayRead }: RequestPlanCall,
  ): Promise<RequestDraft> {
    const { cluster, gateway } = readEgressGatewayParameters(parameters);
    return this.draft(cluster, gateway, mayRead);
  }

  /** The plan of a gateway as it is to be. */
  protected draft(
    cluster: string,
    gateway: Record<string, unknown>,
    mayRead: RequestPlanCall['mayRead'],
    more: JsonObject = {},
  ): RequestDraft {
    const environment = this.options.gateways.environments.known(cluster);
    const asked = readEgressGateway(gateway, environment);
    const place = {
      cluster,
      namespace: asked.model.namespace,
      name: asked.model.name,
    };
    const { model, input } = withKeptPorts(
      asked,
      mayRead(cluster, place.namespace)
        ? rememberedModel(this.options.gateways.egress, place)
        : undefined,
      environment,
    );
    const { name, namespace, upstreams } = model;
    const namespaces = namespacesOfGateway(model, environment).map(
      one => one.name,
    );
    const hosts = [...new Set(upstreams.map(({ host }) => host))].join(', ');
    return {
      title: `Egress gateway ${name} in ${namespace}`,
      subject: `${cluster}/${namespace}/${name}`,
      targets: namespaces.map(one => ({ cluster, namespace: one })),
      parameters: {
        cluster,
        gateway: input as unknown as JsonObject,
        ...more,
      },
      objects: renderEgressGateway(model, environment).map(manifest => ({
        cluster,
        manifest: manifest as unknown as Record<string, unknown>,
      })),
      statements: [
        `Calls to ${hosts} from ${namespaces.join(
          ', ',
        )} in cluster ${cluster} leave the mesh through this gateway.`,
      ],
    };
  }

  async check(plan: RequestPlan, call: RequestPlanCall): Promise<void> {
    const { registry, settings, gateways, authorizer } = this.options;
    const { cluster, model, environment } = this.read(plan);
    const connection =
      plan.delivery === 'apply'
        ? writableCluster(registry, settings, cluster)
        : registry.get(cluster);
    for (const namespace of namespacesOfGateway(model, environment)) {
      await refuseMissingNamespace(connection, namespace);
    }
    await refuseIngressCredentials(
      authorizer,
      cluster,
      model,
      call.credentials,
    );
    await refuseAbsentCredentials(gateways.credentials, cluster, model);
    try {
      await refuseClaimedHosts(connection, model, namespace =>
        call.mayRead(cluster, namespace),
      );
    } catch (error) {
      throw toBackstageError(error, { cluster });
    }
    await this.#fallen(plan);
  }

  /** Istio's IST0109 for a route that came since, what falls out, and what could not be known. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster, model, environment } = this.read(plan);
    const found: RequestFinding[] = egressNotes(model, environment)
      .filter(one => one.severity === 'warning')
      .map(({ code, message }) => ({
        code: code.toLocaleUpperCase('en-US').replace(/-/g, '_'),
        severity: 'warning',
        message,
      }));
    try {
      const warnings = await refuseClaimedHosts(
        this.options.registry.get(cluster),
        model,
        // Approvers may read other namespaces than the requester.
        () => false,
      );
      found.push(
        ...warnings.map(
          (message): RequestFinding => ({
            code: 'HOST_CLAIMS_UNKNOWN',
            severity: 'warning',
            message,
          }),
        ),
      );
    } catch (error) {
      const known = toBackstageError(error, { cluster });
      if (known.name !== 'ConflictError') {
        throw known;
      }
      found.push({
        code: 'IST0109',
        severity: 'error',
        message: known.message,
      });
    }
    if (plan.delivery === 'apply') {
      const fallen = await this.#fallen(plan);
      found.push(
        ...fallen.deletes.map(
          (object): RequestFinding => ({
            code: 'FALLS_OUT',
            severity: 'info',
            message: `${describeObject(
              object,
            )} is no part of the gateway any more and is deleted after the rest is written.`,
          }),
        ),
        ...fallen.notes.map(
          (message): RequestFinding => ({
            code: 'STAYS',
            severity: 'warning',
            message,
          }),
        ),
      );
    }
    return found;
  }

  async provision(work: RequestWork): Promise<void> {
    const { cluster, model } = this.read(work.plan);
    // What stays is written before anything is taken away.
    await work.applyObjects();
    await deleteFallen(this.options.gateways, work, cluster, model);
  }

  async observe({ plan }: RequestWork): Promise<RequestObservation> {
    const { cluster, model } = this.read(plan);
    const deployment = deploymentOf(model);
    return deployment
      ? rolloutState(this.options.registry.get(cluster), deployment)
      : { state: 'ready', message: 'It has no pods of its own.' };
  }

  /** Deletes what the gateway's labels own and Meshport made, routes first; nothing else. */
  async retire(work: RequestWork): Promise<void> {
    const { cluster, model } = this.read(work.plan);
    const { namespace, name, owner, component } = model;
    await deleteGateway(
      this.options.gateways,
      work,
      { cluster, namespace, name, owner, component },
      work.plan.targets.flatMap(one => one.namespace ?? []),
    );
  }

  /** The gateway of a plan; plans of earlier versions are read as well. */
  protected read(plan: RequestPlan): {
    cluster: string;
    model: EgressGatewayModel;
    environment: EgressEnvironment;
  } {
    const { cluster, gateway } = plan.parameters as unknown as {
      cluster: string;
      gateway: Record<string, unknown>;
    };
    const environment = this.options.gateways.environments.known(cluster);
    // Without the environment: what was approved stays readable when a rule changed since.
    const result = validateEgressGateway(gateway);
    if ('problems' in result) {
      throw new Error(
        `the gateway of the plan is not valid any more: ${result.problems
          .map(({ field, message }) => `${field}: ${message}`)
          .join(' ')}`,
      );
    }
    return { cluster, model: result.model, environment };
  }

  async #fallen(plan: RequestPlan) {
    const { cluster, model } = this.read(plan);
    const wanted = plan.objects.map(
      one => one.manifest as unknown as ManifestObject,
    );
    return fallenObjects(
      model,
      wanted,
      await liveObjects(
        this.options.gateways,
        { cluster, namespace: model.namespace, name: model.name },
        wanted.map(({ metadata }) => metadata.namespace),
      ),
    );
  }
}
