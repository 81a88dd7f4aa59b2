import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AppliedObject,
  ApplyManifestsRequest,
  ApplyReport,
  EgressObject,
  meshNamespaceApplyPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { MeshAuthorizer } from '../permissions/types';
import { applyObjects } from './applyObjects';
import { inApplyOrder, visibilityWarnings } from './applyOrder';
import { Origin } from './existingObjects';
import { ManifestObject, readManifestObjects } from './objects';
import {
  NamespaceUse,
  namespacesDenied,
  namespacesOf,
  refuseMissingNamespace,
} from './namespaces';
import { ApplySettings } from './settings';
import { writableCluster } from './writableCluster';
import { requestKindsOf, WriteGate } from './writeGate';

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
  /** Told of every object that was really deleted. */
  onDeleted?: (object: EgressObject) => void;
}

/** Applies manifests on behalf of a caller: checks, then writes. */
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
    await this.checkNamespaces(connection, namespaces, call);
    await this.checkPolicy(
      connection,
      requestKindsOf(objects),
      namespaces,
      call,
    );
    return this.apply(
      connection,
      objects,
      'yaml',
      call,
      visibilityWarnings(objects),
    );
  }

  /** Permission first, so that nobody learns which namespaces there are. */
  async checkNamespaces(
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
      ({ name, kinds }) =>
        !mayApply({
          ...this.#authorizer.namespaceResource(cluster, name),
          ...(kinds ? { kinds } : {}),
        }),
    );
    if (denied.length) {
      throw namespacesDenied(denied, cluster);
    }
    for (const namespace of namespaces) {
      await refuseMissingNamespace(connection, namespace);
    }
  }

  /** A rehearsal changes nothing, so anybody may see what would be asked for. */
  async checkPolicy(
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

  /** Rehearses and writes objects that were checked. */
  async apply(
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
