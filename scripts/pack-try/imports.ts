// Type-checked in the fresh portal: every published package is imported by
// name, and its types are used, so that a missing declaration file fails.
import meshBackend from '@meshport/backstage-plugin-mesh-backend';
import meshModule from '@meshport/backstage-plugin-scaffolder-backend-module-mesh';
import {
  MeshAnswer,
  MeshClient,
  MeshVersion,
  meshNamespaceApplyPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { meshClusterSupplierExtensionPoint } from '@meshport/backstage-plugin-mesh-node';
import { createBackend } from '@backstage/backend-defaults';
import { createBackendModule } from '@backstage/backend-plugin-api';

const backend = createBackend();
backend.add(meshBackend);
backend.add(meshModule);
backend.add(
  createBackendModule({
    pluginId: 'mesh',
    moduleId: 'inventory-of-clusters',
    register(env) {
      env.registerInit({
        deps: { clusters: meshClusterSupplierExtensionPoint },
        async init({ clusters }) {
          clusters.addSupplier({
            getClusters: async () => [
              { name: 'lab', kubeconfig: { file: '/etc/meshport/lab' } },
            ],
          });
        },
      });
    },
  }),
);

export const permission: 'mesh.namespace.apply' | string =
  meshNamespaceApplyPermission.name;

export async function membership(client: MeshClient): Promise<string[]> {
  const answer: MeshAnswer<MeshVersion> = await client.getVersion(
    'component:default/ratings',
  );
  return answer.items.map(
    ({ cluster, membership: state }) => `${cluster} ${state}`,
  );
}
