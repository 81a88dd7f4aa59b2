import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AppliedObject,
  ApplyEgressGatewayRequest,
  ApplyManifestsRequest,
  ApplyReport,
  meshNamespaceApplyPermission,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { EgressGatewayInput, renderEgressGateway } from '@meshport/istio';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { MeshAuthorizer } from '../permissions/types';
import { applyObjects } from './applyObjects';
import { inApplyOrder, visibilityWarnings } from './applyOrder';
import { toBackstageError } from './clusterErrors';
import { Origin } from './existingObjects';
import { refuseClaimedHost } from './hostClaims';
import { ManifestObject, readManifestObjects } from './objects';
import {
  NamespaceUse,
  namespacesDenied,
  namespacesOf,
  namespacesOfGateway,
  refuseMissingNamespace,
} from './namespaces';
import { refuseProtocolChange } from './protocolChange';
import { waitForDeployment } from './readiness';
import { readEgressGateway } from './requests';
import { ApplySettings } from './settings';
import { writableCluster } from './writableCluster';
import { requestKindsOf, WriteGate } from './writeGate';

/**
 * Longest time from the start of a call to its answer. Node's fetch gives up
 * on an answer's headers after 300 seconds.
 */
const ANSWER_WITHIN_SECONDS = 290;

/** One call to write, by whom and how. */
export interface WriteCall {
  credentials: BackstageCredentials;
  dryRun: boolean;
  /** Ends the waiting for readiness; a write under way is finished. */
  signal?: AbortSignal;
  /** Told what the call is about as soon as it is known, for the audit. */
  onObjects?: (objects: ManifestObject[]) => void;
  /** Told of every object that was really written. */
  onApplied?: (applied: AppliedObject) => void;
}

/** Applies manifests and gateways on behalf of a caller: checks, writes, waits. */
export class ManifestsService {
  readonly #registry: ClusterRegistry;
  readonly #authorizer: MeshAuthorizer;
  readonly #settings: ApplySettings;
  readonly #gate: WriteGate;

  constructor(options: {
    registry: ClusterRegistry;
    authorizer: MeshAuthorizer;
    settings: ApplySettings;
    gate: WriteGate;
  }) {
    this.#registry = options.registry;
    this.#authorizer = options.authorizer;
    this.#settings = options.settings;
    this.#gate = options.gate;
  }

  /**
   * Applies YAML documents of allow-listed kinds. None of them is a workload,
   * so there is nothing to wait for and the report has no readiness.
   *
   * Throws `InputError`, `NotAllowedError`, `NotFoundError`, `ConflictError`
   * or `ServiceUnavailableError`, each naming the field and the mend.
   */
  async applyManifests(
    request: ApplyManifestsRequest,
    call: WriteCall,
  ): Promise<ApplyReport> {
    const connection = writableCluster(
      this.#registry,
      this.#settings,
      request.cluster,
    );
    const objects = inApplyOrder(
      readManifestObjects(request.manifests, {
        allowedKinds: this.#settings.allowedKinds,
        fallbackNamespace: request.namespace,
      }),
    );
    call.onObjects?.(objects);
    const namespaces = namespacesOf(objects);
    await this.#checkNamespaces(connection, namespaces, call);
    await this.#checkPolicy(
      connection,
      requestKindsOf(objects),
      namespaces,
      call,
    );
    return this.#apply(
      connection,
      objects,
      'yaml',
      call,
      visibilityWarnings(objects),
    );
  }

  /** Renders an egress gateway, applies it and waits for its pods; errors as `applyManifests`. */
  async applyEgressGateway(
    request: ApplyEgressGatewayRequest,
    call: WriteCall,
  ): Promise<ApplyReport> {
    const started = Date.now();
    const connection = writableCluster(
      this.#registry,
      this.#settings,
      request.cluster,
    );
    const input = readEgressGateway(request.gateway);
    const objects = renderEgressGateway(input) as unknown as ManifestObject[];
    call.onObjects?.(objects);
    const namespaces = namespacesOfGateway(input);
    await this.#checkNamespaces(connection, namespaces, call);
    await this.#checkPolicy(connection, ['egress-gateway'], namespaces, call);
    await refuseProtocolChange(connection, input);
    const warnings = await this.#checkHost(connection, input, call);
    const report = await this.#apply(
      connection,
      objects,
      'rendered',
      call,
      warnings,
    );
    if (call.dryRun || !request.waitSeconds) {
      return report;
    }
    const elapsed = (Date.now() - started) / 1000;
    const readiness = await waitForDeployment(connection, input, {
      seconds: Math.min(request.waitSeconds, ANSWER_WITHIN_SECONDS - elapsed),
      signal: call.signal,
    });
    if (!readiness.ready && !input.addresses?.length) {
      // An Envoy is not ready before it has looked its upstreams up.
      readiness.message += `; if its proxy waits, check that the cluster's DNS knows ${input.host}`;
    }
    return { ...report, readiness };
  }

  /** Permission first, so that nobody learns which namespaces there are. */
  async #checkNamespaces(
    connection: ClusterConnection,
    namespaces: NamespaceUse[],
    { credentials }: WriteCall,
  ): Promise<void> {
    const cluster = connection.details.name;
    const mayApply = await this.#authorizer.namespaceFilter(
      credentials,
      meshNamespaceApplyPermission,
    );
    const denied = namespaces.filter(
      ({ name }) =>
        !mayApply(this.#authorizer.namespaceResource(cluster, name)),
    );
    if (denied.length) {
      throw namespacesDenied(denied, cluster);
    }
    for (const namespace of namespaces) {
      await refuseMissingNamespace(connection, namespace);
    }
  }

  /** A rehearsal changes nothing, so anybody may see what would be asked for. */
  async #checkPolicy(
    connection: ClusterConnection,
    kinds: string[],
    namespaces: NamespaceUse[],
    { dryRun, credentials }: WriteCall,
  ): Promise<void> {
    if (!dryRun) {
      await this.#gate.check(
        {
          kinds,
          cluster: connection.details.name,
          namespaces: namespaces.map(one => one.name),
        },
        credentials,
      );
    }
  }

  async #checkHost(
    connection: ClusterConnection,
    input: EgressGatewayInput,
    { credentials }: WriteCall,
  ): Promise<string[]> {
    const cluster = connection.details.name;
    const mayRead = await this.#authorizer.namespaceFilter(
      credentials,
      meshNamespaceReadPermission,
    );
    try {
      return await refuseClaimedHost(
        connection,
        {
          ...input,
          clients: namespacesOfGateway(input).map(one => one.name),
        },
        namespace =>
          mayRead(this.#authorizer.namespaceResource(cluster, namespace)),
      );
    } catch (error) {
      throw toBackstageError(error, { cluster });
    }
  }

  async #apply(
    connection: ClusterConnection,
    objects: ManifestObject[],
    origin: Origin,
    { dryRun, onApplied }: WriteCall,
    warnings: string[],
  ): Promise<ApplyReport> {
    const applied = await applyObjects(connection, objects, {
      origin,
      dryRun,
      onApplied,
    });
    const count = (outcome: AppliedObject['outcome']) =>
      applied.filter(one => one.outcome === outcome).length;
    return {
      cluster: connection.details.name,
      dryRun,
      objects: applied,
      created: count('created'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      warnings,
    };
  }
}
