import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  EgressTest,
  meshEgressTestPermission,
  StartEgressTest,
} from '@meshport/backstage-plugin-mesh-common';
import {
  egressInputOf,
  egressTestJob,
  KubernetesObject as PlainObject,
} from '@meshport/istio';
import { randomBytes } from 'crypto';
import { ClusterRegistry } from '../clusters/types';
import { ReadScope } from '../entities/ReadScope';
import { toBackstageError } from '../manifests/clusterErrors';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { MeshAuthorizer } from '../permissions';
import { EgressEnvironments } from './EgressEnvironments';
import { EgressInventory } from './EgressInventory';
import { EgressGatewayRef, noGateway } from './EgressReader';
import { EgressSight } from './EgressSight';
import { GatewayLook } from './GatewayLook';
import { runTestJob } from './runTestJob';
import { chooseUpstream, ingressAddress, urlOf } from './testTarget';
import { verdictOf } from './testVerdict';

/** Tests that one backend has going at a time. */
const MOST_AT_ONCE = 8;
const DEFAULT_WAIT_SECONDS = 90;

/** Sends calls through gateways from Jobs in the cluster, on behalf of a caller. */
export class EgressTests {
  readonly #registry: ClusterRegistry;
  readonly #authorizer: MeshAuthorizer;
  readonly #egress: EgressInventory;
  readonly #environments: EgressEnvironments;
  readonly #look: GatewayLook;
  readonly #settings: ApplySettings;
  #going = 0;

  constructor(options: {
    registry: ClusterRegistry;
    authorizer: MeshAuthorizer;
    egress: EgressInventory;
    environments: EgressEnvironments;
    look: GatewayLook;
    settings: ApplySettings;
  }) {
    this.#registry = options.registry;
    this.#authorizer = options.authorizer;
    this.#egress = options.egress;
    this.#environments = options.environments;
    this.#look = options.look;
    this.#settings = options.settings;
  }

  /**
   * Runs one test to its end and takes its Job away again.
   *
   * Throws `NotFoundError`, `NotAllowedError`, `InputError`, `ConflictError` or
   * `ServiceUnavailableError`; that the test failed is no error.
   */
  async run(
    ref: EgressGatewayRef,
    request: StartEgressTest,
    call: {
      credentials: BackstageCredentials;
      signal?: AbortSignal;
      onJob?: (job: { namespace: string; name: string }) => void;
    },
  ): Promise<EgressTest> {
    const scope = await ReadScope.create(this.#authorizer, call.credentials);
    const cluster = this.#egress.cluster(ref.cluster);
    const reading =
      cluster &&
      this.#egress
        .of(cluster)
        .readings.find(
          ({ unit }) =>
            unit.namespace === ref.namespace && unit.name === ref.name,
        );
    if (!cluster || !reading || !new EgressSight(scope).maySee(reading)) {
      throw noGateway(ref);
    }
    const namespace = request.namespace ?? ref.namespace;
    await this.#refuseUnpermitted(ref.cluster, namespace, call.credentials);
    const connection = writableCluster(
      this.#registry,
      this.#settings,
      ref.cluster,
    );
    if (!reading.unit.ours) {
      throw new ConflictError(
        `name: ${ref.name} in ${ref.namespace} was not made by Meshport, so it is not known how it is to be called`,
      );
    }
    const live = await this.#look.live(reading).catch(error => {
      throw toBackstageError(error, { cluster: ref.cluster });
    });
    const read = egressInputOf(live.objects as unknown as PlainObject[]);
    if ('why' in read) {
      throw new ConflictError(`name: ${read.why}`);
    }
    const environment = await this.#environments.of(ref.cluster);
    const upstream = chooseUpstream(read.model, request);
    const jobName = `egress-test-${randomBytes(5).toString('hex')}`;
    const serviceAccount = request.serviceAccount ?? 'default';
    const waitSeconds = request.waitSeconds ?? DEFAULT_WAIT_SECONDS;
    const { host } = read.model.upstreams[upstream];
    const url = urlOf(read.model, upstream, request);
    const objects = egressTestJob(read.model, {
      kind: request.kind,
      upstream,
      namespace,
      serviceAccount,
      path: request.path ?? '/',
      jobName,
      environment,
      ...(request.certificateAuthority
        ? { certificateAuthority: request.certificateAuthority }
        : {}),
      ...ingressAddress(
        read.model.upstreams[upstream],
        this.#egress.of(cluster).sources,
      ),
    });
    call.onJob?.({ namespace, name: jobName });
    const startedAt = new Date();
    const run = await this.#inTurn(() =>
      runTestJob(connection, {
        objects,
        namespace,
        name: jobName,
        seconds: waitSeconds,
        signal: call.signal,
      }),
    );
    return {
      id: jobName,
      kind: request.kind,
      cluster: ref.cluster,
      namespace,
      serviceAccount,
      host,
      url,
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      ...verdictOf(run, url),
      cleanedUp: run.cleanedUp,
    };
  }

  async #refuseUnpermitted(
    cluster: string,
    namespace: string,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const may = await this.#authorizer.namespaceFilter(
      credentials,
      meshEgressTestPermission,
    );
    if (!may(this.#authorizer.namespaceResource(cluster, namespace))) {
      throw new NotAllowedError(
        `namespace: you may not call from ${namespace} in cluster ${cluster}; nothing was run. Ask its owner, or an administrator for ${meshEgressTestPermission.name}`,
      );
    }
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#going >= MOST_AT_ONCE) {
      throw new ServiceUnavailableError(
        `${MOST_AT_ONCE} tests are under way; try again in a minute`,
      );
    }
    this.#going += 1;
    try {
      return await run();
    } finally {
      this.#going -= 1;
    }
  }
}
