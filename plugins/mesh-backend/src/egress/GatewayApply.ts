import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  ApplyEgressGatewayRequest,
  EgressApplyReport,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import {
  EgressEnvironment,
  EgressGatewayModel,
  egressInputOf,
  KubernetesObject as PlainObject,
  renderEgressGateway,
} from '@meshport/istio';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { ReadScope } from '../entities/ReadScope';
import { toBackstageError } from '../manifests/clusterErrors';
import { refuseClaimedHosts } from '../manifests/hostClaims';
import { ManifestsService, WriteCall } from '../manifests/ManifestsService';
import { namespacesOf, namespacesOfGateway } from '../manifests/namespaces';
import { ManifestObject } from '../manifests/objects';
import { refuseProtocolChange } from '../manifests/protocolChange';
import { waitForDeployment } from '../manifests/readiness';
import { readEgressGateway } from '../manifests/requests';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { MeshAuthorizer } from '../permissions';
import {
  refuseAbsentCredentials,
  refuseIngressCredentials,
} from './credentialChecks';
import { CredentialLookup } from './CredentialLookup';
import { deleteObjects } from './deleteObjects';
import { EgressEnvironments } from './EgressEnvironments';
import { EgressGatewayRef, noGateway } from './EgressReader';
import { Fallen, fallenObjects } from './fallenObjects';
import { GatewayLook } from './GatewayLook';
import { modelIn, withKeptPorts } from './keptPorts';
import { LiveObject, LiveObjects } from './LiveGateway';
import { OneAtATime } from './OneAtATime';
import { referenceTo } from './removalPlan';
import { deploymentOf } from './rollout';

/**
 * Longest time from the start of a call to its answer. Node's fetch gives up
 * on an answer's headers after 300 seconds.
 */
const ANSWER_WITHIN_SECONDS = 290;

/** Makes and changes gateways on behalf of a caller: checks, writes, takes away what falls out, waits. */
export class GatewayApply {
  readonly #registry: ClusterRegistry;
  readonly #authorizer: MeshAuthorizer;
  readonly #settings: ApplySettings;
  readonly #manifests: ManifestsService;
  readonly #environments: EgressEnvironments;
  readonly #credentials: CredentialLookup;
  readonly #look: GatewayLook;
  readonly #turns = new OneAtATime();

  constructor(options: {
    registry: ClusterRegistry;
    authorizer: MeshAuthorizer;
    settings: ApplySettings;
    manifests: ManifestsService;
    environments: EgressEnvironments;
    credentials: CredentialLookup;
    look: GatewayLook;
  }) {
    this.#registry = options.registry;
    this.#authorizer = options.authorizer;
    this.#settings = options.settings;
    this.#manifests = options.manifests;
    this.#environments = options.environments;
    this.#credentials = options.credentials;
    this.#look = options.look;
  }

  /**
   * Renders a gateway, applies it, deletes what it has no more, and waits for
   * its pods. What stays is written before anything is taken away.
   *
   * Throws `InputError`, `NotAllowedError`, `NotFoundError`, `ConflictError`
   * or `ServiceUnavailableError`, each naming the field and the mend.
   */
  async apply(
    request: ApplyEgressGatewayRequest,
    call: WriteCall,
  ): Promise<EgressApplyReport> {
    const connection = writableCluster(
      this.#registry,
      this.#settings,
      request.cluster,
    );
    return this.#write(connection, request.gateway, request.waitSeconds, call);
  }

  /**
   * Adds an upstream to a gateway as it is now. Of two who add one at the same
   * time the later one is refused or sees the other's, so none is lost.
   */
  async addUpstream(
    request: EgressGatewayRef & {
      upstream: Record<string, unknown>;
      waitSeconds?: number;
    },
    call: WriteCall,
  ): Promise<EgressApplyReport> {
    const { cluster, namespace, name } = request;
    const connection = writableCluster(this.#registry, this.#settings, cluster);
    const scope = await ReadScope.create(this.#authorizer, call.credentials);
    if (
      !scope.mayReadCluster(cluster) ||
      !scope.mayReadNamespace(cluster, namespace)
    ) {
      throw noGateway(request);
    }
    return this.#turns.run(`${cluster}/${namespace}/${name}`, async () => {
      const { model, live } = await this.#present(request);
      return this.#write(
        connection,
        {
          ...model,
          upstreams: [...model.upstreams, request.upstream],
        } as unknown as Record<string, unknown>,
        request.waitSeconds,
        call,
        { live, kinds: ['egress-upstream', 'egress-gateway'] },
      );
    });
  }

  #live(
    ref: EgressGatewayRef,
    namespaces?: readonly string[],
  ): Promise<LiveObjects> {
    return this.#look.liveOf(ref, namespaces).catch(error => {
      throw toBackstageError(error, { cluster: ref.cluster });
    });
  }

  /** A gateway as it is in the cluster now. */
  async #present(
    ref: EgressGatewayRef,
  ): Promise<{ model: EgressGatewayModel; live: LiveObjects }> {
    const live = await this.#live(ref);
    if (live.objects.length === 0) {
      throw noGateway(ref);
    }
    const asked = await this.#look.withChart(ref, live.objects);
    const read = egressInputOf(asked as unknown as PlainObject[]);
    if ('why' in read) {
      throw new ConflictError(`name: ${read.why}`);
    }
    return { model: read.model, live };
  }

  /**
   * @param change - `live`: the gateway's objects as the input was made of
   * them: when they are others by now nothing is written; `kinds`: of the
   * requests whose policies hold
   */
  async #write(
    connection: ClusterConnection,
    gateway: Record<string, unknown>,
    waitSeconds: number | undefined,
    call: WriteCall,
    change: { live?: LiveObjects; kinds: string[] } = {
      kinds: ['egress-gateway'],
    },
  ): Promise<EgressApplyReport> {
    const started = Date.now();
    const cluster = connection.details.name;
    const environment = await this.#environments.of(cluster);
    const asked = readEgressGateway(gateway, environment);
    call.onObjects?.(rendered(asked.model, environment));
    const namespaces = namespacesOfGateway(asked.model, environment);
    await this.#manifests.checkNamespaces(connection, namespaces, call);
    await refuseIngressCredentials(
      this.#authorizer,
      cluster,
      asked.model,
      call.credentials,
    );
    await this.#manifests.checkPolicy(
      connection,
      change.kinds,
      namespaces,
      call,
    );
    const live = await this.#live(
      { cluster, namespace: asked.model.namespace, name: asked.model.name },
      namespaces.map(one => one.name),
    );
    const { model, notes } = withKeptPorts(
      asked,
      modelIn(live.objects as unknown as PlainObject[]),
      environment,
    );
    const objects = rendered(model, environment);
    call.onObjects?.(objects);
    const fallen = await this.#fallen(connection, model, objects, live, call);
    const warnings = [
      ...(await this.#claims(connection, model, call.credentials)),
      ...(await refuseAbsentCredentials(this.#credentials, cluster, model)),
      ...notes
        .filter(one => one.severity === 'warning')
        .map(one => one.message),
      ...fallen.notes,
    ];
    await deleteObjects(connection, fallen.deletes, { dryRun: true });
    const report = await this.#manifests.apply(
      connection,
      change.live ? pinned(objects, change.live) : objects,
      'rendered',
      call,
      warnings,
    );
    const removed = call.dryRun
      ? fallen.deletes.map(one => referenceTo(cluster, one))
      : await deleteObjects(connection, fallen.deletes, {
          dryRun: false,
          onDeleted: call.onDeleted,
        });
    const deployment = deploymentOf(model);
    if (call.dryRun || !waitSeconds || !deployment) {
      return { ...report, removed };
    }
    const elapsed = (Date.now() - started) / 1000;
    const readiness = await waitForDeployment(connection, deployment, {
      seconds: Math.min(waitSeconds, ANSWER_WITHIN_SECONDS - elapsed),
      signal: call.signal,
    });
    const named = model.upstreams.find(one => !one.addresses?.length);
    if (!readiness.ready && named) {
      // An Envoy is not ready before it has looked its upstreams up.
      readiness.message += `; if its proxy waits, check that the cluster's DNS knows ${named.host}`;
    }
    return { ...report, removed, readiness };
  }

  async #fallen(
    connection: ClusterConnection,
    model: EgressGatewayModel,
    objects: ManifestObject[],
    live: LiveObjects,
    call: WriteCall,
  ): Promise<Fallen> {
    if (live.notListed.includes(`DestinationRule in ${model.namespace}`)) {
      await refuseProtocolChange(connection, model);
    }
    const fallen = fallenObjects(model, objects, live);
    await this.#manifests.checkNamespaces(
      connection,
      namespacesOf(fallen.deletes as unknown as ManifestObject[]),
      call,
    );
    return fallen;
  }

  async #claims(
    connection: ClusterConnection,
    model: EgressGatewayModel,
    credentials: BackstageCredentials,
  ): Promise<string[]> {
    const cluster = connection.details.name;
    const mayRead = await this.#authorizer.namespaceFilter(
      credentials,
      meshNamespaceReadPermission,
    );
    try {
      return await refuseClaimedHosts(connection, model, namespace =>
        mayRead(this.#authorizer.namespaceResource(cluster, namespace)),
      );
    } catch (error) {
      throw toBackstageError(error, { cluster });
    }
  }
}

function rendered(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
): ManifestObject[] {
  return renderEgressGateway(model, environment) as unknown as ManifestObject[];
}

/**
 * The objects that were there with the version that was seen of them: the API
 * server refuses the write when somebody changed them since.
 */
function pinned(
  objects: readonly ManifestObject[],
  { objects: live }: LiveObjects,
): ManifestObject[] {
  const versionOf = (wanted: ManifestObject) =>
    live.find(
      (one: LiveObject) =>
        one.kind === wanted.kind &&
        one.apiVersion === wanted.apiVersion &&
        one.metadata.namespace === wanted.metadata.namespace &&
        one.metadata.name === wanted.metadata.name,
    )?.metadata.resourceVersion;
  return objects.map(object => {
    // The others have no part in which two upstreams meet.
    const isShared = ['Gateway', 'Service', 'ServiceEntry'].includes(
      object.kind,
    );
    const resourceVersion = isShared ? versionOf(object) : undefined;
    return resourceVersion
      ? { ...object, metadata: { ...object.metadata, resourceVersion } }
      : object;
  });
}
