import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  MeshClusterSupplier,
  meshClusterSupplierExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import { StaticClusterRegistry } from './clusters';
import { Inventory } from './inventory';
import {
  NamespaceOwners,
  PermissionMeshAuthorizer,
  registerPermissions,
} from './permissions';

/**
 * The mesh backend: reads the clusters, answers for catalog entities, and
 * applies manifests.
 *
 * @public
 */
export const meshPlugin = createBackendPlugin({
  pluginId: 'mesh',
  register(env) {
    const suppliers: MeshClusterSupplier[] = [];
    env.registerExtensionPoint(meshClusterSupplierExtensionPoint, {
      addSupplier: supplier => suppliers.push(supplier),
    });

    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({
        config,
        lifecycle,
        logger,
        permissions,
        permissionsRegistry,
      }) {
        const owners = NamespaceOwners.fromConfig(config);
        const registry = await StaticClusterRegistry.create({
          config,
          suppliers,
          logger,
        });
        const inventory = new Inventory({ registry, logger });
        const authorizer = new PermissionMeshAuthorizer({
          permissions,
          permissionsRegistry,
          owners,
          findNamespace: (cluster, namespace) =>
            inventory.findNamespace(cluster, namespace),
        });
        registerPermissions(permissionsRegistry, {
          cluster: name => inventory.cluster(name) && { name },
          namespace: (cluster, namespace) =>
            inventory.cluster(cluster) &&
            authorizer.namespaceResource(cluster, namespace),
        });

        inventory.start();
        lifecycle.addShutdownHook(async () => {
          await inventory.stop();
          await registry.close();
        });
      },
    });
  },
});
