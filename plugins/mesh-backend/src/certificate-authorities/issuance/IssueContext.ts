import {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { meshCertificateAuthorityUsePermission } from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { ClusterConnection, ClusterRegistry } from '../../clusters/types';
import { Inventory } from '../../inventory';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { MeshAuthorizer } from '../../permissions';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { IntermediateIssuer } from './IntermediateIssuer';

/** A control plane that an intermediate is for. */
export interface PlaneName {
  cluster: string;
  namespace: string;
}

/** What the kinds of request about authorities have in common. */
export class IssueContext {
  readonly authorities: CertificateAuthorities;
  readonly issuer: IntermediateIssuer;
  readonly inventory: Pick<Inventory, 'cluster' | 'clusters'>;
  readonly now: () => number;
  /** Whether istiod may be restarted; else people are told to. */
  readonly restartIstiod: boolean;
  readonly #authorizer: Pick<MeshAuthorizer, 'authorityFilter'>;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;
  readonly #rootChange: (plane: PlaneName) => Promise<string | undefined>;

  constructor(options: {
    authorities: CertificateAuthorities;
    issuer: IntermediateIssuer;
    inventory: Pick<Inventory, 'cluster' | 'clusters'>;
    authorizer: Pick<MeshAuthorizer, 'authorityFilter'>;
    registry: ClusterRegistry;
    settings: ApplySettings;
    now?: () => number;
    /** Default true. */
    restartIstiod?: boolean;
    /** ID of the request of a guided root change that is under way. */
    rootChange: (plane: PlaneName) => Promise<string | undefined>;
  }) {
    this.authorities = options.authorities;
    this.issuer = options.issuer;
    this.inventory = options.inventory;
    this.now = options.now ?? Date.now;
    this.restartIstiod = options.restartIstiod ?? true;
    this.#authorizer = options.authorizer;
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#rootChange = options.rootChange;
  }

  /** Throws what `writableCluster` throws. */
  connection(cluster: string): ClusterConnection {
    return writableCluster(this.#registry, this.#settings, cluster);
  }

  /**
   * The control plane that is meant; asks no cluster.
   *
   * @throws `InputError` that names the field
   */
  plane(cluster: string, namespace?: string): PlaneName {
    let details: ClusterConnection['details'];
    try {
      details = this.#registry.get(cluster).details;
    } catch (error) {
      if (error instanceof NotFoundError) {
        throw new InputError(
          `cluster: there is no cluster ${cluster}; choose one of those that Meshport shows`,
        );
      }
      throw error;
    }
    if (details.primary !== undefined) {
      throw new InputError(
        `cluster: ${cluster} is a remote of ${details.primary}, whose istiod signs for it; ask for ${details.primary}`,
      );
    }
    const configured = controlPlaneNamespace(details);
    const known = [
      configured,
      ...(this.inventory.cluster(cluster)?.controlPlanes.pods() ?? []).map(
        ({ metadata }) => metadata.namespace,
      ),
    ];
    if (namespace !== undefined && !known.includes(namespace)) {
      throw new InputError(
        `namespace: no istiod runs in ${namespace} of ${cluster}; leave it out, or name the control plane's namespace`,
      );
    }
    return { cluster, namespace: namespace ?? configured };
  }

  /** What Istio calls the cluster. */
  istioId(cluster: string): string {
    return this.inventory.cluster(cluster)?.istioId.id ?? cluster;
  }

  /**
   * Throws `NotAllowedError` unless the caller may choose the authority for the
   * cluster. It does not tell whether there is such an authority.
   */
  async refuseUnusable(
    { authority, cluster }: { authority: string; cluster: string },
    credentials: BackstageCredentials,
  ): Promise<void> {
    const settings = this.authorities.find(authority)?.settings;
    const may = await this.#authorizer.authorityFilter(
      credentials,
      meshCertificateAuthorityUsePermission,
    );
    if (
      !settings ||
      !may({ name: authority, provider: settings.provider, cluster })
    ) {
      throw new NotAllowedError(
        `authority: there is no certificate authority ${authority} that you may use for ${cluster}; choose another, or ask an administrator for ${meshCertificateAuthorityUsePermission.name}`,
      );
    }
  }

  /** Throws `ConflictError` while a guided change of the root is under way. */
  async refuseDuringRootChange(plane: PlaneName): Promise<void> {
    const request = await this.#rootChange(plane);
    if (request !== undefined) {
      throw new ConflictError(
        `cluster: the root of ${plane.cluster} is being changed by request ${request}; wait until that is done, or have it rolled back`,
      );
    }
  }
}

/** Whether a person calls, and not the portal for itself. */
export function isPerson({ principal }: BackstageCredentials): boolean {
  return (principal as Partial<BackstageUserPrincipal>).type === 'user';
}
