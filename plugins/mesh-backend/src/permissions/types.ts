import {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
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
}

/** Asks Backstage's permissions with the caller's own credentials. */
export interface MeshAuthorizer {
  /** One `authorizeConditional`; the returned function filters in memory. */
  clusterFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-cluster'>,
  ): Promise<(resource: MeshClusterResource) => boolean>;
  /** One `authorizeConditional`; the returned function filters in memory. */
  namespaceFilter(
    credentials:
      | BackstageCredentials<BackstageUserPrincipal>
      | BackstageCredentials,
    permission: ResourcePermission<'mesh-namespace'>,
  ): Promise<(resource: MeshNamespaceResource) => boolean>;
  /** The resource of a namespace, whether or not the Namespace object exists. */
  namespaceResource(cluster: string, namespace: string): MeshNamespaceResource;
}
