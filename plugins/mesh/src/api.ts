import { createApiRef } from '@backstage/frontend-plugin-api';
import { MeshApi } from '@meshport/backstage-plugin-mesh-common';

/** The mesh backend as the cards call it; replace it to test or to add a cache. */
export const meshApiRef = createApiRef<MeshApi>().with({
  id: 'plugin.mesh.service',
  pluginId: 'mesh',
});
