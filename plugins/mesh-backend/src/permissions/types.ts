import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';

/** What the rules of resource type `mesh-cluster` look at. */
export interface MeshClusterResource {
  name: string;
}

/** What the rules of resource type `mesh-namespace` look at. */
export interface MeshNamespaceResource {
  cluster: string;
  name: string;
  /** Labels of the Namespace object; empty when it is not known. */
  labels: Record<string, string>;
  /** Entity refs of the owning groups: from configuration, else from the Namespace object. */
  owners: string[];
  /**
   * What is to be written there, as `group/Kind` (`core/Service`); absent where
   * the question is about the namespace as a whole.
   */
  kinds?: string[];
}

/** What the rules of resource type `mesh-credential` look at: a Secret by its name. */
export interface MeshCredentialResource {
  cluster: string;
  namespace: string;
  /** Name of the Secret. */
  name: string;
  /** Entity refs of the groups that own the namespace. */
  owners: string[];
}

/** What the rules of resource type `mesh-certificate-authority` look at: an authority and whom it serves. */
export interface MeshCertificateAuthorityResource {
  /** As in `mesh.certificateAuthorities`. */
  name: string;
  /** Type of its provider, e.g. `aws-pca`. */
  provider: string;
  /** The cluster that it is to serve. */
  cluster: string;
}

/** Says for each resource whether the caller has the permission asked for. */
export type ResourceFilter<TResource> = ((resource: TResource) => boolean) & {
  /** True when the answer is no for whatever resource. */
  readonly deniedOutright: boolean;
  /** The decision as a text: two filters with the same text allow the same. */
  readonly decision: string;
};

/** What a caller may read of clusters and of namespaces. */
export interface ReadFilters {
  cluster: ResourceFilter<MeshClusterResource>;
  namespace: ResourceFilter<MeshNamespaceResource>;
}

/** Asks Backstage's permissions with the caller's own credentials. */
export interface MeshAuthorizer {
  /** Both permissions to read, by one `authorizeConditional`. */
  readFilters(credentials: BackstageCredentials): Promise<ReadFilters>;
  /** One `authorizeConditional`; the returned function filters in memory. */
  clusterFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-cluster'>,
  ): Promise<ResourceFilter<MeshClusterResource>>;
  /** One `authorizeConditional`; the returned function filters in memory. */
  namespaceFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-namespace'>,
  ): Promise<ResourceFilter<MeshNamespaceResource>>;
  /** One `authorizeConditional`; the returned function filters in memory. */
  credentialFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-credential'>,
  ): Promise<ResourceFilter<MeshCredentialResource>>;
  /** One `authorizeConditional`; the returned function filters in memory. */
  authorityFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-certificate-authority'>,
  ): Promise<ResourceFilter<MeshCertificateAuthorityResource>>;
  /** The resource of a namespace, whether or not the Namespace object exists. */
  namespaceResource(cluster: string, namespace: string): MeshNamespaceResource;
}
