import { JsonObject } from '@backstage/types';
import {
  EGRESS_GATEWAY_LABEL,
  FIELD_MANAGER,
  NAMESPACE_OWNER_KEY,
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
import { EgressGatewayInput, renderEgressGateway } from '@meshport/istio';
import { ClusterConnection, ClusterRegistry } from '../../clusters/types';
import { toBackstageError } from '../../manifests/clusterErrors';
import { refuseClaimedHost } from '../../manifests/hostClaims';
import {
  namespacesOfGateway,
  refuseMissingNamespace,
} from '../../manifests/namespaces';
import { refuseProtocolChange } from '../../manifests/protocolChange';
import { rolloutState } from '../../manifests/readiness';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import {
  EGRESS_GATEWAY_SCHEMA,
  EgressGatewayParameters,
  readEgressGatewayParameters,
} from './egressGatewayParameters';
import { retireLabelled } from './retireLabelled';

/** An egress gateway for one outside host, asked for. */
export class EgressGatewayKind implements RequestKind {
  readonly name = 'egress-gateway';
  readonly title = 'Egress gateway';
  readonly schema = EGRESS_GATEWAY_SCHEMA;
  readonly renderer = { name: '@meshport/istio/egress', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply', 'git'];
  readonly withoutPolicy = 'goesOn' as const;
  readonly readyWithinSeconds = 900;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;

  constructor(options: { registry: ClusterRegistry; settings: ApplySettings }) {
    this.#registry = options.registry;
    this.#settings = options.settings;
  }

  async plan(parameters: unknown): Promise<RequestDraft> {
    const { cluster, gateway } = readEgressGatewayParameters(parameters);
    const { name, namespace, host } = gateway;
    const namespaces = namespacesOfGateway(gateway).map(one => one.name);
    return {
      title: `Egress gateway ${name} in ${namespace}`,
      subject: `${cluster}/${namespace}/${name}`,
      targets: namespaces.map(one => ({ cluster, namespace: one })),
      parameters: {
        cluster,
        gateway: gateway as unknown as JsonObject,
      },
      objects: renderEgressGateway(gateway).map(manifest => ({
        cluster,
        manifest: manifest as unknown as Record<string, unknown>,
      })),
      statements: [
        `Calls to ${host} from ${namespaces.join(
          ', ',
        )} in cluster ${cluster} leave the mesh through this gateway.`,
      ],
    };
  }

  async check(plan: RequestPlan, call: RequestPlanCall): Promise<void> {
    const { cluster, gateway } = parametersOf(plan);
    const connection =
      plan.delivery === 'apply'
        ? writableCluster(this.#registry, this.#settings, cluster)
        : this.#registry.get(cluster);
    for (const namespace of namespacesOfGateway(gateway)) {
      await refuseMissingNamespace(connection, namespace);
    }
    await refuseProtocolChange(connection, gateway);
    try {
      await this.#refuseClaimedHost(connection, gateway, namespace =>
        call.mayRead(cluster, namespace),
      );
    } catch (error) {
      throw toBackstageError(error, { cluster });
    }
  }

  /** Istio's IST0109 for a route that came since, and what could not be known. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster, gateway } = parametersOf(plan);
    try {
      const warnings = await this.#refuseClaimedHost(
        this.#registry.get(cluster),
        gateway,
        // Approvers may read other namespaces than the requester.
        () => false,
      );
      return warnings.map(message => ({
        code: 'HOST_CLAIMS_UNKNOWN',
        severity: 'warning',
        message,
      }));
    } catch (error) {
      const known = toBackstageError(error, { cluster });
      if (known.name !== 'ConflictError') {
        throw known;
      }
      return [{ code: 'IST0109', severity: 'error', message: known.message }];
    }
  }

  async provision(work: RequestWork): Promise<void> {
    await work.applyObjects();
  }

  async observe({ plan }: RequestWork): Promise<RequestObservation> {
    const { cluster, gateway } = parametersOf(plan);
    return rolloutState(this.#registry.get(cluster), gateway);
  }

  /** Deletes what the gateway's labels own and Meshport made, routes first; nothing else. */
  async retire(work: RequestWork): Promise<void> {
    const { cluster, gateway } = parametersOf(work.plan);
    await retireLabelled(work, {
      cluster,
      namespace: gateway.namespace,
      labels: {
        'app.kubernetes.io/managed-by': FIELD_MANAGER,
        [EGRESS_GATEWAY_LABEL]: gateway.name,
        ...(gateway.owner ? { [NAMESPACE_OWNER_KEY]: gateway.owner } : {}),
      },
    });
  }

  #refuseClaimedHost(
    connection: ClusterConnection,
    gateway: EgressGatewayInput,
    mayRead: (namespace: string) => boolean,
  ): Promise<string[]> {
    const clients = namespacesOfGateway(gateway).map(one => one.name);
    return refuseClaimedHost(connection, { ...gateway, clients }, mayRead);
  }
}

/** The parameters of a plan of this kind. */
function parametersOf(plan: RequestPlan): EgressGatewayParameters {
  return plan.parameters as unknown as EgressGatewayParameters;
}
